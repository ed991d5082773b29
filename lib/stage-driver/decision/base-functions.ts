import { refusalText, RefusalText } from '../../messages/ids';
import { movesProduction } from '../../stage/stage-after';
import type { DesiredStage } from '../contract/driver-properties';

/**
 * A function of the stack, as text: its logical id (`Routes/Hello` in a nested stack), and behind bars what replaces the function when it
 * changes: `Hello|its-name`, `Hello||Image`, `Hello|||{"TenantIsolationMode":"PER_TENANT"}`.
 */
export type FunctionIdentity = string;

/** Functions that go while the base release stays. */
export interface FunctionsAtStake {
  /** Those that CloudFormation deletes once this operation has succeeded. */
  readonly leaving: readonly FunctionIdentity[];
  /** Those of the template of this operation. */
  readonly declared: readonly FunctionIdentity[];
}

/** What the driver knows when functions leave the template of a stack whose base release stays. */
export interface FunctionsCheck extends FunctionsAtStake {
  /** Physical names by logical id, as far as the stack could be read. */
  readonly names: ReadonlyMap<string, string>;
  readonly stackName: string;
  /** Names of the functions that the live base release calls; undefined when they could not be read. */
  readonly called: readonly string[] | undefined;
}

/** CloudFormation deletes in the cleanup of an operation what has left its template. Undefined when nothing goes that the base release could need. */
export function functionsAtStake(desired: DesiredStage, previous: DesiredStage | undefined): FunctionsAtStake | undefined {
  if (previous === undefined || movesProduction(desired)) { return undefined; }
  const declared = [...desired.functions.deleted, ...desired.functions.retained];
  const leaving = previous.functions.deleted.filter((identity) => !declared.includes(identity));
  return leaving.length > 0 ? { leaving, declared } : undefined;
}

/** Why the functions must not leave beside the live base release, or undefined when they may. */
export function checkBaseFunctions(check: FunctionsCheck): RefusalText | undefined {
  const { leaving, called, stackName } = check;
  if (called === undefined) { return refusalText('BaseFunctionsUnreadable', leaving.map(logicalIdOf), stackName); }
  const lost = called.filter((name) => isLost(name, check));
  return lost.length > 0 ? refusalText('BaseFunctionRemoved', lost, stackName) : undefined;
}

/**
 * A function without a known name may be any that is named like those of the stack and none of those that it has now. One that is replaced goes by
 * its old name until CloudFormation comes to it.
 */
function isLost(called: string, check: FunctionsCheck): boolean {
  const names = check.leaving.map((identity) => nameOf(identity, check));
  if (check.leaving.some((identity) => isStillNamed(identity, called, check))) { return true; }
  const isUnaccountedFor = called.startsWith(`${check.stackName}-`) && ![...check.names.values()].includes(called);
  return names.includes(called) || (isUnaccountedFor && names.includes(undefined));
}

function isStillNamed(identity: FunctionIdentity, name: string, { names, declared }: FunctionsCheck): boolean {
  const logicalId = logicalIdOf(identity);
  const isReplaced = declared.some((other) => logicalIdOf(other) === logicalId && other.split('|')[1] === name);
  return names.get(logicalId) === name && !isReplaced;
}

/** Undefined when another function already goes by its logical id, or the stack does not tell. */
function nameOf(identity: FunctionIdentity, { names, declared }: FunctionsCheck): string | undefined {
  const [logicalId, given] = identity.split('|');
  // A name that only CloudFormation can put together stands here as JSON.
  if (given && !given.startsWith('{')) { return given; }
  return declared.some((other) => logicalIdOf(other) === logicalId) ? undefined : names.get(logicalId);
}

function logicalIdOf(identity: FunctionIdentity): string {
  return identity.split('|')[0];
}
