import { kept, KeptVerdict } from './kept';
import type { PrunedDeployment, PrunedStatement, PruningState, StatementReading } from '../contract/pruning-state';

/**
 * Whether a stack of ours wrote a statement for this API.
 *
 * CloudFormation names it `<stack>-<logical id>-<12 characters>`, and neither of the last two has a hyphen: `Shop-Prod-...` is none of the stack
 * `Shop`.
 */
export function isOwnStatement({ statementId, isGateway, sourceArn }: StatementReading, { stackNames, restApiId }: PruningState): boolean {
  const isNamed = (stack: string) => statementId.startsWith(`${stack}-`) && /^[A-Za-z0-9]+-[A-Za-z0-9]+$/.test(statementId.slice(stack.length + 1));
  return stackNames.some(isNamed) && isGateway && sourceOf(sourceArn)?.restApiId === restApiId;
}

/** Why a statement of a function or an alias stays. @param others deployments that stay */
export function keptStatement(statement: PrunedStatement, state: PruningState, others: readonly PrunedDeployment[]): KeptVerdict {
  if (statement.inStack) { return kept('in-stack'); }
  if (!isOwnStatement(statement, state)) { return kept('not-of-this-stack'); }
  const { method, path } = sourceOf(statement.sourceArn)!;
  // That of an authorizer, or of all routes.
  if (method === undefined || path === undefined) { return kept('route'); }
  const unread = others.find(({ routes }) => routes === undefined);
  if (unread !== undefined) { return kept('unreadable', `routes of deployment ${unread.id}`); }
  const server = others.find(({ routes = [] }) => routes.some((route) => covers(method, path, route)));
  return server === undefined ? undefined : kept('route', `deployment ${server.id}`);
}

/** `arn:aws:execute-api:eu-central-1:123456789012:a1b2/prod/GET/orders/*`. */
function sourceOf(sourceArn: string | undefined): { restApiId: string; method?: string; path?: string } | undefined {
  const [, , service, , , ...resource] = (sourceArn ?? '').split(':');
  if (service !== 'execute-api') { return undefined; }
  const [restApiId, stage, method, ...path] = resource.join(':').split('/');
  const isRoute = stage !== undefined && stage !== 'authorizers' && /^([A-Z]+|\*)$/.test(method ?? '');
  return isRoute ? { restApiId, method, path: `/${path.join('/')}` } : { restApiId };
}

/** Whether some request for a route is one that the statement allows. In doubt it is. */
function covers(method: string, path: string, route: string): boolean {
  const [verb, resource] = route.split(' ');
  const sameVerb = method === '*' || verb === 'ANY' || verb === method;
  return sameVerb && mayMeet(path, resource.replace(/\{[^}]*\}/g, '*'));
}

/** Whether two texts with wildcards can be equal. */
function mayMeet(a: string, b: string): boolean {
  // For each end of `b`, whether it meets the end of `a` that was looked at last. From the ends on, so that no wildcard tries twice.
  let shorter: boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const meets: boolean[] = [];
    for (let j = b.length; j >= 0; j--) {
      if (i === a.length && j === b.length) {
        meets[j] = true;
      } else if (a[i] === '*' || b[j] === '*') {
        meets[j] = i < a.length && shorter[j] || j < b.length && meets[j + 1];
      } else {
        meets[j] = i < a.length && a[i] === b[j] && shorter[j + 1];
      }
    }
    shorter = meets;
  }
  return shorter[0];
}
