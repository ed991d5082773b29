import { Route } from '../route';
import { RoutedRequest } from './messages';
import { replaceReferences } from './references';

/**
 * Renders the part of the Velocity templates that needs no Velocity: references to `$context`, `$stageVariables` and `$input`.
 *
 * A stage variable that does not exist is empty, and `$context.isCanaryRequest` is set only on a stage with a canary
 * (both recorded on AWS). Directives (`#set`, `#if`, `#foreach`) are left as they are.
 */
export function renderTemplate(template: string, routed: RoutedRequest, route: Route, input: string): string {
  const withVariables = replaceReferences(template, 'stageVariables', routed.variables)
    .replace(/\$stageVariables\['(\w+)'\]/g, (_, name: string) => routed.variables[name] ?? '');
  return replaceReferences(withVariables, 'context', contextValues(routed, route))
    .replace(/\$input\.params\('([^']+)'\)/g, (_, name: string) => parameter(name, routed, route))
    .replace(/\$input\.json\('([^']*)'\)/g, (_, path: string) => JSON.stringify(jsonPath(input, path)) ?? '')
    .replace(/\$input\.path\('([^']*)'\)/g, (_, path: string) => asText(jsonPath(input, path)))
    .replace(/\$input\.body/g, () => input);
}

function contextValues(routed: RoutedRequest, { resource }: Route): Record<string, string> {
  const { request, release, deploymentId, stageHasCanary, requestId, account } = routed;
  return {
    'apiId': request.restApiId,
    'accountId': account,
    deploymentId,
    'httpMethod': request.method,
    'path': `/${request.stageName}${request.path}`,
    requestId,
    'resourceId': resource.id,
    'resourcePath': resource.path,
    'stage': request.stageName,
    'identity.sourceIp': '127.0.0.1',
    ...(stageHasCanary ? { isCanaryRequest: String(release === 'canary') } : {}),
  };
}

/** Path parameter, then query string, then header, as documented for `$input.params(x)`. */
function parameter(name: string, { request }: RoutedRequest, { pathParameters }: Route): string {
  const header = Object.entries(request.headers ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return pathParameters[name] ?? request.query?.get(name) ?? (Array.isArray(header) ? header[0] : header as string | undefined) ?? '';
}

function jsonPath(input: string, path: string): unknown {
  const names = path.replace(/^\$\.?/, '').split('.').filter((name) => name !== '');
  try {
    return names.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], JSON.parse(input || '{}'));
  } catch {
    return undefined;
  }
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) ?? '' : String(value ?? '');
}
