import { Construct } from 'constructs';
import type { ChangeReportOptions } from './shared-changes/shared-change-report';
import { SharedCodeReport } from './shared-code/shared-code-report';
import { aspectsAround } from '../construct-tree/aspects-around';

/** What a release tells of itself; values that are known only when the app is complete come as functions. */
export interface SharingOptions extends Omit<ChangeReportOptions, 'isReported'> {
  /** Whether the stage has a canary release after this deploy. */
  readonly isCanaried: () => boolean;
}

/** Warns of what base and canary release have in common: the code that both run, and what changes for both with this very deploy. */
export function reportWhatIsShared(release: Construct, options: SharingOptions): void {
  const code = new SharedCodeReport(options.api, options.isCanaried);
  aspectsAround(release).add(code);
  // That something changed is known only with a baseline that is a deployed template; without one, nothing of this is loaded.
  if (!options.baseline?._template()) { return; }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { attachSharedChangeReport } = require('./shared-changes/shared-change-report') as typeof import('./shared-changes/shared-change-report');
  attachSharedChangeReport(release, { ...options, isReported: (logicalId) => code.isReported(logicalId) });
}
