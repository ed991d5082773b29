import * as fs from 'node:fs';
import { readDocument } from './document-file';
import { expectKind } from './document-kind';
import { invalidBaseline, shown } from './invalid-baseline';
import { isObject } from '../../templates/is-object';
import { Route, displayRoute, parseRoute, routeKey, sortedRoutes } from '../routes';

/** The endpoints that a release served when they were recorded. */
export interface RecordedEndpoints {
  /** Name of the stage they were read from, if it was one. */
  readonly stage?: string;
  readonly routes: readonly Route[];
}

/** The version of the file format that this package writes and reads. */
const FORMAT = 1;

/** What is recorded of a route beside its name, in the order in which it is written. */
const SETTINGS = ['authorizationType', 'authorizerId', 'apiKeyRequired', 'requestValidation'] as const;

/**
 * The text of a baseline file: JSON with one line per endpoint, sorted, so that a review shows one changed line per changed endpoint.
 */
export function formatBaselineFile(recorded: RecordedEndpoints): string {
  const endpoints = sortedRoutes(recorded.routes).map((route) => `    ${formatRoute(route)}`).join(',\n');
  const lines = [
    `  "endpointBaseline": ${FORMAT},`,
    ...(recorded.stage === undefined ? [] : [`  "stage": ${JSON.stringify(recorded.stage)},`]),
    endpoints === '' ? '  "endpoints": []' : `  "endpoints": [\n${endpoints}\n  ]`,
  ];
  return `{\n${lines.join('\n')}\n}\n`;
}

/** @throws if the file cannot be read or is no baseline file, naming the file and the place in it */
export function readBaselineFile(file: string): RecordedEndpoints {
  const where = `Baseline file '${file}'`;
  return parseBaseline(readDocument(file, where), where);
}

/** Writes the file that `readBaselineFile` reads. */
export function writeBaselineFile(file: string, recorded: RecordedEndpoints): void {
  fs.writeFileSync(file, formatBaselineFile(recorded));
}

/** @throws if the document is no baseline file */
export function parseBaseline(document: Record<string, any>, where: string): RecordedEndpoints {
  expectKind('recorded', document, where);
  if (document.endpointBaseline !== FORMAT) {
    throw invalidBaseline('BaselineWrongKind', where,
      `has the format ${shown(document.endpointBaseline)}; this version of cdk-canary-rest-api reads format ${FORMAT}. Record the baseline again.`);
  }
  if (!Array.isArray(document.endpoints)) {
    throw invalidBaseline('BaselineWrongKind', where, `must have a list of endpoints, got ${shown(document.endpoints)}. Record the baseline again.`);
  }
  const routes = document.endpoints.map((entry, i) => parseEntry(entry, `${where}, endpoints[${i}]`));
  refuseDuplicates(routes, where);
  return { ...(typeof document.stage === 'string' ? { stage: document.stage } : {}), routes };
}

/** Two lines for one endpoint are left over from a merge. Which of them is true, nobody knows. */
function refuseDuplicates(routes: readonly Route[], where: string): void {
  const seen = new Map<string, number>();
  for (const [i, route] of routes.entries()) {
    const first = seen.get(routeKey(route));
    if (first !== undefined) {
      throw invalidBaseline('BaselineInvalidRoute', `${where}, endpoints[${i}]`,
        `is ${displayRoute(route)}, which API Gateway cannot tell from endpoints[${first}]. Remove one of the two.`);
    }
    seen.set(routeKey(route), i);
  }
}

function formatRoute(route: Route): string {
  const settings = SETTINGS.filter((name) => route[name] !== undefined).map((name) => `"${name}": ${JSON.stringify(route[name])}`);
  const endpoint = JSON.stringify(displayRoute(route));
  return settings.length === 0 ? endpoint : `{ ${[`"endpoint": ${endpoint}`, ...settings].join(', ')} }`;
}

function parseEntry(entry: unknown, where: string): Route {
  if (typeof entry === 'string') { return parseRoute(entry, where); }
  if (!isObject(entry)) {
    throw invalidBaseline('BaselineInvalidRoute', where, `must be 'GET /path' or an object with endpoint, got ${shown(entry)}.`);
  }
  const route: Record<string, unknown> = { ...parseRoute(entry.endpoint, where) };
  for (const name of SETTINGS) {
    const type = name === 'apiKeyRequired' ? 'boolean' : 'string';
    if (entry[name] === undefined) { continue; }
    if (typeof entry[name] !== type) {
      throw invalidBaseline('BaselineInvalidRoute', where, `must have a ${type} as ${name}, got ${shown(entry[name])}.`);
    }
    route[name] = entry[name];
  }
  return route as unknown as Route;
}
