import { ChangeDetail, changeCauses } from './change-causes';
import { Properties, ResourceType } from '../resource-type';
import { sameValue } from '../same-value';
import { StackRecord } from '../stack-record';
import { StackResource } from '../stack-resource';
import { PreparedTemplate, ReferableResource } from '../template/prepared-template';
import { ResourceDefinition } from '../template/resource-definition';
import { TemplateError } from '../template/template-error';

/** A property that an update would change. */
export interface PlannedPropertyChange {
  readonly name: string;
  readonly requiresRecreation: 'Never' | 'Conditionally' | 'Always';
  /** At least one. */
  readonly causes: ReadonlyArray<ChangeDetail>;
}

/** What an update would do to one resource. */
export interface PlannedChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly definition: ResourceDefinition;
  readonly physicalId?: string;
  /** Only of a modification. */
  readonly replacement?: 'True' | 'False' | 'Conditional';
  readonly properties: ReadonlyArray<PlannedPropertyChange>;
  /** Why the resource's metadata change, beside its properties. @default - they don't */
  readonly metadata?: ReadonlyArray<ChangeDetail>;
}

/**
 * What an update of the stack to the target template would do, as far as it can be known before: values that only the operation brings
 * forth count as changed.
 */
export function plannedChanges(stack: StackRecord, target: PreparedTemplate, typeNamed: (type: string) => ResourceType): PlannedChange[] {
  const plan = new UpdatePlan(stack, target, typeNamed);
  const removed = [
    ...stack.resources.values(),
  ].filter(({ definition, status }) => !target.resources.has(definition.logicalId) && status !== 'DELETE_COMPLETE');
  return [
    ...[...target.resources.values()].flatMap((definition) => plan.changeOf(definition) ?? []),
    ...removed.map(({ definition, physicalId }): PlannedChange => ({ action: 'Remove', definition, physicalId, properties: [] })),
  ];
}

/** Resources as they would be, each settled after those it depends on. */
class UpdatePlan {
  private readonly predicted = new Map<string, ReferableResource>();
  private readonly changes = new Map<string, PlannedChange | undefined>();

  constructor(
    private readonly stack: StackRecord, private readonly target: PreparedTemplate, private readonly typeNamed: (type: string) => ResourceType,
  ) {}

  changeOf(definition: ResourceDefinition): PlannedChange | undefined {
    const { logicalId } = definition;
    if (this.changes.has(logicalId)) { return this.changes.get(logicalId); }
    for (const dependency of definition.dependencies) {
      const dependedOn = this.target.resources.get(dependency);
      if (dependedOn !== undefined) { this.changeOf(dependedOn); }
    }
    const existing = this.stack.resources.get(logicalId);
    const change = existing?.physicalId === undefined ? added(definition) : this.modification(definition, existing);
    this.changes.set(logicalId, change);
    this.predicted.set(logicalId, this.prediction(definition, change, existing));
    return change;
  }

  private modification(definition: ResourceDefinition, existing: StackResource): PlannedChange | undefined {
    const change = { action: 'Modify' as const, definition, physicalId: existing.physicalId };
    const next = this.nextProperties(definition);
    if (next === undefined) { return { ...change, replacement: 'Conditional', properties: [] }; }
    if (sameValue(existing.properties, next)) { return undefined; }
    const names = [...new Set([...Object.keys(existing.properties), ...Object.keys(next)])]
      .filter((name) => !sameValue(existing.properties[name], next[name]));
    const properties = names.map((name) => this.propertyChange(definition, existing.properties, name, next));
    const replaced = this.typeNamed(definition.type).requiresReplacement(existing.properties, next);
    const certain = properties.some(({ requiresRecreation }) => requiresRecreation === 'Always');
    const changed = { ...change, replacement: !replaced ? 'False' as const : certain ? 'True' as const : 'Conditional' as const, properties };
    if (!this.metadataChanges(definition.logicalId)) { return changed; }
    return { ...changed, metadata: this.causes(this.target.template.Resources?.[definition.logicalId]?.Metadata) };
  }

  private metadataChanges(logicalId: string): boolean {
    const before = this.stack.template?.metadata(logicalId, this.stack.resources);
    return !sameValue(before, this.target.metadata(logicalId, this.predicted));
  }

  private causes(value: unknown): ChangeDetail[] {
    const change = (logicalId: string) => this.changes.get(logicalId);
    const isReplaced = (logicalId: string) => change(logicalId)?.action === 'Modify' && change(logicalId)?.replacement !== 'False';
    return changeCauses(value, {
      // A changed default is a change of the template.
      isChangedParameter: (name) => this.target.surroundings.parameters[name] !== undefined
        && !sameValue(this.stack.template?.parameters.get(name), this.target.parameters.get(name)),
      isChangedResource: (logicalId) => change(logicalId)?.action === 'Add' || isReplaced(logicalId),
      isChangedAttribute: (logicalId, attribute) => mentionsUnknown(this.predicted.get(logicalId)?.attributes[attribute]),
      isReplaced,
    });
  }

  private propertyChange(definition: ResourceDefinition, previous: Properties, name: string, next: Properties): PlannedPropertyChange {
    const dynamic = mentionsUnknown(next[name]);
    const recreates = this.typeNamed(definition.type).requiresReplacement(previous, { ...previous, [name]: next[name] });
    const causes = this.causes((definition.properties as Properties | undefined)?.[name]);
    return { name, requiresRecreation: !recreates ? 'Never' : dynamic ? 'Conditionally' : 'Always', causes };
  }

  /** Undefined when they can't be resolved before the operation, for instance a part of a value that is not known yet. */
  private nextProperties(definition: ResourceDefinition): Properties | undefined {
    try {
      return this.target.properties(definition, this.predicted);
    } catch (error) {
      if (error instanceof TemplateError) { return undefined; }
      throw error;
    }
  }

  private prediction({ type }: ResourceDefinition, change: PlannedChange | undefined, existing: StackResource | undefined): ReferableResource {
    if (existing === undefined || (change !== undefined && change.replacement !== 'False')) { return unknownResource(KNOWN_AFTER_APPLY); }
    const custom = type.startsWith('Custom::') || type.startsWith('AWS::CloudFormation::');
    // Custom resources and nested stacks give their attributes anew in every update.
    const ref = existing.ref ?? existing.physicalId!;
    if (change === undefined) { return existing; }
    return custom ? unknownResource(ref) : withChangedAttributes(existing, change);
  }
}

/** Attributes that are called like a changed property change with it. The others stay. */
function withChangedAttributes(existing: StackResource, { properties }: PlannedChange): ReferableResource {
  const changed = new Set(properties.map(({ name }) => name));
  const attributes = new Proxy(existing.attributes, {
    get: (before, name) => changed.has(String(name)) && Reflect.get(before, name) !== undefined ? KNOWN_AFTER_APPLY : Reflect.get(before, name),
  });
  return { ref: existing.ref ?? existing.physicalId, attributes };
}

function added(definition: ResourceDefinition): PlannedChange {
  return { action: 'Add', definition, properties: [] };
}

/** How a change set writes a value that only its execution brings forth. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** A resource whose attributes are not known before the operation. @param ref what `Ref` returns */
export function unknownResource(ref: string): ReferableResource {
  return { ref, attributes: new Proxy({}, { get: () => KNOWN_AFTER_APPLY }) };
}

/** Whether the value contains something that is not known before the operation. */
export function mentionsUnknown(value: unknown): boolean {
  return JSON.stringify(value)?.includes(KNOWN_AFTER_APPLY) ?? false;
}
