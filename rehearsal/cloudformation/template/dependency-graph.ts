import { TemplateError } from './template-error';

/** Which resources must exist before which. */
export class DependencyGraph {
  private readonly dependents = new Map<string, string[]>();

  /** @param dependencies by node, the nodes it depends on. Names that are no node are ignored */
  constructor(private readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>) {
    for (const node of dependencies.keys()) { this.dependents.set(node, []); }
    for (const [node, targets] of dependencies) {
      for (const target of targets) { this.dependents.get(target)?.push(node); }
    }
  }

  get nodes(): Iterable<string> {
    return this.dependencies.keys();
  }

  /** The nodes that this one needs. */
  dependenciesOf(node: string): string[] {
    return [...this.dependencies.get(node) ?? []].filter((target) => this.dependencies.has(target));
  }

  /** The nodes that need this one. */
  dependentsOf(node: string): ReadonlyArray<string> {
    return this.dependents.get(node) ?? [];
  }

  /** A cycle as a path that ends where it begins, or undefined. */
  cycle(): string[] | undefined {
    const done = new Set<string>();
    for (const node of this.nodes) {
      const found = this.cycleFrom(node, [], done);
      if (found !== undefined) { return found; }
    }
    return undefined;
  }

  /** @throws TemplateError with the cycle, when there is one */
  assertAcyclic(describe: (node: string) => string): void {
    const cycle = this.cycle();
    if (cycle !== undefined) {
      throw new TemplateError(`Circular dependency between resources: [${cycle.slice(1).join(', ')}] (${cycle.map(describe).join(' -> ')}).`);
    }
  }

  private cycleFrom(node: string, path: string[], done: Set<string>): string[] | undefined {
    if (done.has(node)) { return undefined; }
    const start = path.indexOf(node);
    if (start >= 0) { return [...path.slice(start), node]; }
    path.push(node);
    for (const target of this.dependenciesOf(node)) {
      const found = this.cycleFrom(target, path, done);
      if (found !== undefined) { return found; }
    }
    path.pop();
    done.add(node);
    return undefined;
  }
}
