import type { Examination } from './examination';
import type { FindingId } from '../messages/command-ids';

/** One question about a release. */
export interface DoctorCheck {
  readonly id: FindingId;
  readonly severity: 'error' | 'warning' | 'info';
  /** What is wrong, a sentence each. Or which right was missing to tell. undefined: what it asks about was not read */
  readonly find: (examination: Examination) => readonly string[] | { readonly denied: string } | undefined;
}
