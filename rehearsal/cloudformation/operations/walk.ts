import { SeededGenerator } from '../seeded-generator';
import { DependencyGraph } from '../template/dependency-graph';

/** What a visit asks of the walk: go on, leave out everything that waits for this node, or stop. */
export type VisitOutcome = 'continue' | 'block' | 'stop';

/**
 * Visits every node of the graph, one at a time, each after the nodes it waits for.
 *
 * CloudFormation runs in parallel whatever is ready. Here one ready node is drawn at a time, so that over the seeds every order occurs
 * that AWS could show.
 *
 * @param direction `dependencies-first` to build up, `dependents-first` to take down
 * @returns the nodes that were ready, so may have been in progress, when a visit stopped the walk
 */
export async function walk(
  graph: DependencyGraph, direction: 'dependencies-first' | 'dependents-first', random: SeededGenerator,
  visit: (node: string) => Promise<VisitOutcome>,
): Promise<string[]> {
  const forward = direction === 'dependencies-first';
  const waiting = new Map<string, number>();
  const ready: string[] = [];
  for (const node of graph.nodes) {
    const count = (forward ? graph.dependenciesOf(node) : graph.dependentsOf(node)).length;
    if (count === 0) { ready.push(node); } else { waiting.set(node, count); }
  }
  while (ready.length > 0) {
    const node = takeAny(ready, random);
    const outcome = await visit(node);
    if (outcome === 'stop') { return ready; }
    if (outcome === 'block') { continue; }
    for (const next of forward ? graph.dependentsOf(node) : graph.dependenciesOf(node)) {
      const left = waiting.get(next)! - 1;
      if (left === 0) { ready.push(next); } else { waiting.set(next, left); }
    }
  }
  return [];
}

function takeAny(ready: string[], random: SeededGenerator): string {
  const index = random.below(ready.length);
  const node = ready[index];
  ready[index] = ready[ready.length - 1];
  ready.pop();
  return node;
}
