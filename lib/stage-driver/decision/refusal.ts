import type { Situation } from './plan';
import { declaredVariables, movesProduction } from '../../stage/desired-stage';
import type { LiveStage } from '../../stage/live-stage';
import type { DesiredStage } from '../contract/driver-properties';

/** Why the driver fails the operation instead of moving the stage. */
export interface Refusal {
  readonly outcome: 'refuse';
  /** Names the condition; stable across versions. */
  readonly id: 'StageVanished' | 'RenamedWithCanary' | 'ReplacedWithCanary' | 'AdoptedWithChange' | 'PromoteUnseenDeployment' | 'PromotedVariableReverted' | 'UnservedEndpoint';
  /** Becomes the reason of the stack event. */
  readonly message: string;
}

/** The first reason not to do what the template asks, if there is one. Nothing was moved by then. */
export function refusal(situation: Situation): Refusal | undefined {
  const { live, desired, previous } = situation;
  if (live === undefined) { return previous && withoutStage(desired, previous); }
  if (previous === undefined) { return adoption(live, desired); }
  return promotion(live, desired) ?? revertedVariable(live, desired, previous);
}

function refuse(id: Refusal['id'], message: string): Refusal {
  return { outcome: 'refuse', id, message };
}

function withoutStage(desired: DesiredStage, previous: DesiredStage): Refusal | undefined {
  if (desired.restApiId !== previous.restApiId) { return desired.action === 'NONE' ? undefined : replacedApi(desired, previous); }
  if (desired.stageName === previous.stageName) {
    return refuse('StageVanished',
      `Stage ${desired.stageName} of API ${desired.restApiId} no longer exists, so there is no base release to keep. Nothing was changed. ` +
      'It was deleted outside of this stack: remove the stage from the app, deploy, and add it again.');
  }
  const sameRelease = movesProduction(previous) && previous.deploymentId === desired.deploymentId;
  if (desired.action === 'NONE' || sameRelease) { return undefined; }
  return refuse('RenamedWithCanary',
    `Stage ${previous.stageName} is renamed to ${desired.stageName} in one deploy with ${desired.action}; a new stage knows no base release, ` +
    'so everybody would get the canary release. Nothing was changed. Promote or abort first, deploy without a canary, then rename the stage.');
}

function replacedApi(desired: DesiredStage, previous: DesiredStage): Refusal {
  return refuse('ReplacedWithCanary',
    `API ${previous.restApiId} is replaced by ${desired.restApiId} in one deploy with ${desired.action}; a new API knows no base release, ` +
    'so everybody who comes to it would get the canary release. Nothing was changed. Promote or abort first, then replace the API in a deploy ' +
    'without a canary.');
}

/** The template that stands until now retains nothing: what the base needs would be deleted by this very operation. */
function adoption(live: LiveStage, desired: DesiredStage): Refusal | undefined {
  if (desired.action === 'NONE' || live.deploymentId === desired.deploymentId) { return undefined; }
  return refuse('AdoptedWithChange',
    `Stage ${desired.stageName} is on deployment ${live.deploymentId}, but this template, which adds the canary release to the stack, is for ` +
    `deployment ${desired.deploymentId}. Nothing was changed. Deploy the release without a change of the API (or without canarySettings) first; ` +
    'from then on a canary keeps what the base release needs.');
}

function promotion(live: LiveStage, desired: DesiredStage): Refusal | undefined {
  if (desired.action !== 'PROMOTE') { return undefined; }
  if (desired.deploymentId === live.deploymentId || desired.deploymentId === live.canary?.deploymentId) { return undefined; }
  const canary = live.canary ? `The canary release is deployment ${live.canary.deploymentId}` : 'The stage has no canary release';
  return refuse('PromoteUnseenDeployment',
    `promote() is asked for deployment ${desired.deploymentId}, which was never the canary release. ${canary}; production stays on ` +
    `${live.deploymentId}. Nothing was changed. Promote from the code that was deployed as the canary, or deploy this code as a canary first ` +
    '(without promote), or remove canarySettings and promote() to release it without a canary.');
}

/**
 * A promoted override lives in the stage's variables, but in the template only as long as the promotion stands there.
 * Taking the promotion away with the old value still declared would take production back without anyone having written so.
 * An abort is never refused.
 */
function revertedVariable(live: LiveStage, desired: DesiredStage, previous: DesiredStage): Refusal | undefined {
  if (desired.action === 'ABORT') { return undefined; }
  const overrides = { ...previous.canary?.stageVariableOverrides, ...live.canary?.stageVariableOverrides };
  const next = declaredVariables(desired);
  const reverted = Object.keys(overrides).find((name) => live.variables[name] === overrides[name]
    && next[name] !== overrides[name] && next[name] === previous.variables[name]);
  if (reverted === undefined) { return undefined; }
  const back = next[reverted] === undefined ? 'leave it undeclared' : `set it back to '${next[reverted]}'`;
  return refuse('PromotedVariableReverted',
    `Stage variable '${reverted}' was promoted to '${overrides[reverted]}', and this template would ${back}. Nothing was changed. ` +
    `Declare variables: { ${reverted}: '${overrides[reverted]}' } on the stage to keep the promoted value; to go back on purpose, deploy that first ` +
    'and the other value afterwards.');
}
