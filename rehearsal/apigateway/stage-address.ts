import { ApiGatewayService } from './api-gateway-service';
import { StageRequest } from './data-plane/messages';

/**
 * Finds the stage that an HTTP request is for. Undefined when it names none.
 *
 * Stages answer at `/restapis/<api>/<stage>/_user_request_/<path>`, at `/<stage>/<path>` of a host `<api>.execute-api.<anything>`, and,
 * for `restApiId` or the only API there is, at `/<stage>/<path>` of any host. Further slashes before the stage do not matter (recorded on AWS).
 */
export function stageAddress(
  service: ApiGatewayService, url: string, host: string = '', restApiId?: string,
): Pick<StageRequest, 'restApiId' | 'stageName' | 'path' | 'query'> | undefined {
  const [pathname, search = ''] = url.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const byId = /^\/restapis\/([^/]+)\/([^/]+)\/_user_request_(\/.*)?$/.exec(pathname);
  if (byId) { return { restApiId: byId[1], stageName: byId[2], path: byId[3] ?? '/', query }; }
  const [, stageName, path] = /^\/+([^/]+)(\/.*)?$/.exec(pathname) ?? [];
  const api = /^([^.]+)\.execute-api\./.exec(host)?.[1] ?? restApiId ?? onlyApi(service);
  return api === undefined || stageName === undefined ? undefined : { restApiId: api, stageName, path: path ?? '/', query };
}

function onlyApi(service: ApiGatewayService): string | undefined {
  const apis = service.listRestApis();
  return apis.length === 1 ? apis[0].id : undefined;
}
