import { Action } from './action';
import { createChangeSet, deleteChangeSet, describeChangeSet, executeChangeSet, listChangeSets } from './actions/change-sets';
import { describeStackDriftDetectionStatus, describeStackResourceDrifts, detectStackDrift } from './actions/drift';
import { createStackRefactor, describeStackRefactor, executeStackRefactor } from './actions/refactors';
import { describeStackResource, describeStackResources, listStackResources } from './actions/resource-descriptions';
import { describeStackEvents, describeStacks, listStacks } from './actions/stack-descriptions';
import {
  cancelUpdateStack, continueUpdateRollback, createStack, deleteStack, rollbackStack, updateStack, updateTerminationProtection,
} from './actions/stack-operations';
import { getTemplate, getTemplateSummary, validateTemplate } from './actions/templates';

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
