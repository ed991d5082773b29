import type { BaseCalls } from './base-calls';
import type { Situation } from './situation';
import { refusalText, RefusalText } from '../../messages/ids';
import { hasSteps, movesProduction, stageAfter } from '../../stage/stage-after';
import type { DeclaredLists, DesiredStage } from '../contract/driver-properties';

/**
 * A function, role or backend of the stack, as text: its logical id (`Routes/Hello` in a nested stack), and behind bars what replaces it when it
 * changes: `Hello|its-name`, `Hello||Image`, `Hello|||{"TenantIsolationMode":"PER_TENANT"}`. A backend has its kind behind its name:
 * `Orders|its-name|sqs`.
 */
export type ResourceIdentity = string;

/** What goes while the base release stays. */
export interface ResourcesAtStake {
  /** Those that CloudFormation deletes once this operation has succeeded. */
  readonly leaving: readonly ResourceIdentity[];
  /** Those of the template of this operation. */
  readonly declared: readonly ResourceIdentity[];
  /** Whether nobody tells what the template before had, because the release is new to the stack. @default false */
  readonly isAdopted?: boolean;
}

/** Physical names that the base release calls or needs, beside what leaves. */
export interface NamesCheck extends ResourcesAtStake {
  /** By logical id, as far as the stack could be read. */
  readonly names: ReadonlyMap<string, string>;
  /** Those of before in this operation. Absent when the history was not read. */
  readonly formerNames?: ReadonlyMap<string, string>;
  readonly stackName: string;
  readonly called: readonly string[];
}

/** What the driver knows when functions leave the template of a stack whose base release stays. */
export interface FunctionsCheck extends Omit<NamesCheck, 'called'> {
  /** Names of the functions that the releases call which stay. Undefined when they could not be read. */
  readonly called: readonly string[] | undefined;
  /** Versions and aliases that it calls and that go on their own, for instance `shop:1`. @default - none */
  readonly lostVersions?: readonly string[];
}

/**
 * Whether production leaves its deployment. Where the template has no other one it stays, whatever the action: a deployment does not follow a
 * function that CloudFormation replaces for a parameter, a package type or a tenancy.
 */
export function leavesBase({ desired, live }: Pick<Situation, 'desired' | 'live'>): boolean {
  return live === undefined ? movesProduction(desired) : stageAfter(desired, live).deploymentId !== live.deploymentId;
}

/**
 * The routes of the base that count: those of the template, if production is on its deployment. Any other is out of the code, and only the snapshot
 * still has it. Undefined when all count.
 */
export function countedRoutes({ live, desired }: Pick<Situation, 'desired' | 'live'>): readonly string[] | undefined {
  return live !== undefined && live.deploymentId === desired.deploymentId ? desired.routes : undefined;
}

/** CloudFormation deletes in the cleanup of an operation what has left its template. Undefined when nothing goes. */
export function resourcesAtStake(before: DeclaredLists, now: DeclaredLists): ResourcesAtStake | undefined {
  const declared = [...now.deleted, ...now.retained];
  const leaving = before.deleted.filter((identity) => !declared.includes(identity));
  return leaving.length > 0 ? { leaving, declared } : undefined;
}

/** What tells whether the stage will be on the deployment of the template, and what that calls where it is no new one. */
type OwnDeployment = Pick<Situation, 'live' | 'desired' | 'previous' | 'earlierAttempts' | 'isRetried' | 'stack'>;

/**
 * Names of functions that are called by the deployment of the template, where that is no new one and the stage will be on it: the canary of before,
 * one that was aborted, or one that an earlier attempt of the operation has created. It names a function as that was called then.
 */
export function calledByItsOwn(situation: OwnDeployment): string[] {
  const { desired, previous, earlierAttempts = [], stack } = situation;
  if (!isServedByItsOwn(situation)) { return []; }
  const isOfIt = (attempt: DesiredStage | undefined): boolean => attempt?.deploymentId === desired.deploymentId;
  // The attempt that created it knew what it calls. A later one may have moved an alias.
  const ofBefore = [previous, earlierAttempts.filter(isOfIt).at(-1)].filter(isOfIt).flatMap((attempt) => attempt!.calls.map(functionNameIn));
  const called = desired.calls.map(functionNameIn);
  const outdated = onlyHistoryTells(situation) ? [...stack?.outdatedNames ?? []].filter(([, name]) => called.includes(name)) : [];
  return [...new Set([...ofBefore, ...outdated.map(([name]) => name)])];
}

