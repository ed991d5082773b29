import { describeStack, namesIn, ReadStack, readWithNested, StackReader, templateInForce, withNested } from './stack-in-force';
import type { PruningScope } from '../pruning/contract/pruning-readings';
import { parseDriverProperties } from '../stage-driver/contract/driver-properties';
import { parsePhysicalId } from '../stage-driver/contract/physical-id';
import { valueIn } from '../templates/value-in-force';

/**
 * The stack of an API as it is now, with those that are nested in it, and what the templates in force say that their deployments call.
 *
 * @throws when the stack is gone
 */
export async function readPruningScope(reader: StackReader, stackId: string, restApiId: string): Promise<PruningScope> {
  const root = await describeStack(reader, stackId);
  if (root === undefined) { throw new Error(`The stack ${stackId} does not exist any more. Nothing was deleted.`); }
  const stacks = withNested(await readWithNested(reader, root));
  const declaredCalls = new Map<string, readonly string[]>();
  for (const stack of stacks) {
    const drivers = stack.resources.filter(({ type, physicalId }) => (
      type === 'Custom::CanaryStage' && parsePhysicalId(physicalId)?.restApiId === restApiId
    ));
    const template = drivers.length > 0 ? await templateInForce(reader, stack.id) : undefined;
    drivers.flatMap(({ logicalId }) => callsOf(template?.Resources?.[logicalId]?.Properties, stack)).forEach(([id, calls]) => {
      declaredCalls.set(id, [...declaredCalls.get(id) ?? [], ...calls]);
    });
  }
  return { restApiId, stacks, declaredCalls };
}

/** Without any it is not known what a deployment calls, and the export may tell. */
function callsOf(declared: unknown, stack: ReadStack): Array<readonly [deploymentId: string, calls: readonly string[]]> {
  const properties = valueIn(declared, namesIn(stack)) as Parameters<typeof parseDriverProperties>[0] | undefined;
  if (properties?.DeploymentId === undefined) { return []; }
  const { deploymentId, calls } = parseDriverProperties(properties);
  return calls.length > 0 ? [[deploymentId, calls]] : [];
}
