import { ChangeSet } from '../../change-sets/change-set';
import { ChangeSetNotFoundError } from '../../change-sets/change-set-error';
import { TemplateError } from '../../template/template-error';
import { Action } from '../action';
import { changeFields } from '../change-fields';
import { summaryFields } from '../change-set-summary';
import { parameterFields } from '../parameter-fields';
import { requestedDisableRollback, requestedStack } from '../requested-stack';
import { requiredParameter } from '../required-parameter';

/** CreateChangeSet: the answer comes when the change set is complete. */
export const createChangeSet: Action = async (context, parameters) => {
  const type = parameters.text('ChangeSetType') ?? 'UPDATE';
  if (type !== 'CREATE' && type !== 'UPDATE') {
    throw new TemplateError(`ChangeSetType must be CREATE or UPDATE in a rehearsal, got ${type}. Deploy without importing resources.`);
  }
  const { id, stackId } = await context.changeSets.create({
    ...await requestedStack(context, parameters),
    changeSetName: requiredParameter(parameters, 'ChangeSetName'),
    type,
    description: parameters.text('Description'),
  });
  return { Id: id, StackId: stackId };
};

/** DeleteChangeSet: answers alike when the stack has no such change set. */
export const deleteChangeSet: Action = ({ changeSets }, parameters) => {
  try {
    changeSets.remove(changeSets.existing(requiredParameter(parameters, 'ChangeSetName'), parameters.text('StackName')));
  } catch (error) {
    if (!(error instanceof ChangeSetNotFoundError)) { throw error; }
  }
  return {};
};

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

/** ExecuteChangeSet: starts what the change set planned. */
export const executeChangeSet: Action = async ({ changeSets, underWay }, parameters) => {
  const changeSet = changeSets.existing(requiredParameter(parameters, 'ChangeSetName'), parameters.text('StackName'));
  await underWay(changeSets.execute(changeSet, requestedDisableRollback(parameters)));
  return {};
};

/** ListChangeSets: those of a stack, on one page. */
export const listChangeSets: Action = ({ service, changeSets }, parameters) => {
  const { stackId } = service.registry.existing(requiredParameter(parameters, 'StackName')).identity;
  return { Summaries: changeSets.ofStack(stackId).map(summaryFields) };
};
