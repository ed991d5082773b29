import { ResourceFailure, ResourceType } from '../../../rehearsal/cloudformation/resource-type';

/**
 * A service with one resource type, `Test::Thing`, that records every call.
 *
 * `Name` is create-only. `Fail: true` makes create and update fail. Attributes: every property, plus `Arn`. It tells every property but
 * `Secret`, and the keys of `Labels` are the user's.
 */
export class FakeCloud {
  readonly calls: string[] = [];
  /** Physical resources that exist, with their properties. */
  readonly things = new Map<string, Record<string, unknown>>();
  /** Physical ids whose deletion is refused. */
  readonly undeletable = new Set<string>();
  /** Looks on while a physical resource is deleted. */
  onDelete?: (physicalId: string) => Promise<void>;
  private created = 0;

  readonly types: ReadonlyMap<string, ResourceType> = new Map([['Test::Thing', this.thing()]]);

  private thing(): ResourceType {
    const attributes = (id: string, properties: Record<string, unknown>) => ({ ...properties, Arn: `arn:thing:${id}` });
    const refuse = (properties: Record<string, unknown>): void => {
      if (properties.Fail === true) { throw new ResourceFailure('it was told to fail'); }
    };
    return {
      requiresReplacement: (previous, next) => previous.Name !== next.Name,
      create: async ({ logicalId, properties }) => {
        refuse(properties);
        const physicalId = `${logicalId}-${++this.created}`;
        this.calls.push(`create ${physicalId}`);
        this.things.set(physicalId, properties);
        return { physicalId, attributes: attributes(physicalId, properties) };
      },
      update: async ({ physicalId, properties, previousProperties }) => {
        this.calls.push(`update ${physicalId} ${JSON.stringify(previousProperties.Value)} -> ${JSON.stringify(properties.Value)}`);
        refuse(properties);
        this.things.set(physicalId, properties);
        return { physicalId, attributes: attributes(physicalId, properties) };
      },
      delete: async ({ physicalId }) => {
        this.calls.push(`delete ${physicalId}`);
        await this.onDelete?.(physicalId);
        if (this.undeletable.has(physicalId)) { throw new ResourceFailure('it is still in use'); }
        this.things.delete(physicalId);
      },
      read: async ({ physicalId, properties }) => {
        const live = this.things.get(physicalId);
        if (live === undefined) { return undefined; }
        const { Secret, ...told } = { ...Object.fromEntries(Object.keys(properties).map((name) => [name, undefined])), ...live };
        return told;
      },
      maps: ['/Labels'],
    };
  }
}

/** A `Test::Thing` in a template. */
export function thing(properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  return { Type: 'Test::Thing', Properties: properties, ...more };
}
