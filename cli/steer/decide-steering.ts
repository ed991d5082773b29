import { withChanges } from './past-productions';
import type { Agreement, GoingBack, Steering, SteeringDecision, SteeringSituation, StuckDeploy } from './steering';
import { LiveCanary, LiveStage, samePercent } from '../../lib/stage/live-stage';
import { patchOperations } from '../../lib/stage/patch-operations';
import { CommandError, commandError } from '../messages/command-ids';

/** What becomes of the wish of a person, or why nothing does. */
export function decideSteering(steering: Steering, situation: SteeringSituation): SteeringDecision {
  const { live, stageName, ifCanary, ifProduction } = situation;
  const { canary } = live;
  // An abort of what is off already is done, whichever canary was meant.
  if (canary === undefined && steering.command === 'abort') { return { outcome: 'nothing' }; }
  if (canary === undefined && steering.command !== 'rollback') { return refused(commandError('NoCanary', stageName, live.deploymentId)); }
  if (ifCanary !== undefined && ifCanary !== canary?.deploymentId) { return refused(commandError('IfCanary', ifCanary, canary?.deploymentId)); }
  if (ifProduction !== undefined && ifProduction !== live.deploymentId) {
    return refused(commandError('IfProduction', ifProduction, live.deploymentId));
  }
  switch (steering.command) {
    case 'abort': return write(live, { ...live, canary: undefined }, 'none');
    case 'promote': return promotion(steering, situation, canary!);
    case 'set-percent': return split(steering, situation, canary!);
    case 'remove': return removal(situation, canary!);
    case 'rollback': return goingBack(steering, situation);
  }
}

function promotion(
  { keepVariables, keepCanary }: Steering & { command: 'promote' }, situation: SteeringSituation, canary: LiveCanary,
): SteeringDecision {
  const { live, brokenCalls = [], rollout } = situation;
  if (canary.deploymentId === live.deploymentId) { return refused(commandError('CanaryIsProduction', live.deploymentId)); }
  if (brokenCalls.length > 0) { return refused(commandError('VersionMissing', 'canary', canary.deploymentId, brokenCalls)); }
  const busy = rollout && isForward(situation.operation) ? undefined : busyStack(situation);
  return stuckStack(situation) ?? busy ?? write(live, {
    deploymentId: canary.deploymentId,
    variables: keepVariables ? live.variables : { ...live.variables, ...canary.stageVariableOverrides },
    canary: keepCanary ? { ...canary, percentTraffic: 0 } : undefined,
  }, 'stage-name');
}

function split({ percentTraffic }: Steering & { command: 'set-percent' }, situation: SteeringSituation, canary: LiveCanary): SteeringDecision {
  const { live, declaredPercent, operation, rollout } = situation;
  const goesOn = isForward(operation) && rollout?.goesOnAt !== undefined && samePercent(percentTraffic, rollout.goesOnAt);
  const busy = stuckStack(situation) ?? (goesOn ? undefined : busyStack(situation));
  if (busy !== undefined) { return busy; }
  if (samePercent(percentTraffic, canary.percentTraffic)) { return { outcome: 'nothing' }; }
  const rises = percentTraffic > canary.percentTraffic && percentTraffic > (declaredPercent ?? 0);
  return write(live, { ...live, canary: { ...canary, percentTraffic } }, rises ? 'yes' : 'none');
}

function removal(situation: SteeringSituation, { deploymentId, percentTraffic }: LiveCanary): SteeringDecision {
  const { live } = situation;
  if (percentTraffic > 0 && deploymentId !== live.deploymentId) { return refused(commandError('UseAbort', deploymentId, percentTraffic)); }
  return stuckStack(situation) ?? busyStack(situation) ?? write(live, { ...live, canary: undefined }, 'none');
}

function goingBack({ to, keepVariables, force }: Steering & { command: 'rollback' }, situation: SteeringSituation): SteeringDecision {
  const { live, target } = situation;
  if (target === undefined) { return refused(commandError('NothingBefore', live.deploymentId, live.canary?.deploymentId)); }
  const { deploymentId, exists, variables, brokenCalls, isVerified, missingRights } = target;
  if (!exists) { return refused(commandError('NoSuchDeployment', deploymentId, to === undefined)); }
  if (deploymentId === live.deploymentId) { return { outcome: 'nothing' }; }
  if (brokenCalls.length > 0) { return refused(commandError('VersionMissing', 'deployment', deploymentId, brokenCalls)); }
  if (!isVerified && !force) { return refused(commandError('CannotVerify', deploymentId, missingRights)); }
  const busy = isOlder(target, situation.stuck) ? busyStack(situation) : stuckStack(situation);
  return busy ?? write(live, {
    deploymentId, variables: keepVariables ? live.variables : withChanges(live.variables, variables), canary: undefined,
  }, 'stage-name');
}

/** What takes the deploy back sets the stage again, and deletes what the deploy brought: also what somebody has promoted meanwhile. */
function stuckStack({ stuck }: SteeringSituation): SteeringDecision | undefined {
  return stuck && refused(commandError('StackUnsettled', stuck.stackName, stuck.status));
}

/** Whether a deployment was there before a deploy that is not over, and so stays whatever becomes of that. */
function isOlder({ createdAt }: GoingBack, stuck: StuckDeploy | undefined): boolean {
  return stuck === undefined || (createdAt !== undefined && stuck.begunAt !== undefined && createdAt < stuck.begunAt);
}

/** CloudFormation, or a rollout, moves the stage itself. */
function busyStack({ operation, rollout }: SteeringSituation): SteeringDecision | undefined {
  if (operation === undefined) { return undefined; }
  return refused(rollout && isForward(operation) ? commandError('RolloutDrives', rollout.goesOnAt) : commandError('StackBusy', operation));
}

/** Only on its way forward a rollout looks at the stage: what comes later takes everything back, or tidies up. */
function isForward(operation: string | undefined): boolean {
  return operation === 'UPDATE_IN_PROGRESS' || operation === 'CREATE_IN_PROGRESS';
}

function write(before: LiveStage, expected: LiveStage, question: Agreement): SteeringDecision {
  return { outcome: 'write', plan: { before, expected, operations: patchOperations(before, expected), question } };
}

function refused(error: CommandError): SteeringDecision {
  return { outcome: 'refused', error };
}
