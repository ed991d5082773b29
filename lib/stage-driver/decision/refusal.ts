import { adoptedWithChange } from './refusals/adopted-with-change';
import { baseFunctionRemoved } from './refusals/base-function-removed';
import { promoteUnseenDeployment } from './refusals/promote-unseen-deployment';
import { promotedVariableReverted } from './refusals/promoted-variable-reverted';
import { renamedWithCanary } from './refusals/renamed-with-canary';
import { replacedWithCanary } from './refusals/replaced-with-canary';
import { stageVanished } from './refusals/stage-vanished';
import { unservedEndpoint } from './refusals/unserved-endpoint';
import type { Situation } from './situation';

/** Names the condition; stable across versions. */
export type RefusalId = 'StageVanished' | 'RenamedWithCanary' | 'ReplacedWithCanary' | 'AdoptedWithChange' | 'PromoteUnseenDeployment'
| 'PromotedVariableReverted' | 'UnservedEndpoint' | 'BaseFunctionRemoved';

/** Why the driver fails the operation instead of moving the stage. */
export interface Refusal {
  readonly outcome: 'refuse';
  readonly id: RefusalId;
  /** Becomes the reason of the stack event. */
  readonly message: string;
}

/** One condition under which the driver moves nothing: its message, or undefined when the condition does not hold. */
export type RefusalRule = (situation: Situation) => string | undefined;

type Rules = ReadonlyArray<readonly [RefusalId, RefusalRule]>;

/** Rules that the stage and the two templates decide. */
const BY_STAGE: Rules = [
  ['ReplacedWithCanary', replacedWithCanary],
  ['StageVanished', stageVanished],
  ['RenamedWithCanary', renamedWithCanary],
  ['AdoptedWithChange', adoptedWithChange],
  ['PromoteUnseenDeployment', promoteUnseenDeployment],
  ['PromotedVariableReverted', promotedVariableReverted],
];

/** Rules that need what `whatToRead` asks for. */
const BY_READINGS: Rules = [
  ['UnservedEndpoint', unservedEndpoint],
  ['BaseFunctionRemoved', baseFunctionRemoved],
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

function firstOf(rules: Rules, situation: Situation): Refusal | undefined {
  if (situation.rollback) { return undefined; }
  for (const [id, rule] of rules) {
    const message = rule(situation);
    if (message !== undefined) { return { outcome: 'refuse', id, message }; }
  }
  return undefined;
}
