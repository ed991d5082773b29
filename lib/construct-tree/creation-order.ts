import { CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AssemblyResources } from './assembly-resources';

/**
 * The order in which CloudFormation creates the resources of an assembly, out of their rendered templates and of dependencies between
 * constructs that are not in the templates yet.
 *
 * A nested stack is one resource to its parent: it waits for whatever any resource in it waits for outside of it.
 */
export class CreationOrder {
  private readonly edges = new Map<CfnResource, ReadonlySet<CfnResource>>();
  private readonly waiting = new Map<CfnResource, Map<CfnResource, boolean>>();
  private readonly preceding = new Map<CfnResource, ReadonlySet<CfnResource>>();
  private readonly ofConstructs: ReadonlyMap<CfnResource, ReadonlySet<CfnResource>>;

  /** @param unprepared constructs whose dependencies CDK has not written into the templates yet */
  constructor(private readonly resources: AssemblyResources, unprepared: readonly IConstruct[] = []) {
    this.ofConstructs = constructDependencies(unprepared);
  }

  /**
   * Whether CloudFormation creates `later` after `earlier`. Never for resources of two stacks that are not nested in one.
   *
   * For many that may wait for one. `isBefore` is for many that one may wait for.
   */
  waitsFor(later: CfnResource, earlier: CfnResource): boolean {
    const stack = commonStack(later, earlier);
    return stack !== undefined && this.reaches(inStack(later, stack)!, inStack(earlier, stack)!);
  }

  /** Whether CloudFormation creates `earlier` before `later`. */
  isBefore(earlier: CfnResource, later: CfnResource): boolean {
    const stack = commonStack(later, earlier);
    return stack !== undefined && this.allBefore(inStack(later, stack)!).has(inStack(earlier, stack)!);
  }

  private allBefore(later: CfnResource): ReadonlySet<CfnResource> {
    const known = this.preceding.get(later);
    if (known) { return known; }
    const found = new Set<CfnResource>();
    const open = [later];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const required of this.edgesOf(next)) {
        if (!found.has(required)) {
          found.add(required);
          open.push(required);
        }
      }
    }
    this.preceding.set(later, found);
    return found;
  }

  private reaches(from: CfnResource, target: CfnResource): boolean {
    const known = this.waiting.get(target) ?? new Map<CfnResource, boolean>();
    this.waiting.set(target, known);
    return this.search(from, target, known);
  }

  private search(from: CfnResource, target: CfnResource, known: Map<CfnResource, boolean>): boolean {
    const before = known.get(from);
    if (before !== undefined) { return before; }
    known.set(from, false);
    const found = [...this.edgesOf(from)].some((next) => next === target || this.search(next, target, known));
    known.set(from, found);
    return found;
  }

  /** The resources of its own stack that a resource waits for. */
  private edgesOf(resource: CfnResource): ReadonlySet<CfnResource> {
    const known = this.edges.get(resource);
    if (known) { return known; }
    const stack = Stack.of(resource);
    const edges = new Set(this.requiredWithin(resource).flatMap((element) => inStack(element, stack) ?? []));
    edges.delete(resource);
    this.edges.set(resource, edges);
    return edges;
  }

  /** What a resource and, if it is a nested stack, everything in it requires. */
  private requiredWithin(resource: CfnResource): CfnElement[] {
    const own = [...this.resources.requiredBy(resource), ...this.ofConstructs.get(resource) ?? []];
    return [...own, ...this.resources.within(resource).flatMap((member) => this.requiredWithin(member))];
  }
}

/** The order of an app whose dependencies CDK has not written into the templates yet. */
export function orderInPreparation(resources: AssemblyResources): CreationOrder {
  return resources.once(readConstructs, undefined);
}

/** The order of an app that is complete. */
export function settledOrder(resources: AssemblyResources): CreationOrder {
  return resources.once(readTemplates, undefined);
}

function readConstructs(_: undefined, resources: AssemblyResources): CreationOrder {
  return new CreationOrder(resources, resources.constructs);
}

function readTemplates(_: undefined, resources: AssemblyResources): CreationOrder {
  return new CreationOrder(resources);
}

/** The element itself, or the nested stack of that stack which contains it. Undefined outside of the stack. */
function inStack(element: CfnElement, stack: Stack): CfnResource | undefined {
  if (Stack.of(element) === stack) { return CfnResource.isCfnResource(element) ? element : undefined; }
  const { nestedStackResource } = Stack.of(element);
  return nestedStackResource && inStack(nestedStackResource as CfnResource, stack);
}

function commonStack(one: IConstruct, other: IConstruct): Stack | undefined {
  const others = new Set(stacksAround(Stack.of(other)));
  return stacksAround(Stack.of(one)).find((stack) => others.has(stack));
}

function stacksAround(stack: Stack): Stack[] {
  return [stack, ...stack.nestedStackParent ? stacksAround(stack.nestedStackParent) : []];
}

/** CDK turns dependencies between constructs into `DependsOn` when it prepares the app. */
function constructDependencies(constructs: readonly IConstruct[]): Map<CfnResource, Set<CfnResource>> {
  const dependencies = new Map<CfnResource, Set<CfnResource>>();
  for (const construct of constructs) {
    const targets = construct.node.dependencies.flatMap(resourcesBelow);
    if (targets.length === 0) { continue; }
    for (const source of resourcesBelow(construct)) {
      const known = dependencies.get(source) ?? new Set<CfnResource>();
      targets.forEach((target) => known.add(target));
      dependencies.set(source, known);
    }
  }
  return dependencies;
}

function resourcesBelow(construct: IConstruct): CfnResource[] {
  return construct.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node));
}
