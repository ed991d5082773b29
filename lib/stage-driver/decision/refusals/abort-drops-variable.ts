import { RefusalText, refusalText } from '../../../messages/ids';
import { declaredVariables } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/**
 * An abort keeps every variable, but CloudFormation cannot keep one that the template does not declare.
 *
 * In the deploy that brings the release nobody tells which of them the template before had declared.
 */
export function abortDropsVariable({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live === undefined || desired.action !== 'ABORT') { return undefined; }
  const atStake = previous === undefined ? live.variables : declaredVariables(previous);
  const dropped = Object.keys(atStake).find((name) => live.variables[name] !== undefined && desired.variables[name] === undefined);
  return dropped === undefined ? undefined : refusalText('AbortDropsVariable', dropped, desired);
}
