import { refusalText, RefusalText } from '../../../messages/ids';
import type { Situation } from '../situation';

/** There is no base release to keep, and nobody said that there should be none. */
export function stageVanished({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live !== undefined || previous === undefined) { return undefined; }
  if (desired.restApiId !== previous.restApiId || desired.stageName !== previous.stageName) { return undefined; }
  return refusalText('StageVanished', desired.stageName, desired.restApiId);
}
