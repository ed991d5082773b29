import { isRefactorable } from './refactorable-type';
import { sameValue } from '../same-value';
import { StackRecord } from '../stack-record';
import { StackResource } from '../stack-resource';
import { PreparedTemplate } from '../template/prepared-template';
import { TemplateError } from '../template/template-error';

/** A stack and the template it is to have. */
export interface RefactorDefinition {
  readonly stack: StackRecord;
  readonly target: PreparedTemplate;
}

export interface ResourceLocation {
  readonly stackName: string;
  readonly logicalId: string;
}

/** Where a resource is, and where it is to be. */
export interface ResourceMapping {
  readonly source: ResourceLocation;
  readonly destination: ResourceLocation;
}

/** A resource in its new place. */
export interface PlacedResource {
  readonly from: StackRecord;
  readonly resource: StackResource;
  /** Whether its logical id or its stack changes. */
  readonly moved: boolean;
}

/** A stack as it will be: the resources by their new logical ids. */
export interface PlannedStack extends RefactorDefinition {
  readonly resources: ReadonlyMap<string, PlacedResource>;
}

export type RefactorPlan =
  | { readonly outcome: 'planned'; readonly stacks: ReadonlyArray<PlannedStack> }
  | { readonly outcome: 'refused'; readonly reason: string };

/**
 * Which resource of the stacks each resource of the target templates is. Refused when anything but places would change.
 *
 * @param mappings where the logical id alone doesn't tell
 */
export function planRefactor(definitions: ReadonlyArray<RefactorDefinition>, mappings: ReadonlyArray<ResourceMapping>): RefactorPlan {
  const stacks = definitions.map((definition) => ({ ...definition, resources: placedResources(definition, definitions, mappings) }));
  for (const problem of [changedSection, created, abandoned, unsupported, changedProperties, changedExports]) {
    const reason = stacks.map((planned) => problem(planned, stacks)).find((found) => found !== undefined);
    if (reason !== undefined) { return { outcome: 'refused', reason }; }
  }
  return { outcome: 'planned', stacks };
}

type Problem = (planned: PlannedStack, all: ReadonlyArray<PlannedStack>) => string | undefined;

function placedResources(
  { stack, target }: RefactorDefinition, definitions: ReadonlyArray<RefactorDefinition>, mappings: ReadonlyArray<ResourceMapping>,
): Map<string, PlacedResource> {
  const placed = new Map<string, PlacedResource>();
  for (const logicalId of target.resources.keys()) {
    const mapping = mappings.find(({ destination }) => isAt(destination, stack, logicalId));
    const from = mapping === undefined
      ? unmappedSource(stack, logicalId, definitions, mappings)
      : definitions.find((other) => isStack(mapping.source.stackName, other.stack))?.stack;
    const resource = from?.resources.get(mapping?.source.logicalId ?? logicalId);
    if (from !== undefined && resource !== undefined) {
      placed.set(logicalId, { from, resource, moved: from !== stack || resource.definition.logicalId !== logicalId });
    }
  }
  return placed;
}

/** The stack itself, or another one that gives up a resource with this logical id. */
function unmappedSource(
  stack: StackRecord, logicalId: string, definitions: ReadonlyArray<RefactorDefinition>, mappings: ReadonlyArray<ResourceMapping>,
): StackRecord | undefined {
  const has = (other: StackRecord): boolean => other.resources.has(logicalId) && !mappings.some(({ source }) => isAt(source, other, logicalId));
  return has(stack) ? stack : definitions.find((other) => has(other.stack) && !other.target.resources.has(logicalId))?.stack;
}

const changedSection: Problem = ({ stack, target }) => {
  const changed = ([
    'Parameters', 'Conditions', 'Mappings',
  ] as const).find((name) => !sameValue(stack.template?.template[name], target.template[name]));
  return changed && `${stack.identity.stackId}: Stack Refactor does not support changes of ${changed}.`;
};

const created: Problem = ({ stack, target, resources }) => {
  const missing = [...target.resources.keys()].filter((logicalId) => !resources.has(logicalId));
  return missing.length === 0 ? undefined : `${stack.identity.stackId}: Stack Refactor does not support creating resources: [${missing.join(', ')}].`;
};

/** Each resource has one place: none is deleted, and none is in two. */
const abandoned: Problem = ({ stack }, all) => {
  const places = (resource: StackResource): number =>
    all.flatMap(({ resources }) => [...resources.values()]).filter((placed) => placed.resource === resource).length;
  const wrong = [...stack.resources.values()].find((resource) => places(resource) !== 1);
  if (wrong === undefined) { return undefined; }
  const verb = places(wrong) === 0 ? 'deleting resources' : 'moving a resource to several places';
  return `${stack.identity.stackId}: Stack Refactor does not support ${verb}: [${wrong.definition.logicalId}].`;
};

/** What stays may be of any type. */
const unsupported: Problem = ({ resources }) => {
  const found = [...resources.values()].find(({ moved, resource }) => moved && !isRefactorable(resource.definition.type));
  return found && `${found.from.identity.stackId}: Stack Refactor does not support ${found.resource.definition.type}.`;
};

const changedProperties: Problem = ({ target, resources }) => {
  const existing = new Map([...resources].map(([logicalId, { resource }]) => [logicalId, resource]));
  for (const [logicalId, { from, resource }] of resources) {
    const definition = target.resources.get(logicalId)!;
    const same = definition.type === resource.definition.type && resolvesTo(() => target.properties(definition, existing), resource.properties);
    if (!same) {
      return `Resource ${resource.definition.logicalId} in stack ${from.identity.stackId} does not match the destination resource's properties.`;
    }
  }
  return undefined;
};

const changedExports: Problem = ({ stack, target, resources }) => {
  const existing = new Map([...resources].map(([logicalId, { resource }]) => [logicalId, resource]));
  const exports = (outputs: StackRecord['outputs']) => outputs.filter(({ exportName }) => exportName !== undefined).map(({ exportName, value }) => [
    exportName, value,
  ]);
  return resolvesTo(() => exports(target.outputs(existing)), exports(stack.outputs))
    ? undefined
    : `${stack.identity.stackId}: The rehearsal engine refactors stacks only as long as their exports stay the same.`;
};

function resolvesTo(resolve: () => unknown, expected: unknown): boolean {
  try {
    return sameValue(resolve(), expected);
  } catch (error) {
    if (error instanceof TemplateError) { return false; }
    throw error;
  }
}

function isAt({ stackName, logicalId }: ResourceLocation, stack: StackRecord, id: string): boolean {
  return logicalId === id && isStack(stackName, stack);
}

function isStack(nameOrId: string, { identity }: StackRecord): boolean {
  return nameOrId === identity.stackName || nameOrId === identity.stackId;
}
