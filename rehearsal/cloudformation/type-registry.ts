import { ResourceType } from './resource-type';

/** Finds the implementation of a resource type, and notes which types have none. */
export class TypeRegistry {
  /** Types met so far that the engine only carries along. */
  readonly inertTypes = new Set<string>();

  private readonly made = new Map<string, ResourceType>();

  /**
   * @param types implementations by type name
   * @param customResource for every `Custom::*`
   * @param inert makes one for every other type
   */
  constructor(
    private readonly types: ReadonlyMap<string, ResourceType>, private readonly customResource: ResourceType,
    private readonly inert: (type: string) => ResourceType,
  ) {}

  typeNamed(type: string): ResourceType {
    const known = this.types.get(type) ?? (type.startsWith('Custom::') ? this.customResource : undefined);
    if (known !== undefined) { return known; }
    this.inertTypes.add(type);
    const made = this.made.get(type) ?? this.inert(type);
    this.made.set(type, made);
    return made;
  }
}
