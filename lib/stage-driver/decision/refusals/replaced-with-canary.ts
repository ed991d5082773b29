import { refusalText, RefusalText } from '../../../messages/ids';
import type { Situation } from '../situation';

/** A new API knows no base release: everybody who comes to it would get what was to be the canary. */
export function replacedWithCanary({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live !== undefined || previous === undefined) { return undefined; }
  if (desired.restApiId === previous.restApiId || ['NONE', 'SKIP'].includes(desired.action)) { return undefined; }
  return refusalText('ReplacedWithCanary', previous.restApiId, desired.restApiId, desired.action);
}
