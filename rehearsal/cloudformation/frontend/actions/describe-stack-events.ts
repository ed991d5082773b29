import { TemplateError } from '../../template/template-error';
import { Action } from '../action';
import { requiredParameter } from '../required-parameter';
import { shownProperties, visibleEvents } from '../visible-state';

/** DescribeStackEvents: the stack's history, newest first, on one page. */
export const describeStackEvents: Action = ({ service }, parameters) => {
  const name = requiredParameter(parameters, 'StackName');
  const stack = service.find(name);
  if (stack === undefined) { throw new TemplateError(`Stack [${name}] does not exist`); }
  return {
    StackEvents: [...visibleEvents(service, stack)].reverse().map((event) => ({
      StackId: event.stackId,
      EventId: event.eventId,
      OperationId: event.operationId,
      StackName: event.stackName,
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: event.timestamp,
      ResourceStatus: event.status,
      ResourceStatusReason: event.reason,
      ResourceProperties: shownProperties(service, event),
    })),
  };
};