/** A paused attempt may have created the deployment, or a library that did not say yet what it calls. */
export function onlyHistoryTells({ isRetried, previous, desired }: Pick<Situation, 'isRetried' | 'previous' | 'desired'>): boolean {
  return isRetried === true || (previous?.deploymentId === desired.deploymentId && previous.calls.length === 0);
}

function isServedByItsOwn({ live, desired }: OwnDeployment): boolean {
  if (live === undefined) { return false; }
  const { deploymentId, canary } = stageAfter(desired, live);
  return deploymentId === desired.deploymentId || canary !== undefined || hasSteps(desired, live);
}

/** Logical ids that the last template which had them retains: CloudFormation goes by that one when it deletes. @param templates newest first */
export function retainedByLast(templates: ReadonlyArray<Pick<DesiredStage, 'functions' | 'roles' | 'backends'>>): ReadonlySet<string> {
  const retained = new Map<string, boolean>();
  for (const lists of templates.flatMap(({ functions, roles, backends }) => [functions, roles, backends])) {
    const had = (identities: readonly ResourceIdentity[], isRetained: boolean) =>
      identities.map(logicalIdIn).filter((id) => !retained.has(id)).forEach((id) => retained.set(id, isRetained));
    had(lists.retained, true);
    had(lists.deleted, false);
  }
  return new Set([...retained].filter(([, isRetained]) => isRetained).map(([logicalId]) => logicalId));
}

/** @param call an ARN, or a name. */
export function functionNameIn(call: string): string {
  return call.startsWith('arn:') ? call.split(':')[6] : call;
}

/** Functions that go while a release stays that could need them. Undefined when nothing goes. */
export function functionsAtStake(situation: Situation): ResourcesAtStake | undefined {
  const { desired: { functions }, previous } = situation;
  const isUntold = onlyHistoryTells(situation) && isServedByItsOwn(situation);
  if (leavesBase(situation) && !isUntold && calledByItsOwn(situation).length === 0) { return undefined; }
  if (previous === undefined) { return adopted(situation, functions); }
  const nothing = isUntold ? { leaving: [], declared: [...functions.deleted, ...functions.retained] } : undefined;
  return withForgotten(resourcesAtStake(previous.functions, functions) ?? nothing, functions, situation);
}

/** The same of roles. */
export function rolesAtStake(situation: Situation): ResourcesAtStake | undefined {
  const { desired: { roles }, previous } = situation;
  if (leavesBase(situation)) { return undefined; }
  if (previous === undefined) { return adopted(situation, roles); }
  return withForgotten(resourcesAtStake(previous.roles, roles), roles, situation);
}

/**
 * Whether CloudFormation may have replaced a function or a role that the template still has: the history tells what it was called. A nested stack is
 * not told the values of its parameters by the template.
 */
export function mayBeReplaced(situation: Situation): boolean {
  return [functionsAtStake(situation), rolesAtStake(situation)].some((atStake) => atStake?.leaving
    .some((identity) => atStake.declared.some((other) => logicalIdIn(other) === logicalIdIn(identity))));
}

/**
 * A release that comes to the deployment of its own template. Nobody tells what the template before had, but what the base needs may leave or be
 * replaced in this very operation.
 */
export function isAdoption({ live, desired, previous }: Pick<Situation, 'live' | 'desired' | 'previous'>): boolean {
  return previous === undefined && live?.deploymentId === desired.deploymentId;
}

function adopted(situation: Situation, { deleted, retained }: DeclaredLists): ResourcesAtStake | undefined {
  if (!isAdoption(situation) && !situation.isRetried) { return undefined; }
  return { leaving: [...forgotten(situation), ...replaced(situation)], declared: [...deleted, ...retained], isAdopted: true };
}

/**
 * A paused attempt may have taken something out of the template that the base calls, or given it another name: what was declared before it is told by
 * nobody any more. But it is still in the stack, or in its history, and goes as soon as this attempt has succeeded.
 */
