import { RESPONSE_PATH } from '../cloudformation/custom-resource/response-channel';

/**
 * Part of what a function's process runs: responses of custom resources reach the engine.
 *
 * On AWS a `ResponseURL` is https on the default port, and widespread handlers (`cfn-response`, CDK's provider framework) take only host
 * and path from it. Here such a request would go to port 443 of this machine, so it is sent to the endpoint instead.
 */
export const RESPONSE_HOOK_SCRIPT = `
function sendResponsesToEndpoint(endpoint) {
  const http = require('node:http');
  const https = require('node:https');
  const request = https.request;
  https.request = function (target, ...rest) {
    const url = typeof target === 'string' ? new URL(target) : target instanceof URL ? target : undefined;
    const given = (url ? rest : [target]).find((each) => typeof each === 'object') || {};
    const options = url ? { hostname: url.hostname, path: url.pathname + url.search, ...given } : given;
    const isResponse = (options.hostname || options.host) === endpoint.hostname && String(options.path).startsWith(${JSON.stringify(RESPONSE_PATH)});
    if (!isResponse) return request.call(this, target, ...rest);
    const { agent, protocol, ...kept } = options;
    const callback = rest.find((each) => typeof each === 'function');
    return http.request({ ...kept, hostname: endpoint.hostname, port: endpoint.port }, callback);
  };
  require('node:module').syncBuiltinESMExports();
}
if (process.env.AWS_ENDPOINT_URL) sendResponsesToEndpoint(new URL(process.env.AWS_ENDPOINT_URL));
`;
