import { Route } from '../route';
import { contextValues } from './context-values';
import { RoutedRequest } from './messages';
import { replaceReferences } from './references';
import { headerOf } from './request-values';

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

/** Path parameter, then query string, then header, as documented for `$input.params(x)`. */
function parameter(name: string, { request }: RoutedRequest, { pathParameters }: Route): string {
  return pathParameters[name] ?? request.query?.get(name) ?? headerOf(request, name) ?? '';
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
