import { RoutedMethod } from '../routed-method';
import { StageRequest } from './messages';

/** A header's value whatever the case of its name, the last of several. `undefined` when there is none. */
export function headerOf({ headers }: Pick<StageRequest, 'headers'>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const key in headers) {
    if (key.toLowerCase() !== wanted) { continue; }
    const value = headers[key];
    return typeof value === 'string' ? value : value[value.length - 1];
  }
  return undefined;
}

/** The value of a method's request parameter, such as `method.request.querystring.page`. `undefined` when the request has none. */
export function requestParameter(
  parameter: string, request: StageRequest, { pathParameters }: Pick<RoutedMethod, 'pathParameters'>,
): string | undefined {
  const [, location, name] = /^method\.request\.(\w+)\.(.+)$/.exec(parameter) ?? [];
  switch (location) {
    case 'path': return pathParameters[name];
    case 'header':
    case 'multivalueheader': return headerOf(request, name);
    case 'querystring':
    case 'multivaluequerystring': return request.query?.get(name) ?? undefined;
    default: return undefined;
  }
}
