import { RefusalText, refusalText } from '../../../messages/ids';
import { declaredVariables } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/** An abort keeps every variable, but CloudFormation cannot keep one that the template does not declare. */
export function abortDropsVariable({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live === undefined || previous === undefined || desired.action !== 'ABORT') { return undefined; }
  const dropped = Object.keys(declaredVariables(previous))
    .find((name) => live.variables[name] !== undefined && desired.variables[name] === undefined);
  if (dropped === undefined) { return undefined; }
  return refusalText('AbortDropsVariable', dropped, desired);
}
