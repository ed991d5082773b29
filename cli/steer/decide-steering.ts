import type { Agreement, Steering, SteeringDecision, SteeringSituation } from './steering';
import { LiveCanary, LiveStage, samePercent } from '../../lib/stage/live-stage';
import { patchOperations } from '../../lib/stage/patch-operations';
import { CommandError, commandError } from '../messages/command-ids';

/** What becomes of the wish of a person, or why nothing does. */
export function decideSteering(steering: Steering, situation: SteeringSituation): SteeringDecision {
  const { live, stageName, ifCanary, ifProduction } = situation;
  if (live.canary === undefined) {
    return steering.command === 'abort' ? { outcome: 'nothing' } : refused(commandError('NoCanary', stageName, live.deploymentId));
  }
  if (ifCanary !== undefined && ifCanary !== live.canary.deploymentId) {
    return refused(commandError('IfCanary', ifCanary, live.canary.deploymentId));
  }
  if (ifProduction !== undefined && ifProduction !== live.deploymentId) {
    return refused(commandError('IfProduction', ifProduction, live.deploymentId));
  }
  switch (steering.command) {
    case 'abort': return write(live, { ...live, canary: undefined }, 'none');
    case 'promote': return promotion(steering, situation, live.canary);
    case 'set-percent': return split(steering, situation, live.canary);
    case 'remove': return removal(situation, live.canary);
  }
}

function promotion(
  { keepVariables, keepCanary }: Steering & {
    command: 'promote';
  }, { live, brokenCalls = [], operation, rollout }: SteeringSituation, canary: LiveCanary,
): SteeringDecision {
  if (canary.deploymentId === live.deploymentId) { return refused(commandError('CanaryIsProduction', live.deploymentId)); }
  if (brokenCalls.length > 0) { return refused(commandError('VersionMissing', canary.deploymentId, brokenCalls)); }
  if (operation !== undefined && !rollout) { return refused(commandError('StackBusy', operation)); }
  return write(live, {
    deploymentId: canary.deploymentId,
    variables: keepVariables ? live.variables : { ...live.variables, ...canary.stageVariableOverrides },
    canary: keepCanary ? { ...canary, percentTraffic: 0 } : undefined,
  }, 'stage-name');
}

function split(
  { percentTraffic }: Steering & { command: 'set-percent' }, { live, declaredPercent, operation, rollout }: SteeringSituation, canary: LiveCanary,
): SteeringDecision {
  if (operation !== undefined) { return refused(rollout ? commandError('RolloutDrives') : commandError('StackBusy', operation)); }
  if (samePercent(percentTraffic, canary.percentTraffic)) { return { outcome: 'nothing' }; }
  const rises = percentTraffic > canary.percentTraffic && percentTraffic > (declaredPercent ?? 0);
  return write(live, { ...live, canary: { ...canary, percentTraffic } }, rises ? 'yes' : 'none');
}

function removal({ live, operation, rollout }: SteeringSituation, { deploymentId, percentTraffic }: LiveCanary): SteeringDecision {
  if (percentTraffic > 0 && deploymentId !== live.deploymentId) { return refused(commandError('UseAbort', deploymentId, percentTraffic)); }
  if (operation !== undefined) { return refused(rollout ? commandError('RolloutDrives') : commandError('StackBusy', operation)); }
  return write(live, { ...live, canary: undefined }, 'none');
}

function write(before: LiveStage, expected: LiveStage, question: Agreement): SteeringDecision {
  return { outcome: 'write', plan: { before, expected, operations: patchOperations(before, expected), question } };
}

function refused(error: CommandError): SteeringDecision {
  return { outcome: 'refused', error };
}
