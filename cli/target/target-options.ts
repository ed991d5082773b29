import type { AccountOptions } from '../account/account';

/** What names a release, and how AWS is reached: the same for every command. */
export interface TargetOptions extends AccountOptions {
  readonly stack?: string;
  readonly release?: string;
  readonly api?: string;
  readonly stage?: string;
  readonly json?: boolean;
  readonly iam?: boolean;
}
