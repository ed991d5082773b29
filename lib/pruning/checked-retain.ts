import { Duration, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { PRUNE_BOUNDS, PRUNE_DEFAULTS } from './contract/prune-defaults';
import { PrunedApi } from './contract/pruner-event';
import { IdleProvisionedConcurrency, Retain, RetainOptions } from './retain';
import { invalidInput } from '../messages/invalid-input';
import { checkAllNames, checkNames } from '../release/checked-names';

/** What a release wants to keep, with everything that goes without saying. */
export type CheckedRetain = Omit<PrunedApi, 'restApiId' | 'functions'>;

/** The type asks for every option, so that a new one cannot be taken for a typo. */
const OPTIONS: { readonly [name in keyof Required<RetainOptions>]: true } = { minimumAge: true, idleFor: true, provisionedConcurrency: true };
const DAY_SECONDS = 86_400;

/**
 * Checks what a user wrote.
 *
 * @returns undefined for a release that keeps everything
 * @throws if an option has a value that it does not take
 */
export function checkedRetain(scope: IConstruct, retain: Retain): CheckedRetain | undefined {
  if (typeof retain !== 'object' || retain === null || !('_last' in retain)) {
    throw invalidInput(scope, 'InvalidOption', 'retain', retain, 'a Retain, such as Retain.last(5)');
  }
  if (retain._last === undefined) { return undefined; }
  const { releases, options } = retain._last;
  if (Token.isUnresolved(releases) || !Number.isInteger(releases) || !(releases >= 1 && releases <= PRUNE_BOUNDS.mostReleases)) {
    const got = Token.isUnresolved(releases) ? 'a token' : releases;
    throw invalidInput(scope, 'InvalidOption', 'releases of Retain.last', got, `a whole number from 1 to ${PRUNE_BOUNDS.mostReleases}`);
  }
  checkOptions(scope, options);
  const { minimumAge, idleFor, provisionedConcurrency } = options;
  return {
    keep: releases,
    minimumAgeSeconds: seconds(scope, 'minimumAge', minimumAge, PRUNE_DEFAULTS.olderThan, 0),
    idleForSeconds: seconds(scope, 'idleFor', idleFor, PRUNE_DEFAULTS.idleFor, PRUNE_BOUNDS.leastIdle),
    dropsProvisionedConcurrency: dropsProvisionedConcurrency(scope, provisionedConcurrency),
  };
}

function checkOptions(scope: IConstruct, options: RetainOptions): void {
  const isObject = typeof options === 'object' && !Array.isArray(options);
  const names = isObject ? Object.keys(options) : [];
  if (isObject) { checkNames(scope, options, Object.keys(OPTIONS)); }
  // A Duration has names, too, and none of these.
  if (!isObject || names.length > 0 && !names.some((name) => name in OPTIONS)) {
    throw invalidInput(scope, 'InvalidOption', 'options of Retain.last', options, 'an object such as { minimumAge: Duration.days(30) }');
  }
  checkAllNames(scope, options, Object.keys(OPTIONS));
}

/** Where the releases of an API say different things: whatever one of them wants to keep stays. */
export function mostCautious([first, ...others]: readonly CheckedRetain[]): CheckedRetain {
  return others.reduce((all, one) => ({
    keep: Math.max(all.keep, one.keep),
    minimumAgeSeconds: Math.max(all.minimumAgeSeconds, one.minimumAgeSeconds),
    idleForSeconds: Math.max(all.idleForSeconds, one.idleForSeconds),
    dropsProvisionedConcurrency: all.dropsProvisionedConcurrency && one.dropsProvisionedConcurrency,
  }), first);
}

function dropsProvisionedConcurrency(scope: IConstruct, value: unknown): boolean {
  const known: readonly unknown[] = Object.values(IdleProvisionedConcurrency);
  if (value !== undefined && value !== null && !known.includes(value)) {
    throw invalidInput(scope, 'InvalidOption', 'provisionedConcurrency', value, known.join(', '));
  }
  return value !== IdleProvisionedConcurrency.KEEP;
}

/** In JavaScript a duration may be a number, and a token is known at deploy only. */
function seconds(scope: IConstruct, option: string, given: Duration | undefined, usual: number, least: number): number {
  if (given === undefined || given === null) { return usual / 1000; }
  const isDuration = typeof given.toSeconds === 'function' && !given.isUnresolved();
  const got = isDuration ? given.toSeconds({ integral: false }) : undefined;
  if (got !== undefined && Number.isInteger(got) && got * 1000 >= least && got * 1000 <= PRUNE_BOUNDS.longest) { return got; }
  const [from, to] = [least, PRUNE_BOUNDS.longest].map((milliseconds) => milliseconds / 1000 / DAY_SECONDS);
  throw invalidInput(
    scope, 'InvalidOption', option, got === undefined ? given : `${got} s`,
    `a Duration in whole seconds that synth knows, from ${from} to ${to} days`,
  );
}
