import { abortDropsVariable } from './refusals/abort-drops-variable';
import { abortKeptVariable } from './refusals/abort-kept-variable';
import { abortTooLarge } from './refusals/abort-too-large';
import { abortedDeployment } from './refusals/aborted-deployment';
import { adoptedWithChange } from './refusals/adopted-with-change';
import { baseBackendRemoved } from './refusals/base-backend-removed';
import { baseFunctionElsewhere } from './refusals/base-function-elsewhere';
import { baseFunctionRemoved } from './refusals/base-function-removed';
import { baseRoleRemoved } from './refusals/base-role-removed';
import { baseUnqualified } from './refusals/base-unqualified';
import { baseVariableRemoved } from './refusals/base-variable-removed';
import { canaryWithoutNewCode } from './refusals/canary-without-new-code';
import { promoteUnseenDeployment } from './refusals/promote-unseen-deployment';
import { promoteUnseenOverrides } from './refusals/promote-unseen-overrides';
import { promotedVariableReverted } from './refusals/promoted-variable-reverted';
import { renamedWithCanary } from './refusals/renamed-with-canary';
import { replacedWithCanary } from './refusals/replaced-with-canary';
import { rolloutNeedsStandardMode } from './refusals/rollout-needs-standard-mode';
import { rolloutOverCanary } from './refusals/rollout-over-canary';
import { rolloutWithoutData } from './refusals/rollout-without-data';
import { stageVanished } from './refusals/stage-vanished';
import { unservedEndpoint } from './refusals/unserved-endpoint';
import { upgradeFirst } from './refusals/upgrade-first';
import type { Situation } from './situation';
import type { RefusalId, RefusalText } from '../../messages/ids';

/** Why the driver fails the operation instead of moving the stage. */
export interface Refusal {
  readonly outcome: 'refuse';
  readonly id: RefusalId;
  /** Becomes the reason of the stack event. */
  readonly message: string;
}

/** One condition under which the driver moves nothing, in words. Undefined when it does not hold. */
export type RefusalRule = (situation: Situation) => RefusalText | undefined;

/** Rules that the stage and the two templates decide. */
const BY_STAGE: readonly RefusalRule[] = [
  upgradeFirst,
  replacedWithCanary,
  stageVanished,
  renamedWithCanary,
  adoptedWithChange,
  abortedDeployment,
  rolloutOverCanary,
  rolloutWithoutData,
  promoteUnseenDeployment,
  promoteUnseenOverrides,
  abortDropsVariable,
  abortTooLarge,
  abortKeptVariable,
  promotedVariableReverted,
];

/** Rules that need what `whatToRead` asks for. */
const BY_READINGS: readonly RefusalRule[] = [
  rolloutNeedsStandardMode,
  unservedEndpoint,
  baseFunctionRemoved,
  baseFunctionElsewhere,
  baseRoleRemoved,
  baseBackendRemoved,
  baseVariableRemoved,
  baseUnqualified,
  canaryWithoutNewCode,
];

/**
 * The first reason not to do what the template asks, if there is one. Nothing was moved by then.
 *
 * A rollback is never refused: there is no other way than back.
 */
export function refusal(situation: Situation): Refusal | undefined {
  return firstOf([...BY_STAGE, ...BY_READINGS], situation);
}

/** The same without the rules that need more readings than the stage. */
export function refusalByStage(situation: Situation): Refusal | undefined {
  return firstOf(BY_STAGE, situation);
}

function firstOf(rules: readonly RefusalRule[], situation: Situation): Refusal | undefined {
  if (situation.rollback) { return undefined; }
  for (const rule of rules) {
    const refused = rule(situation);
    if (refused) { return { outcome: 'refuse', id: refused.id, message: refused.text }; }
  }
  return undefined;
}
