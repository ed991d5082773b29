import { RoutedMethod } from '../routed-method';
import { contextValues } from './context-values';
import { RoutedRequest } from './messages';
import { renderVelocity } from '../velocity/evaluate';
import { gatewayVariables } from '../velocity/gateway-variables';
import { printed, property } from '../velocity/value-methods';

/** What a template gave, and what it says about the answer besides (`$context.responseOverride`). */
export interface Rendered {
  readonly text: string;
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Renders a mapping template of a request or of an answer.
 *
 * @param body what `$input` reads: the request's body, or what the backend said
 * @throws VelocityError when the template can't be read, or uses what is not played
 */
export function renderTemplate(template: string, routed: RoutedRequest, route: RoutedMethod, body: string): Rendered {
  const { request } = routed;
  const variables = gatewayVariables({
    body,
    path: route.pathParameters,
    querystring: Object.fromEntries([...new Set(request.query?.keys())].map((name) => [name, request.query!.get(name)!])),
    header: Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name, [value].flat().at(-1) ?? ''])),
    stageVariables: routed.variables,
    context: contextValues(routed, route),
  });
  const text = renderVelocity(template, variables);
  const override = property(variables.get('context'), 'responseOverride');
  const status = property(override, 'status');
  const headers = property(override, 'header') as Record<string, unknown> | undefined;
  return {
    text,
    status: status === undefined || status === null ? undefined : Number(status),
    headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), printed(value as string)])),
  };
}
