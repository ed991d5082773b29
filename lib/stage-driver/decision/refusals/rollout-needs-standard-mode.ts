import { refusalText, RefusalText } from '../../../messages/ids';
import { hasSteps } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/**
 * A rollout that failed is put right by the rollback of CloudFormation, which must wait for the steps and must not be switched off.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
 */
export function rolloutNeedsStandardMode({ mode, ...situation }: Situation): RefusalText | undefined {
  if (mode === undefined || !asksForMode(situation)) { return undefined; }
  if (!mode.express && !mode.rollbackDisabled) { return undefined; }
  return refusalText('RolloutNeedsStandardMode', mode.express ? 'express mode' : 'disabled rollback');
}

/** Whether it must be known how CloudFormation carries out the operation. */
export function asksForMode({ live, desired, previous }: Situation): boolean {
  return live !== undefined && previous !== undefined && hasSteps(desired, live);
}
