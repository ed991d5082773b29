import { QueryParameters } from '../../../aws-endpoint/query-protocol';
import { ResourceLocation } from '../../refactors/plan-refactor';
import { TemplateError } from '../../template/template-error';
import { Action } from '../action';
import { requestedTemplate } from '../requested-stack';
import { requiredParameter } from '../required-parameter';

/** CreateStackRefactor: the answer comes when the moves are planned, or known to be impossible. */
export const createStackRefactor: Action = async (context, parameters) => {
  if (parameters.text('EnableStackCreation') === 'true') {
    throw new TemplateError('EnableStackCreation must be false in a rehearsal. Deploy the new stack first.');
  }
  const definitions = parameters.structures('StackDefinitions').map(async ({ StackName, ...template }) => (
    { stackName: StackName, template: await requestedTemplate(context, ofStructure(template)) }
  ));
  const { id } = context.stackRefactors.create({
    description: parameters.text('Description'),
    definitions: await Promise.all(definitions),
    mappings: parameters.structures('ResourceMappings').map((mapping) => (
      { source: location(mapping, 'Source'), destination: location(mapping, 'Destination') }
    )),
  });
  return { StackRefactorId: id };
};

function location(mapping: Record<string, string>, end: 'Source' | 'Destination'): ResourceLocation {
  return { stackName: mapping[`${end}.StackName`], logicalId: mapping[`${end}.LogicalResourceId`] };
}

/** `TemplateBody` or `TemplateURL` of one definition, as the parameters of an action have them. */
function ofStructure(fields: Record<string, string>): QueryParameters {
  return new QueryParameters(new URLSearchParams(fields));
}

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

/** ExecuteStackRefactor: moves the resources. The answer comes when that is done. */
export const executeStackRefactor: Action = async ({ stackRefactors }, parameters) => {
  await stackRefactors.execute(requiredParameter(parameters, 'StackRefactorId'));
  return {};
};
