import { RouteTable } from './matching';
import { Route, VERBS, isGreedy, isPathParameter, segmentsOf } from './routes';

/**
 * Finds paths that stand for every request a route can take, given the tables that may route them differently.
 *
 * A route such as `/{proxy+}` takes infinitely many paths, but two tables can tell only finitely many apart: where a name of
 * either table can stand, that name is tried, and one name that neither table knows stands for all others. So "does the base
 * serve everything that this route takes" is answered by looking each of these up.
 */
export class RequestSampler {
  private readonly unknown: string;

  constructor(private readonly tables: readonly RouteTable[]) {
    this.unknown = unknownName(tables);
  }

  /** The paths, each as its segments. */
  pathsOf(route: Route): string[][] {
    const paths: string[][] = [];
    walk(segmentsOf(route.path), [], this.tables, this.unknown, (path) => paths.push(path));
    return paths;
  }
}

/** The verbs that a route takes, before more specific routes take theirs. */
export function verbsOf(route: Route): readonly string[] {
  return route.method === 'ANY' ? VERBS : [route.method];
}

function walk(rest: readonly string[], path: string[], live: readonly RouteTable[], unknown: string, found: (path: string[]) => void): void {
  if (rest.length === 0) { return found(path); }
  const [segment, ...after] = rest;
  if (!isGreedy(segment) && !isPathParameter(segment)) { return walk(after, [...path, segment], step(live, segment), unknown, found); }
  for (const name of [...namesBelow(live), unknown]) {
    const next = step(live, name);
    const extended = [...path, name];
    if (!isGreedy(segment)) {
      walk(after, extended, next, unknown, found);
      continue;
    }
    found(extended);
    // Below the last resource that either table has, all longer paths look the same.
    if (next.length > 0) { walk(rest, extended, next, unknown, found); }
  }
}

function step(live: readonly RouteTable[], name: string): RouteTable[] {
  return live.flatMap((table) => [table.names.get(name), table.parameter]).filter((table) => table !== undefined);
}

function namesBelow(live: readonly RouteTable[]): Set<string> {
  return new Set(live.flatMap((table) => [...table.names.keys()]));
}

/** A segment that no resource is named after. Readable, because it appears in messages as an example. */
function unknownName(tables: readonly RouteTable[]): string {
  const known = new Set<string>();
  const collect = (table: RouteTable): void => {
    for (const [name, below] of table.names) {
      known.add(name);
      collect(below);
    }
    if (table.parameter) { collect(table.parameter); }
  };
  tables.forEach(collect);
  let name = 'something';
  while (known.has(name)) { name += '-else'; }
  return name;
}
