import { StageRequest } from './apigateway/data-plane/messages';

/**
 * Reads the URL of a stage as CloudFormation outputs it, `https://<api>.execute-api.<region>.<suffix>/<stage>/<path>`.
 *
 * @throws TypeError for any other URL
 */
export function parseStageUrl(url: string): Pick<StageRequest, 'restApiId' | 'stageName' | 'path' | 'query'> {
  const { hostname, pathname, searchParams } = new URL(url);
  const restApiId = /^([^.]+)\.execute-api\./.exec(hostname)?.[1];
  const [, stageName, path] = /^\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
  if (restApiId === undefined || stageName === undefined) {
    throw new TypeError(`Not the URL of a stage, got ${url}; it looks like https://<api>.execute-api.<region>.amazonaws.com/<stage>/<path>. `
      + 'Take it from the stack\'s outputs.');
  }
  return { restApiId, stageName, path: path ?? '/', query: searchParams };
}
