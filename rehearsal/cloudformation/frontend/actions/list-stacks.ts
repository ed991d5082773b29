import { Action } from '../action';
import { stackDriftInformation } from '../drift-information';

/** ListStacks: every stack, deleted ones included, newest first, on one page. */
export const listStacks: Action = ({ service }, parameters) => {
  const wanted = parameters.texts('StackStatusFilter');
  const stacks = [...service.stacks].reverse().filter(({ status }) => wanted.length === 0 || wanted.includes(status));
  return {
    StackSummaries: stacks.map((stack) => ({
      StackId: stack.identity.stackId,
      StackName: stack.identity.stackName,
      TemplateDescription: stack.template?.template.Description,
      CreationTime: stack.creationTime,
      LastUpdatedTime: stack.lastUpdatedTime,
      DeletionTime: stack.deletionTime,
      StackStatus: stack.status,
      StackStatusReason: stack.statusReason,
      ParentId: stack.parentId,
      RootId: stack.rootId,
      DriftInformation: stackDriftInformation(stack.drift),
    })),
  };
};
