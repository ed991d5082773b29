import { refusalText, RefusalText } from '../../../messages/ids';
import type { Situation } from '../situation';

/** The template that stands until now retains nothing: what the base needs would be deleted by this very operation. */
export function adoptedWithChange({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live === undefined || previous !== undefined) { return undefined; }
  if (['NONE', 'SKIP'].includes(desired.action) || live.deploymentId === desired.deploymentId) { return undefined; }
  return refusalText('AdoptedWithChange', desired.stageName, live.deploymentId, desired.deploymentId);
}
