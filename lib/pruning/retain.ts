import type { Duration } from 'aws-cdk-lib';
import { checkNoMore } from '../release/checked-names';

/**
 * What becomes of provisioned concurrency on versions that no stage calls any more.
 */
export enum IdleProvisionedConcurrency {
  /** It is deleted, also of releases that you can go back to: they only start cold. */
  DROP = 'DROP',

  /** It stays, is billed, and is taken out of the account's pool. */
  KEEP = 'KEEP',
}

/**
 * What is kept beside the last releases.
 */
export interface RetainOptions {
  /**
   * Deployments and versions that are younger stay: from 0 to 455 days, in whole seconds.
   *
   * @default - 7 days
   */
  readonly minimumAge?: Duration;

  /**
   * Versions that somebody has invoked within this time stay, by whatever way: from 1 to 455 days, in whole seconds.
   *
   * Callers with IAM rights of their own, such as state machines and other accounts, leave no other trace.
   *
   * @default - 14 days
   */
  readonly idleFor?: Duration;

  /**
   * What becomes of provisioned concurrency on versions that no stage calls any more.
   *
   * @default IdleProvisionedConcurrency.DROP
   */
  readonly provisionedConcurrency?: IdleProvisionedConcurrency;
}

/**
 * What stays of releases that no request reaches any more: their deployments, the Lambda versions that these call, and permissions.
 *
 * @example
 * new CanaryRelease(this, 'Release', {
 *   api,
 *   retain: Retain.last(5, { minimumAge: Duration.days(30) }),
 * });
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export class Retain {
  /** All of them, until the API and its functions go. A person can delete what nobody needs: `npx cdk-canary prune`. */
  static everything(): Retain {
    checkNoMore('Retain.everything', arguments, 0);
    return new Retain();
  }

  /**
   * The last ones that production was on, beside the one that it is on: `cdk-canary rollback` can go back to each of them.
   *
   * The others are deleted when a deploy has succeeded, and every day, never while an operation runs. This cannot be undone. It is done by a function
   * of its own in the outermost stack (`CanaryPruner`), for which no deploy waits.
   *
   * @param releases how many for each stage, a whole number from 1 to 1,000
   * @param options what is kept besides
   */
  static last(releases: number, options?: RetainOptions): Retain {
    // JavaScript and Python may pass null.
    return new Retain({ releases, options: options ?? {} });
  }

  /** @internal */
  readonly _last?: { readonly releases: number; readonly options: RetainOptions };

  private constructor(last?: { readonly releases: number; readonly options: RetainOptions }) {
    this._last = last;
  }
}