function withForgotten(
  atStake: ResourcesAtStake | undefined,
  { deleted, retained }: DeclaredLists,
  { desired, isRetried, stack }: Pick<Situation, 'desired' | 'isRetried' | 'stack'>,
): ResourcesAtStake | undefined {
  if (!isRetried) { return atStake && { ...atStake, leaving: [...atStake.leaving, ...replaced({ desired, stack })] }; }
  const leaving = [...atStake?.leaving ?? [], ...forgotten({ desired, stack }), ...replaced({ desired, stack })];
  return { leaving, declared: [...deleted, ...retained] };
}

/** What resources of the template were called until this operation replaced them. */
function replaced({ desired: { functions, roles }, stack }: Pick<Situation, 'desired' | 'stack'>): ResourceIdentity[] {
  const kept = [...functions.retained, ...roles.retained].map(logicalIdIn).concat([...stack?.retained ?? []]);
  return [...stack?.formerNames ?? []].filter(([, logicalId]) => !kept.includes(logicalId)).map(([name, logicalId]) => `${logicalId}|${name}`);
}

/** What is in the stack and not in its template, and is not retained. */
function forgotten({ desired: { functions, roles }, stack }: Pick<Situation, 'desired' | 'stack'>): ResourceIdentity[] {
  const declared = [functions, roles].flatMap((lists) => [...lists.deleted, ...lists.retained]).map(logicalIdIn);
  return [...stack?.names.keys() ?? []].filter((logicalId) => !declared.includes(logicalId) && stack?.retained?.has(logicalId) !== true);
}

/**
 * Why the functions must not leave beside the live base release, or undefined when they may.
 *
 * @param deploymentId of the template, if it is no new one, so that nothing could follow. @default - it is a new one
 */
export function checkBaseFunctions({ called, lostVersions = [], ...check }: FunctionsCheck, deploymentId?: string): RefusalText | undefined {
  const { leaving, stackName } = check;
  if (called === undefined) { return leaving.length > 0 ? refusalText('BaseFunctionsUnreadable', leaving.map(logicalIdIn), stackName) : undefined; }
  const lost = [...lostNames({ ...check, called }), ...lostVersions];
  return lost.length > 0 ? refusalText('BaseFunctionRemoved', lost, stackName, deploymentId) : undefined;
}

/**
 * Versions and aliases of this stack's functions that the base calls and its own template does not: CloudFormation has replaced them, and nothing has
 * kept what came before the release.
 */
export function replacedVersions({ functions }: BaseCalls, calls: readonly string[], names: ReadonlyMap<string, string>): string[] {
  const own = [...names.values()];
  return functions
    .filter(({ name, qualifier, reference }) => qualifier !== undefined && own.includes(name) && !calls.includes(reference))
    // The qualifier is in a stage variable.
    .filter(({ name }) => !calls.some((call) => call.includes(`:${name}:$`)))
    .map(({ name, qualifier }) => `${name}:${qualifier}`);
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
  if (hasMoved(called, check)) { return false; }
  const names = check.leaving.map((identity) => nameOf(identity, check));
  if (names.includes(called) || check.leaving.some((identity) => isStillNamed(identity, called, check))) { return true; }
  const isUnaccountedFor = called.startsWith(`${check.stackName}-`) && ![...check.names.values()].includes(called);
  // The history tells better than a name what was in the stack.
  if (check.isAdopted && check.formerNames !== undefined) { return false; }
  if (check.isAdopted && isUnaccountedFor) { return check.names.size > 0 && isGeneratedName(called, check.stackName); }
  return isUnaccountedFor && names.includes(undefined);
}

/** Whether it is in the stack, and in its template, by another logical id than the one that leaves: a refactoring of the stack moves what it has. */
function hasMoved(called: string, { leaving, declared, names }: NamesCheck): boolean {
  const left = leaving.filter((identity) => identity.split('|')[1] === called).map(logicalIdIn);
  const stays = declared.filter((identity) => identity.split('|')[1] === called && !leaving.includes(identity)).map(logicalIdIn);
  return left.length > 0 && left.every((logicalId) => !names.has(logicalId)) && stays.some((logicalId) => names.get(logicalId) === called);
}

/** As CloudFormation names a function of this stack: `Shop-Hello3A1B-1XYZ`, and not `Shop-Data-Hello3A1B-1XYZ`. */
function isGeneratedName(name: string, stackName: string): boolean {
  return /^[A-Za-z0-9]+-[A-Za-z0-9]+$/.test(name.slice(stackName.length + 1));
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
