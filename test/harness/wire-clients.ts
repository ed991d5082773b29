import { Readable } from 'node:stream';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Caller, DriverClients, ErrorFault } from './driver-clients';
import { Right, gatewayRight, stackRight } from './granted-rights';
import { SETTLED_CLIENT } from './settled-client';
import { tellingTime } from '../../lib/aws/answer-time';
import { describingFunctions } from '../../lib/aws/functions';
import { LocalAws } from '../../rehearsal/local-aws';

/** The SDK's own clients: they serialize, sign and parse as on Lambda, and only the socket is left out. */
export function wireClients(aws: LocalAws, calling: Caller): DriverClients {
  const { region, requestHandler } = aws;
  const client = {
    ...SETTLED_CLIENT,
    region,
    requestHandler: {
      handle: (request: any, { abortSignal }: any = {}) => calling({
        name: nameOf(request),
        right: rightTo(aws, request),
        perform: () => requestHandler.handle(request),
        fail: async (fault) => errorAnswer(request, fault),
      }, abortSignal),
      updateHttpClientConfig() {},
      httpHandlerConfigs() { return {}; },
      destroy() {},
    } as never,
  };
  return {
    apiGateway: tellingTime(new APIGatewayClient(client)),
    cloudFormation: tellingTime(new CloudFormationClient(client)),
    describeFunction: describingFunctions(client),
  };
}

function rightTo(aws: LocalAws, request: { method: string; path: string; body?: unknown }): Right {
  const { method, path, body } = request;
  if (path === '/') { return stackRight(aws, nameOf(request), new URLSearchParams(String(body)).get('StackName')!); }
  const functionArn = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/.exec(path)?.[1];
  return functionArn === undefined ? gatewayRight(aws, { method, path })
    : { action: 'lambda:GetFunctionConfiguration', resource: decodeURIComponent(functionArn) };
}

function nameOf({ method, path, body }: { method: string; path: string; body?: unknown }): string {
  if (path === '/') { return new URLSearchParams(String(body)).get('Action') ?? ''; }
  if (path.endsWith('/configuration')) { return 'GetFunctionConfiguration'; }
  const resource = /\/(stages|deployments)\/[^/]+$/.exec(path)?.[1];
  if (resource === 'stages') { return method === 'PATCH' ? 'UpdateStage' : 'GetStage'; }
  return resource === 'deployments' ? 'GetDeployment' : 'GetExport';
}

function errorAnswer({ path }: { path: string }, { status, type }: ErrorFault): any {
  const body = path === '/'
    ? `<ErrorResponse><Error><Code>${type}</Code><Message>${type}</Message></Error></ErrorResponse>`
    : JSON.stringify({ message: type });
  const headers = { 'content-type': path === '/' ? 'text/xml' : 'application/json', 'x-amzn-errortype': type };
  return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(body)]) } };
}
