import { ApiSnapshot } from '../../model';
import { RoutedMethod } from '../../routed-method';
import { StageRequest } from '../messages';
import { requestParameter } from '../request-values';
import { validates } from './request-validator';

/** Names of the required parameters that a request lacks or leaves blank. None when the method's validator does not look at parameters. */
export function missingParameters(snapshot: Pick<ApiSnapshot, 'entities'>, request: StageRequest, route: RoutedMethod): string[] {
  const { requestParameters = {} } = route.method;
  if (!validates('ValidateRequestParameters', snapshot, route)) { return []; }
  return Object.entries(requestParameters)
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .filter(([parameter, required]) => String(required) === 'true' && !requestParameter(parameter, request, route)?.trim())
    .map(([parameter]) => parameter.split('.').slice(3).join('.'));
}

/** AWS names headers first, then path parameters, then the query string (recorded). */
function placeOf(parameter: string): number {
  return ['header', 'path', 'querystring'].findIndex((location) => parameter.split('.')[2]?.endsWith(location));
}
