import { plan } from './plan';
import type { Refusal } from './refusal';
import type { Situation } from './situation';
import { withVariablesOfOthers } from './variables-after';
import type { RefusalId } from '../../messages/ids';
import type { LiveStage } from '../../stage/live-stage';
import { declaredVariables, hasCanary, hasSteps, stageAfter } from '../../stage/stage-after';
import type { DesiredCanary, DesiredStage, PromoteChoices, ReleaseAction } from '../contract/driver-properties';

/** A `cdk deploy` that may come next. What is not said stays as the template in force has it. */
export interface NextDeploy {
  /** `UNTOUCHED`: the same code, or a change outside of the API and its stage: CloudFormation does not call the driver. */
  readonly action: 'UNTOUCHED' | ReleaseAction;
  /** @default false */
  readonly hasNewCode?: boolean;
  /** @default - that of the template in force, or a canary at 0 % */
  readonly canary?: Partial<DesiredCanary>;
  /** @default - all true */
  readonly promote?: Partial<PromoteChoices>;
  readonly variables?: Readonly<Record<string, string>>;
  /** The context says `hold`. @default false */
  readonly hold?: boolean;
  /** Something else in the stack fails after the driver has succeeded. @default false */
  readonly fails?: boolean;
}

/**
 * What a deploy makes of the stage.
 *
 * `untouched`: the driver is not called. `refused`: by the rule `id`. `done`: the deploy succeeds. `taken back`: it fails and is rolled back.
 */
export interface DeployOutcome {
  readonly outcome: 'untouched' | 'refused' | 'done' | 'taken back';
  readonly id?: RefusalId;
  readonly message?: string;
  /** Whether production gets there in the steps of a rollout, if every gate passes. @default false */
  readonly inSteps?: boolean;
  /** The stage afterwards. */
  readonly stage: LiveStage;
}

/** Stands for the deployment that a deploy of new code creates. */
export const NEW_DEPLOYMENT = '(new)';

/**
 * What the next `cdk deploy` makes of the stage as it is now, by the rules of the driver itself.
 *
 * CloudFormation rolls its own Stage resource back by itself, and may do so after the driver: then it writes the literals of the template before,
 * such as a canary that somebody took off by hand, which the driver left off. No driver can prevent that, so a failing deploy may end otherwise than
 * said here.
 *
 * Rules that need more than the stage and the two templates (endpoints, functions that leave, variables that the base uses, the
 * access log) are taken for kept. So are the gates of
 * a rollout.
 *
 * @param live the stage, whoever changed it last
 * @param template what the template in force asks of the driver
 */
export function nextDeploy(live: LiveStage, template: DesiredStage, deploy: NextDeploy): DeployOutcome {
  if (deploy.action === 'UNTOUCHED') { return { outcome: 'untouched', stage: live }; }
  const desired = requestOf(template, deploy);
  const forward: Situation = {
    live, desired, previous: template, rollback: false, endpoints: { base: {}, canary: {} }, base: { variables: [] }, liveLog: template.rollout?.log,
  };
  const decision = plan(forward);
  if (decision.outcome === 'refuse') { return refused(decision, live); }
  const inSteps = hasSteps(desired, live);
  const promoted = { ...stageAfter(desired, live), variables: withVariablesOfOthers(declaredVariables(desired), { live, previous: template }) };
  const stage = inSteps ? promoted : decision.expected ?? live;
  if (!deploy.fails) { return { outcome: 'done', stage, ...inSteps && { inSteps } }; }
  const back = plan({
    ...forward, live: stage, desired: template, previous: desired, rollback: true, memory: decision.memory, memoryIsOfThisOperation: true,
  });
  return { outcome: 'taken back', stage: back.outcome === 'move' && back.expected ? back.expected : stage };
}

function refused({ id, message }: Refusal, stage: LiveStage): DeployOutcome {
  return { outcome: 'refused', id, message, stage };
}

function requestOf(template: DesiredStage, { action, hasNewCode, canary, promote, variables, hold = false }: NextDeploy): DesiredStage {
  const asked = action as Exclude<typeof action, 'UNTOUCHED'>;
  const settings = { percentTraffic: 0, useStageCache: false, stageVariableOverrides: {}, ...template.canary, ...canary };
  return {
    ...template,
    action: asked,
    hold,
    deploymentId: hasNewCode ? NEW_DEPLOYMENT : template.deploymentId,
    variables: variables ?? template.variables,
    canary: hasCanary({ action: asked }) ? settings : undefined,
    promote: action === 'PROMOTE' ? { updateDeployment: true, updateStageVariables: true, resetTraffic: true, ...promote } : undefined,
  };
}
