import { TemplateError } from '../../template/template-error';
import { Action } from '../action';
import { requestedStack } from '../requested-stack';
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
