import { CloudFormationService } from '../../cloudformation-service';
import { StackRecord } from '../../stack-record';
import { Action } from '../action';
import { stackDriftInformation } from '../drift-information';
import { parameterFields } from '../parameter-fields';

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
