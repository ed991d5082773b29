import type { Situation } from './situation';
import { refusalText, RefusalText } from '../../messages/ids';
import { movesProduction } from '../../stage/stage-after';
import type { DeclaredLists, DesiredStage } from '../contract/driver-properties';

/**
 * A function or role of the stack, as text: its logical id (`Routes/Hello` in a nested stack), and behind bars what replaces it when it
 * changes: `Hello|its-name`, `Hello||Image`, `Hello|||{"TenantIsolationMode":"PER_TENANT"}`.
 */
export type ResourceIdentity = string;

/** Functions or roles that go while the base release stays. */
export interface ResourcesAtStake {
  /** Those that CloudFormation deletes once this operation has succeeded. */
  readonly leaving: readonly ResourceIdentity[];
  /** Those of the template of this operation. */
  readonly declared: readonly ResourceIdentity[];
}

/** Physical names that the base release calls, beside what leaves. */
export interface NamesCheck extends ResourcesAtStake {
  /** By logical id, as far as the stack could be read. */
  readonly names: ReadonlyMap<string, string>;
  readonly stackName: string;
  readonly called: readonly string[];
}

/** What the driver knows when functions leave the template of a stack whose base release stays. */
export interface FunctionsCheck extends Omit<NamesCheck, 'called'> {
  /** Names of the functions that the live base release calls. Undefined when they could not be read. */
  readonly called: readonly string[] | undefined;
}

/**
 * CloudFormation deletes in the cleanup of an operation what has left its template. Undefined when nothing goes that the base release could need.
 *
 * @param before of the template before
 * @param now of this template
 */
export function resourcesAtStake(desired: DesiredStage, before: DeclaredLists, now: DeclaredLists): ResourcesAtStake | undefined {
  if (movesProduction(desired)) { return undefined; }
  const declared = [...now.deleted, ...now.retained];
  const leaving = before.deleted.filter((identity) => !declared.includes(identity));
  return leaving.length > 0 ? { leaving, declared } : undefined;
}

/** The same of functions. */
export function functionsAtStake({ desired, previous, isRetried, stack }: Situation): ResourcesAtStake | undefined {
  if (previous === undefined) { return undefined; }
  return withForgotten(resourcesAtStake(desired, previous.functions, desired.functions), desired.functions, { desired, isRetried, stack });
}

/** The same of roles. */
export function rolesAtStake({ desired, previous, isRetried, stack }: Situation): ResourcesAtStake | undefined {
  if (previous === undefined) { return undefined; }
  return withForgotten(resourcesAtStake(desired, previous.roles, desired.roles), desired.roles, { desired, isRetried, stack });
}

/**
 * A paused attempt may have taken something out of the template that the base calls: what was declared before it is told by nobody any more. But it
 * is still in the stack, and goes as soon as this attempt has succeeded.
 */
function withForgotten(
  atStake: ResourcesAtStake | undefined,
  { deleted, retained }: DeclaredLists,
  { desired, isRetried, stack }: Pick<Situation, 'desired' | 'isRetried' | 'stack'>,
): ResourcesAtStake | undefined {
  if (!isRetried || movesProduction(desired)) { return atStake; }
  const { functions, roles } = desired;
  const declared = [functions, roles].flatMap((lists) => [...lists.deleted, ...lists.retained]).map(logicalIdIn);
  const forgotten = [...stack?.names.keys() ?? []].filter((logicalId) => !declared.includes(logicalId));
  return { leaving: [...atStake?.leaving ?? [], ...forgotten], declared: [...deleted, ...retained] };
}

/** Why the functions must not leave beside the live base release, or undefined when they may. */
export function checkBaseFunctions({ called, ...check }: FunctionsCheck): RefusalText | undefined {
  const { leaving, stackName } = check;
  if (called === undefined) { return refusalText('BaseFunctionsUnreadable', leaving.map(logicalIdIn), stackName); }
  const lost = lostNames({ ...check, called });
  return lost.length > 0 ? refusalText('BaseFunctionRemoved', lost, stackName) : undefined;
}

/** Those of the called names that go. */
export function lostNames(check: NamesCheck): string[] {
  return check.called.filter((name) => isLost(name, check));
}

/**
 * One without a known name may be any that is named like those of the stack and none of those that it has now. One that is replaced goes by
 * its old name until CloudFormation comes to it.
 */
function isLost(called: string, check: NamesCheck): boolean {
  const names = check.leaving.map((identity) => nameOf(identity, check));
  if (check.leaving.some((identity) => isStillNamed(identity, called, check))) { return true; }
  const isUnaccountedFor = called.startsWith(`${check.stackName}-`) && ![...check.names.values()].includes(called);
  return names.includes(called) || (isUnaccountedFor && names.includes(undefined));
}

function isStillNamed(identity: ResourceIdentity, name: string, { names, declared }: NamesCheck): boolean {
  const logicalId = logicalIdIn(identity);
  const isReplaced = declared.some((other) => logicalIdIn(other) === logicalId && other.split('|')[1] === name);
  return names.get(logicalId) === name && !isReplaced;
}

/** Undefined when another function already goes by its logical id, or the stack does not tell. */
function nameOf(identity: ResourceIdentity, { names, declared }: NamesCheck): string | undefined {
  const [logicalId, given] = identity.split('|');
  // A name that only CloudFormation can put together stands here as JSON.
  if (given && !given.startsWith('{')) { return given; }
  return declared.some((other) => logicalIdIn(other) === logicalId) ? undefined : names.get(logicalId);
}

export function logicalIdIn(identity: ResourceIdentity): string {
  return identity.split('|')[0];
}
