import { Phase } from '../resource-operation';
import { StackRecord } from '../stack-record';
import { PhysicalResource, StackResource } from '../stack-resource';
import { OperationContext } from './apply-template';
import { deleteResource, skipDelete } from './delete-resource';
import { walk } from './walk';
import { DependencyGraph } from '../template/dependency-graph';
import { DeletionPolicy, ResourceDefinition } from '../template/resource-definition';

/**
 * Deletes every resource of the stack, dependents first. What a failed one depends on stays.
 *
 * @param keeps policies that keep a resource: those of a delete also keep `RetainExceptOnCreate`, those of a create's rollback don't
 * @returns the resources that failed
 */
export async function deleteResources(
  context: OperationContext, phase: Phase & ('delete' | 'rollback'), keeps: ReadonlyArray<DeletionPolicy>, retain: ReadonlyArray<string> = [],
): Promise<string[]> {
  const { engine, stack } = context;
  const failed: string[] = [];
  await walk(graphOf(stack), 'dependents-first', engine.random, async (logicalId) => {
    const resource = stack.resources.get(logicalId)!;
    if (resource.status === 'DELETE_COMPLETE') { return 'continue'; }
    if (keeps.includes(resource.definition.deletionPolicy) || retain.includes(logicalId)) {
      skipDelete(context, resource);
      return 'continue';
    }
    const others = [...stack.pending?.changes.get(logicalId)?.physical.values() ?? []].filter((other) => other.physicalId !== resource.physicalId);
    const gone = await deleteAll(context, phase, [...others, resource]);
    if (!gone) { failed.push(logicalId); }
    return gone ? 'continue' : 'block';
  });
  return failed;
}

/** After a paused update some resources are as an older template had them. Where the orders of two contradict each other, the newer one counts. */
function graphOf({ resources, pending }: StackRecord): DependencyGraph {
  const graphWith = (definitionOf: (resource: StackResource) => ResourceDefinition) =>
    new DependencyGraph(new Map([...resources].map(([id, resource]) => [id, definitionOf(resource).dependencies])));
  const graph = graphWith(({ definition }) => definition);
  return graph.cycle() === undefined ? graph : graphWith(({ definition }) => pending?.target.resources.get(definition.logicalId) ?? definition);
}

async function deleteAll(context: OperationContext, phase: Phase, resources: ReadonlyArray<PhysicalResource>): Promise<boolean> {
  let gone = true;
  for (const resource of resources) { gone = await deleteResource(context, phase, resource, 1) && gone; }
  return gone;
}
