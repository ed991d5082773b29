import { createHash } from 'node:crypto';
import type { Situation } from './situation';
import type { ApiSummary } from '../../endpoints/baselines/api-summary';

/** Tells routes of one API apart. A physical id has room for dozens. */
const DIGEST_LENGTH = 6;

/** Whether only the snapshot of the base still has a route. */
export type IsGone = (route: string) => boolean;

/**
 * Which routes only the snapshot of the base still has: CloudFormation deletes the method of a removed route after the deployment was taken, and its
 * function with it. Undefined when nobody knows what the code of the base serves.
 *
 * The template before tells it when it is the one of the base. Later beside the same base the memory still does.
 */
export function goneFromBase({ live, previous, memory }: Situation): IsGone | undefined {
  const routes = previous?.routes;
  if (live !== undefined && previous?.deploymentId === live.deploymentId) { return routes && ((route) => !routes.includes(route)); }
  const remembered = memory?.goneRoutes;
  if (remembered === undefined || memory?.deploymentId !== live?.deploymentId) { return undefined; }
  return (route) => remembered.includes(digestOf(route));
}

/** What the memory is to know for later canaries beside the same base. */
export function goneRoutes(situation: Situation): readonly string[] | undefined {
  const { endpoints, live, memory } = situation;
  if (live !== undefined && memory?.deploymentId === live.deploymentId && memory.goneRoutes) { return memory.goneRoutes; }
  const isGone = goneFromBase(situation);
  const gone = endpoints && isGone && routesOf(endpoints.base).filter(isGone).map(digestOf);
  return gone && gone.length > 0 ? gone : undefined;
}

/** For instance `GET /hello`. */
export function routesOf(summary: ApiSummary): string[] {
  return Object.entries(summary).flatMap(([path, methods]) => Object.keys(methods).map((method) => routeIn(method, path)));
}

export function routeIn(method: string, path: string): string {
  return `${method === 'x-amazon-apigateway-any-method' ? 'ANY' : method.toUpperCase()} ${path}`;
}

function digestOf(route: string): string {
  return createHash('sha256').update(route).digest('hex').slice(0, DIGEST_LENGTH);
}
