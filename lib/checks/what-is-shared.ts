import { SharedCodeReport } from './shared-code/shared-code-report';
import { aspectsAround } from '../construct-tree/aspects-around';
import { EndpointBaseline } from '../endpoints/endpoint-baseline';
import { ReleasedStage } from '../release/released-stage';

/** Warns of what base and canary release have in common: the code that both run, and what changes for both with this very deploy. */
export function reportWhatIsShared(released: ReleasedStage, baseline?: EndpointBaseline): void {
  const code = new SharedCodeReport(released.api, released.isCanaried);
  aspectsAround(released.release).add(code);
  // That something changed is known only with a baseline that is a deployed template; without one, nothing of this is loaded.
  if (!baseline?._template()) { return; }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { attachSharedChangeReport } = require('./shared-changes/shared-change-report') as typeof import('./shared-changes/shared-change-report');
  attachSharedChangeReport(released, baseline, (logicalId) => code.isReported(logicalId));
}
