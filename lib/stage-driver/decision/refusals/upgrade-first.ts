import { refusalText, RefusalText } from '../../../messages/ids';
import type { Situation } from '../situation';

/** What the handlers of each version know. Those of version 1 did not write their version into the properties. */
const KNOWN_SINCE: Readonly<Record<string, number>> = { NONE: 1, HOLD: 1, PROMOTE: 1, ABORT: 1, ROLLOUT: 3, SKIP: 3 };

/** A handler rolls back with the code of before: what that does not know must not be what it has to take back. */
export function upgradeFirst({ desired, previous }: Situation): RefusalText | undefined {
  const known = KNOWN_SINCE[desired.action] ?? Infinity;
  return previous !== undefined && previous.handlerVersion < known ? refusalText('UpgradeFirst', desired.action) : undefined;
}
