import { Properties, ResourceType, StackIdentity } from '../resource-type';
import { StackResource } from '../stack-resource';
import { PropertyDifference, differencesFromTemplate } from './differences-from-template';

/** How a resource compares with the template. */
export interface ResourceDrift {
  readonly resource: StackResource;
  /** `NOT_CHECKED`: its type does not tell how it stands. */
  readonly status: 'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'NOT_CHECKED';
  /** Of the properties that were compared. Only of `IN_SYNC` and `MODIFIED`. */
  readonly actual?: Properties;
  readonly differences: ReadonlyArray<PropertyDifference>;
}

/** What the comparison needs of a stack. */
export interface ComparedStack {
  readonly identity: StackIdentity;
  readonly resources: ReadonlyMap<string, StackResource>;
}

/** What one detection found out about a stack. */
export interface StackDrift {
  /** `DRIFTED` when a resource was modified or deleted. What was not checked does not count. */
  readonly status: 'IN_SYNC' | 'DRIFTED';
  readonly detectedAt: Date;
  /** By logical id. */
  readonly resources: ReadonlyMap<string, ResourceDrift>;
}

/**
 * Compares the resources of a stack with the services they belong to. Nothing changes.
 *
 * Nested stacks are not entered: each is a stack of its own.
 *
 * @param logicalIds the resources to compare. The others are left out. @default - all
 */
export async function stackDrift(
  stack: ComparedStack, typeNamed: (type: string) => ResourceType, detectedAt: Date, logicalIds?: ReadonlyArray<string>,
): Promise<StackDrift> {
  const resources = new Map<string, ResourceDrift>();
  for (const [logicalId, resource] of stack.resources) {
    if (logicalIds?.includes(logicalId) === false) { continue; }
    resources.set(logicalId, await resourceDrift(stack, resource, typeNamed(resource.definition.type)));
  }
  const drifted = [...resources.values()].some(({ status }) => status === 'MODIFIED' || status === 'DELETED');
  return { status: drifted ? 'DRIFTED' : 'IN_SYNC', detectedAt, resources };
}

async function resourceDrift(stack: ComparedStack, resource: StackResource, type: ResourceType): Promise<ResourceDrift> {
  const { definition, physicalId, properties } = resource;
  if (type.read === undefined || physicalId === undefined) { return { resource, status: 'NOT_CHECKED', differences: [] }; }
  const live = await type.read({ stack: stack.identity, logicalId: definition.logicalId, type: definition.type, properties, physicalId });
  if (live === undefined) { return { resource, status: 'DELETED', differences: [] }; }
  const differences = differencesFromTemplate(properties, live, type.maps);
  const compared = Object.keys(properties).filter((name) => live[name] !== undefined);
  const actual = Object.fromEntries(compared.map((name) => [name, live[name]]));
  return { resource, status: differences.length > 0 ? 'MODIFIED' : 'IN_SYNC', actual, differences };
}
