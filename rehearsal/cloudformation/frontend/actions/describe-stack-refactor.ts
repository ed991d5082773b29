import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** DescribeStackRefactor: whether a refactor can be executed, or has been. */
export const describeStackRefactor: Action = ({ stackRefactors }, parameters) => {
  const refactor = stackRefactors.existing(requiredParameter(parameters, 'StackRefactorId'));
  return {
    StackRefactorId: refactor.id,
    Description: refactor.description,
    StackIds: refactor.stackIds,
    Status: refactor.status,
    StatusReason: refactor.statusReason,
    ExecutionStatus: refactor.executionStatus,
    ExecutionStatusReason: refactor.executionStatusReason,
  };
};
