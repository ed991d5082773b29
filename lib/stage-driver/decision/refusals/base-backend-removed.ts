import { refusalText, RefusalText } from '../../../messages/ids';
import { BACKEND_KINDS, BackendKind } from '../../contract/needed-types';
import type { NamedResource } from '../../contract/stack-history';
import { backendName, CalledBackend } from '../base-backends';
import { isAdoption, leavesBase, logicalIdIn, lostNames, NamesCheck, ResourceIdentity, resourcesAtStake, ResourcesAtStake } from '../base-functions';
import type { NamesReading, Situation } from '../situation';

/** What CloudFormation names, where it names it at all, without the stack's name: nothing tells whose it is. */
const NOT_NAMED_AFTER_STACK: readonly BackendKind[] = ['vpclink', 'userpool', 'loadbalancer', 'states', 's3'];

const NOTHING_READ: NamesReading = { stackName: '', names: new Map() };

/**
 * A queue, a table, a user pool, a VPC link that the base release needs leaves, or is replaced: its integrations and authorizers name it for good.
 *
 * What is in another stack, or named by the request, is not known.
 */
export function baseBackendRemoved(situation: Situation): RefusalText | undefined {
  const atStake = situation.live && backendsAtStake(situation);
  if (atStake === undefined || atStake.leaving.length === 0) { return undefined; }
  const { base, stack = NOTHING_READ, live, desired: { deploymentId } } = situation;
  if (base?.backends === undefined) { return refusalText('BaseFunctionsUnreadable', atStake.leaving.map(logicalIdIn), stack.stackName); }
  const needed = base.backends.filter((backend) => isInPlace(backend, stack));
  const lost = [...new Set(atStake.leaving.map(kindIn))].flatMap((kind) => lostOf(kind, needed, atStake, stack).map((name) => ({ kind, name })));
  const staysOn = live!.deploymentId === deploymentId ? deploymentId : undefined;
  return lost.length > 0 ? refusalText('BaseBackendRemoved', lost, stack.stackName, staysOn) : undefined;
}

/** Whether it must be known what the base release needs beside functions and roles, and what CloudFormation has replaced already. */
export function asksForBackends(situation: Situation): boolean {
  return situation.live !== undefined && backendsAtStake(situation) !== undefined;
}

/** Backends that go while the base release stays. Undefined when nothing goes. */
function backendsAtStake({ live, desired, previous, isRetried, stack }: Situation): ResourcesAtStake | undefined {
  if (leavesBase({ live, desired })) { return undefined; }
  const declared = [...desired.backends.deleted, ...desired.backends.retained];
  if (previous === undefined) { return isAdoption({ live, desired, previous }) ? { leaving: replaced(desired, stack), declared } : undefined; }
  const { leaving = [] } = resourcesAtStake(previous.backends, desired.backends) ?? {};
  if (leaving.length === 0 && !isRetried) { return undefined; }
  // An attempt before this one may have taken something away: nobody tells any more that it was declared.
  const isForgotten = ({ logicalId }: NamedResource) => !isDeclared(logicalId, declared) && stack?.retained?.has(logicalId) !== true;
  const forgotten = isRetried ? (stack?.backends ?? []).filter(isForgotten) : [];
  return { leaving: [...byName(leaving, declared, stack), ...forgotten.map(identityOf), ...replaced(desired, stack)], declared };
}

/** What is replaced, by the name that it still has. Where the history was read, and has another name, that one counts. */
function byName(
  leaving: readonly ResourceIdentity[], declared: readonly ResourceIdentity[], { backends = [], formerBackends }: NamesReading = NOTHING_READ,
): ResourceIdentity[] {
  return leaving.flatMap((identity) => {
    const logicalId = logicalIdIn(identity);
    if (formerBackends === undefined || !isDeclared(logicalId, declared)) { return [identity]; }
    const isReplaced = formerBackends.some((former) => former.logicalId === logicalId);
    return isReplaced ? [] : backends.filter((own) => own.logicalId === logicalId).map(identityOf);
  });
}

/** What CloudFormation has replaced in this operation, for whatever reason, by the names of before. */
function replaced(
  { backends }: Situation['desired'], { formerBackends = [], retained = new Set() }: NamesReading = NOTHING_READ,
): ResourceIdentity[] {
  return formerBackends.filter(({ logicalId }) => !isDeclared(logicalId, backends.retained) && !retained.has(logicalId)).map(identityOf);
}

/** Names of a kind that the base release needs, and that go. */
function lostOf(kind: BackendKind, needed: readonly CalledBackend[], { leaving, declared }: ResourcesAtStake, stack: NamesReading): string[] {
  const own = (stack.backends ?? []).filter(({ type }) => BACKEND_KINDS[type] === kind);
  const check = {
    leaving: leaving.filter((identity) => kindIn(identity) === kind),
    declared,
    names: new Map(own.map((resource) => [resource.logicalId, nameOf(resource)])),
    stackName: stack.stackName,
    called: needed.filter((backend) => backend.kind === kind).map(({ name }) => name),
  };
  return [...new Set([...lostNames(check), ...NOT_NAMED_AFTER_STACK.includes(kind) ? unaccountedFor(check) : []])];
}

/** What may be the one whose name nobody knows: it leaves with a nested stack that must not be read any more. */
function unaccountedFor({ leaving, names, called }: NamesCheck): string[] {
  const hasUnknown = leaving.some((identity) => !identity.split('|')[1] && !names.has(logicalIdIn(identity)));
  return hasUnknown ? called.filter((name) => ![...names.values()].includes(name)) : [];
}

function identityOf(resource: NamedResource): ResourceIdentity {
  return [resource.logicalId, nameOf(resource), BACKEND_KINDS[resource.type]].join('|');
}

function nameOf({ type, physicalId }: NamedResource): string {
  return backendName(BACKEND_KINDS[type], physicalId);
}

function kindIn(identity: ResourceIdentity): BackendKind {
  return identity.split('|')[2] as BackendKind;
}

/** Whether something of the template goes by a logical id. */
function isDeclared(logicalId: string, declared: readonly ResourceIdentity[]): boolean {
  return declared.some((identity) => logicalIdIn(identity) === logicalId);
}

/** Whether it can be one of the stack. */
function isInPlace({ region, account }: CalledBackend, { place }: NamesReading): boolean {
  return place === undefined || ((region || place.region) === place.region && (account || place.account) === place.account);
}
