import type { Situation } from './situation';
import { ROLLOUT_ID_ATTRIBUTE, ROLLOUT_STEPS_ATTRIBUTE, RolloutSteps, rolloutIdOf } from '../../rollout/contract';
import type { LiveStage } from '../../stage/live-stage';
import { hasSteps } from '../../stage/stage-after';
import { DesiredStage, variableAttribute } from '../contract/driver-properties';

/**
 * The attributes of `Custom::CanaryStage` once the stage is as expected.
 *
 * In an abort the Stage resource refers to one for each declared variable, so that CloudFormation moves no variable either.
 *
 * @param expected absent when CloudFormation is about to create the stage
 */
export function attributesOf(desired: DesiredStage, expected: LiveStage | undefined): Record<string, string> {
  const { action, deploymentId, variables: declared } = desired;
  const variables = action === 'ABORT' ? Object.entries(declared) : [];
  return {
    BaseDeploymentId: expected?.deploymentId ?? deploymentId,
    ...Object.fromEntries(variables.map(([name, value]) => [variableAttribute(name), expected?.variables[name] ?? value])),
  };
}

/**
 * What the steps of a rollout are told. All of it, always: a step refers to each attribute, also in an operation that has nothing to shift.
 *
 * There is nothing to shift on a stage that is new, or new to the stack, and on the way back, where only the driver moves the stage.
 */
export function rolloutAttributes({ live, desired, previous, rollback, requestId = '' }: Situation): Record<string, string> {
  if (desired.rollout === undefined) { return {}; }
  const told = (steps: RolloutSteps, id = 'none') => ({ [ROLLOUT_STEPS_ATTRIBUTE]: steps, [ROLLOUT_ID_ATTRIBUTE]: id });
  if (rollback || live === undefined || previous === undefined || live.deploymentId === desired.deploymentId) { return told('NOTHING'); }
  return hasSteps(desired, live) ? told('RUN', rolloutIdOf(requestId)) : told(desired.action === 'SKIP' ? 'SKIPPED' : 'NOTHING');
}
