import { Phase } from '../resource-operation';
import { PendingUpdate, StackRecord } from '../stack-record';
import { PhysicalResource } from '../stack-resource';
import { StagedResourceType } from '../staged-resource-type';
import { OperationContext } from './apply-template';
import { deleteResource, skipDelete } from './delete-resource';
import { walk } from './walk';
import { DependencyGraph } from '../template/dependency-graph';

/** A physical resource that an update leaves behind. */
export interface Leftover {
  readonly resource: PhysicalResource;
  /** Its policy keeps it: it leaves the stack, but stays in the account. */
  readonly retained: boolean;
}

/** CloudFormation gives up on a resource in the cleanup after as many attempts, and the resource is orphaned. */
const CLEANUP_ATTEMPTS = 3;

/**
 * What a successful update leaves behind: replaced physical resources and resources that left the template.
 *
 * The policies are those that stood in the template before the update, so a policy added by the same update protects nothing. What an attempt of a
 * paused operation brought, and a later one replaced, has the policy of that attempt's template.
 */
export function leftoversOfUpdate(stack: StackRecord, pending: PendingUpdate): Leftover[] {
  const leftovers: Leftover[] = [];
  for (const [logicalId, change] of pending.changes) {
    const current = stack.resources.get(logicalId)?.physicalId;
    for (const resource of change.physical.values()) {
      if (resource.physicalId === current) { continue; }
      const { definition } = resource.physicalId === change.previous?.physicalId ? change.previous! : resource;
      leftovers.push({ resource, retained: definition.updateReplacePolicy === 'Retain' });
    }
  }
  for (const [logicalId, resource] of stack.resources) {
    if (pending.target.resources.has(logicalId)) { continue; }
    const { deletionPolicy } = resource.definition;
    leftovers.push({ resource, retained: deletionPolicy === 'Retain' || deletionPolicy === 'RetainExceptOnCreate' });
  }
  return leftovers;
}

/** What a rolled back update leaves behind: everything it created. `RetainExceptOnCreate` does not keep that, `Retain` does. */
export function leftoversOfRollback(stack: StackRecord, pending: PendingUpdate): Leftover[] {
  const leftovers: Leftover[] = [];
  for (const [logicalId, change] of pending.changes) {
    const current = stack.resources.get(logicalId)!;
    if (change.previous === undefined && change.physical.size === 0) { leftovers.push({ resource: current, retained: false }); }
    for (const resource of change.physical.values()) {
      if (change.previous !== undefined && resource.physicalId === current.physicalId) { continue; }
      const original = resource.physicalId === change.previous?.physicalId;
      const { deletionPolicy, updateReplacePolicy } = resource.definition;
      leftovers.push({ resource, retained: (original ? updateReplacePolicy : deletionPolicy) === 'Retain' });
    }
  }
  return leftovers;
}

/**
 * The cleanup phase: deletes the leftovers in reverse dependency order (of a rollback, in the order of the hypothesis), then takes those that the
 * stack no longer has out of it.
 *
 * @returns the logical ids of resources that could not be deleted
 */
export async function cleanUp(
  context: OperationContext, phase: Phase & ('cleanup' | 'rollback-cleanup'), leftovers: ReadonlyArray<Leftover>, kept: (
    logicalId: string,
  ) => boolean,
): Promise<string[]> {
  const { engine, stack } = context;
  const orphans: string[] = [];
  const byId = new Map<string, Leftover[]>();
  for (const leftover of leftovers) {
    const { logicalId } = leftover.resource.definition;
    byId.set(logicalId, [...byId.get(logicalId) ?? [], leftover]);
  }
  const untouched = new Set(byId.keys());
  const order = phase === 'rollback-cleanup' && engine.hypotheses.cleanUpOrder === 'other' ? 'dependencies-first' : 'dependents-first';
  await walk(leftoverGraph(byId), order, engine.random, async (logicalId) => {
    let gone = true;
    for (const { resource, retained } of byId.get(logicalId)!) {
      if (retained) {
        skipDelete(context, resource);
      } else if (!await deleteResource(context, phase, resource, CLEANUP_ATTEMPTS)) {
        gone = false;
      }
    }
    untouched.delete(logicalId);
    if (!gone) { orphans.push(logicalId); }
    // What goes after what depends on it can be held up; in the other order it is gone by then.
    return gone || order === 'dependencies-first' || engine.hypotheses.undeletedInCleanup === 'lets go' ? 'continue' : 'block';
  });
  for (const logicalId of byId.keys()) {
    if (!kept(logicalId)) { stack.resources.delete(logicalId); }
  }
  return [...orphans, ...untouched];
}

/** Ends the updates of resources that do so in the cleanup phase (nested stacks). */
export async function completeStaged(context: OperationContext, pending: PendingUpdate): Promise<void> {
  const { engine, stack } = context;
  for (const logicalId of pending.changes.keys()) {
    const resource = stack.resources.get(logicalId);
    const type: StagedResourceType | undefined = resource && engine.typeNamed(resource.definition.type);
    if (resource?.physicalId === undefined || type?.complete === undefined) { continue; }
    const { definition, physicalId, properties } = resource;
    await type.complete({ stack: stack.identity, logicalId, type: definition.type, properties, physicalId });
  }
}

function leftoverGraph(byId: ReadonlyMap<string, ReadonlyArray<Leftover>>): DependencyGraph {
  const graph = new DependencyGraph(new Map([...byId].map(([id, leftovers]) => [id, leftovers[0].resource.definition.dependencies])));
  // Leftovers can stem from two templates, whose orders may contradict each other; then no order is right.
  return graph.cycle() === undefined ? graph : new DependencyGraph(new Map([...byId.keys()].map((id) => [id, new Set<string>()])));
}
