import { Integration } from '../model';
import { RoutedMethod } from '../routed-method';
import { contextValues } from './context-values';
import { RoutedRequest } from './messages';
import { requestParameter } from './request-values';

/** What an integration's `requestParameters` give its backend. A mapping from what the request does not have gives nothing. */
export interface MappedParameters {
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html */
export function mappedParameters({ requestParameters = {} }: Integration, routed: RoutedRequest, route: RoutedMethod): MappedParameters {
  const mapped = { path: {} as Record<string, string>, querystring: {} as Record<string, string>, header: {} as Record<string, string> };
  for (const [target, expression] of Object.entries(requestParameters)) {
    const [, location, name] = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(target) ?? [];
    const value = location === undefined ? undefined : mappedValue(expression, routed, route);
    if (value !== undefined) { mapped[location as keyof MappedParameters][name] = value; }
  }
  return mapped;
}

function mappedValue(expression: string, routed: RoutedRequest, route: RoutedMethod): string | undefined {
  const literal = /^'(.*)'$/s.exec(expression)?.[1];
  if (literal !== undefined) { return literal; }
  const [, object, name] = /^(context|stageVariables)\.(.+)$/.exec(expression) ?? [];
  if (object === 'context') { return contextValues(routed, route)[name]; }
  if (object === 'stageVariables') { return routed.variables[name]; }
  return expression === 'method.request.body' ? routed.request.body : requestParameter(expression, routed.request, route);
}
