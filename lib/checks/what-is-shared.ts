import { CheckedRelease } from './checked-release';
import { sharedLogicalIds } from './shared-code/shared-code-report';
import { settledResources } from '../construct-tree/settled-resources';
import { EndpointBaseline } from '../endpoints/endpoint-baseline';

/** Warns of what changes for base and canary release alike with this very deploy. */
export function reportWhatIsShared(checked: CheckedRelease, baseline?: EndpointBaseline): void {
  // That something changed is known only with a baseline that is a deployed template; without one, nothing of this is loaded.
  if (!baseline?._template()) { return; }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { attachSharedChangeReport } = require('./shared-changes/shared-change-report') as typeof import('./shared-changes/shared-change-report');
  attachSharedChangeReport(checked, baseline, () => sharedLogicalIds(checked, settledResources(checked.release)));
}
