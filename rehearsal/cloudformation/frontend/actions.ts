import { Action } from './action';
import { cancelUpdateStack } from './actions/cancel-update-stack';
import { continueUpdateRollback } from './actions/continue-update-rollback';
import { createChangeSet } from './actions/create-change-set';
import { createStack } from './actions/create-stack';
import { createStackRefactor } from './actions/create-stack-refactor';
import { deleteChangeSet } from './actions/delete-change-set';
import { deleteStack } from './actions/delete-stack';
import { describeChangeSet } from './actions/describe-change-set';
import { describeStackDriftDetectionStatus } from './actions/describe-stack-drift-detection-status';
import { describeStackEvents } from './actions/describe-stack-events';
import { describeStackRefactor } from './actions/describe-stack-refactor';
import { describeStackResource } from './actions/describe-stack-resource';
import { describeStackResourceDrifts } from './actions/describe-stack-resource-drifts';
import { describeStackResources } from './actions/describe-stack-resources';
import { describeStacks } from './actions/describe-stacks';
import { detectStackDrift } from './actions/detect-stack-drift';
import { executeChangeSet } from './actions/execute-change-set';
import { executeStackRefactor } from './actions/execute-stack-refactor';
import { getTemplate } from './actions/get-template';
import { getTemplateSummary } from './actions/get-template-summary';
import { listChangeSets } from './actions/list-change-sets';
import { listStackResources } from './actions/list-stack-resources';
import { listStacks } from './actions/list-stacks';
import { rollbackStack } from './actions/rollback-stack';
import { updateStack } from './actions/update-stack';
import { updateTerminationProtection } from './actions/update-termination-protection';
import { validateTemplate } from './actions/validate-template';

/** The actions that the engine has, by their name in the API. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  CancelUpdateStack: cancelUpdateStack,
  ContinueUpdateRollback: continueUpdateRollback,
  CreateChangeSet: createChangeSet,
  CreateStack: createStack,
  CreateStackRefactor: createStackRefactor,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  DescribeChangeSet: describeChangeSet,
  DescribeStackDriftDetectionStatus: describeStackDriftDetectionStatus,
  DescribeStackEvents: describeStackEvents,
  DescribeStackRefactor: describeStackRefactor,
  DescribeStackResource: describeStackResource,
  DescribeStackResourceDrifts: describeStackResourceDrifts,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  DetectStackDrift: detectStackDrift,
  ExecuteChangeSet: executeChangeSet,
  ExecuteStackRefactor: executeStackRefactor,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  RollbackStack: rollbackStack,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
};
