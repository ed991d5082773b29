import { ChangeSet } from '../../change-sets/change-set';
import { Action } from '../action';
import { changeFields } from '../change-fields';
import { summaryFields } from '../change-set-summary';
import { parameterFields } from '../parameter-fields';
import { requiredParameter } from '../required-parameter';

/** DescribeChangeSet: what executing it would do, on one page. */
export const describeChangeSet: Action = ({ service, changeSets }, parameters) => {
  const changeSet: ChangeSet = changeSets.existing(requiredParameter(parameters, 'ChangeSetName'), parameters.text('StackName'));
  const { request } = changeSet;
  return {
    ...summaryFields(changeSet),
    Parameters: parameterFields(service.registry.prepare(service.registry.existing(changeSet.stackId), request.template, request.parameters)),
    Capabilities: request.capabilities,
    Tags: Object.entries(request.tags ?? {}).map(([key, value]) => ({ Key: key, Value: value })),
    NotificationARNs: [],
    RollbackConfiguration: {},
    Changes: changeSet.changes.map(changeFields),
  };
};
