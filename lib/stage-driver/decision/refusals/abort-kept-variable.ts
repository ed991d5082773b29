import { RefusalText, refusalText } from '../../../messages/ids';
import { declaredVariables } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/**
 * An abort keeps a variable that somebody has changed on the stage, and the template that aborts says another value. Were it changed in the next
 * deploy, a rollback would not know the value to go back to.
 */
export function abortKeptVariable({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live === undefined || previous?.action !== 'ABORT' || desired.action === 'ABORT') { return undefined; }
  const [declared, next] = [declaredVariables(previous), declaredVariables(desired)];
  const kept = Object.keys(declared).find((name) => live.variables[name] !== undefined && live.variables[name] !== declared[name]
    && live.variables[name] !== next[name]);
  if (kept === undefined) { return undefined; }
  return refusalText('AbortKeptVariable', kept, live.variables[kept], next[kept]);
}
