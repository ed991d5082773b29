import { CloudFormationService } from '../../cloudformation-service';
import { StackRecord } from '../../stack-record';
import { TemplateError } from '../../template/template-error';
import { Action } from '../action';
import { stackDriftInformation } from '../drift-information';
import { parameterFields } from '../parameter-fields';
import { requiredParameter } from '../required-parameter';
import { shownProperties, visibleEvents } from '../visible-state';

/** DescribeStacks: one stack by name or id (a deleted one by id only), or all that are not deleted. */
export const describeStacks: Action = ({ service }, parameters) => {
  const name = parameters.text('StackName');
  const stacks = name === undefined ? service.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE') : [service.registry.existing(name)];
  return { Stacks: stacks.map((stack) => describe(service, stack)) };
};

function describe({ hypotheses }: CloudFormationService, stack: StackRecord) {
  const { deploymentMode = 'STANDARD', disableRollback } = stack;
  const told = deploymentMode === 'EXPRESS' || hypotheses.deploymentConfig === 'told';
  return {
    StackId: stack.identity.stackId,
    StackName: stack.identity.stackName,
    Description: stack.template?.template.Description,
    Parameters: parameterFields(stack.template),
    CreationTime: stack.creationTime,
    DeletionTime: stack.deletionTime,
    LastUpdatedTime: stack.lastUpdatedTime,
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: disableRollback,
    DeploymentConfig: told ? { Mode: deploymentMode, DisableRollback: disableRollback } : undefined,
    NotificationARNs: [],
    Capabilities: stack.capabilities,
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => (
      { OutputKey: key, OutputValue: value, Description: description, ExportName: exportName }
    )),
    Tags: Object.entries(stack.tags).map(([key, value]) => ({ Key: key, Value: value })),
    EnableTerminationProtection: stack.terminationProtection ?? false,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: stackDriftInformation(stack.drift),
  };
}

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

/** So many events are on one page, as on AWS. */
const EVENTS_ON_PAGE = 100;

/** DescribeStackEvents: the stack's history, newest first. A token says how many older events there are, so that newer ones don't shift the pages. */
export const describeStackEvents: Action = ({ service }, parameters) => {
  const name = requiredParameter(parameters, 'StackName');
  const stack = service.find(name);
  if (stack === undefined) { throw new TemplateError(`Stack [${name}] does not exist`); }
  const events = visibleEvents(service, stack);
  const end = Number(parameters.text('NextToken') ?? events.length);
  const start = Math.max(0, end - EVENTS_ON_PAGE);
  return {
    NextToken: start > 0 ? String(start) : undefined,
    StackEvents: events.slice(start, end).reverse().map((event) => ({
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
