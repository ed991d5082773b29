import { request } from 'node:http';
import { App, Stack } from 'aws-cdk-lib';
import { Cors, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { inScratchFolder } from './scratch-folder';
import { RealTimeClock } from '../../rehearsal/cloudformation/real-time-clock';
import { LocalAws } from '../../rehearsal/local-aws';
import { ServedAws, serveAws } from '../../rehearsal/serve-aws';

const ECHO = `exports.handler = async ({ httpMethod, body, headers, queryStringParameters }) => ({
  statusCode: 200,
  multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
  body: JSON.stringify({ httpMethod, body, shouting: headers['X-Shouting'], color: queryStringParameters?.color }),
});`;

describe('the stages of a served engine', () => {
  const scratch = inScratchFolder();
  let aws: LocalAws;
  let served: ServedAws;
  let apiId: string;

  beforeEach(async () => {
    aws = new LocalAws();
    served = await serveAws(aws);
    const app = new App({ outdir: scratch('cdk.out-'), analyticsReporting: false });
    const stack = new Stack(app, 'Shop');
    const echo = new LambdaFunction(stack, 'Echo', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(ECHO) });
    const api = new RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins: Cors.ALL_ORIGINS } });
    api.root.addResource('hello').addMethod('ANY', new LambdaIntegration(echo.currentVersion));
    await aws.deploy(app.synth().directory);
    apiId = aws.apiGateway.listRestApis()[0].id;
  });

  afterEach(() => served.close());

  test('answer at their URL, with method, query, body and headers as the client wrote them', async () => {
    const response = await fetch(`${served.stageUrl(apiId, 'prod')}/hello?color=blue`, {
      method: 'POST', headers: { 'X-Shouting': 'yes' }, body: 'text',
    });
    expect(await response.json()).toEqual({ httpMethod: 'POST', body: 'text', color: 'blue', shouting: 'yes' });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('answer to a host with the API in its name, and the only API to any host', async () => {
    const { port } = new URL(served.endpointUrl);
    const status = (headers: Record<string, string>, path: string) => new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject).end();
    });
    expect(await status({ host: `${apiId}.execute-api.localhost:${port}` }, '/prod/hello')).toBe(200);
    expect(await status({ host: `none.execute-api.localhost:${port}` }, '/prod/hello')).toBe(403);
    expect(await status({}, '/prod/hello')).toBe(200);
    expect(await status({}, '/')).toBe(403);
  });

  test('answer requests that are signed for them', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=local/20300101/us-east-1/execute-api/aws4_request, Signature=none';
    expect((await fetch(`${served.stageUrl(apiId, 'prod')}/hello`, { headers: { authorization } })).status).toBe(200);
  });
});

describe('the environment of a served engine', () => {
  test('points every AWS client at the endpoint, with credentials that are none', async () => {
    const served = await serveAws(new LocalAws({ region: 'eu-west-1' }));
    expect(served.environment).toMatchObject({ AWS_ENDPOINT_URL: served.endpointUrl, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'local' });
    await served.close();
  });
});

describe('RealTimeClock', () => {
  test('follows the time, and moves on by a millisecond at least', () => {
    let time = 1000;
    const clock = new RealTimeClock(() => time);
    expect([clock.tick(), clock.tick(), clock.now()].map((at) => at.getTime())).toEqual([1000, 1001, 1001]);
    time = 5000;
    expect([clock.now(), clock.tick()].map((at) => at.getTime())).toEqual([5000, 5000]);
    time = 10;
    expect(clock.tick().getTime()).toBe(5001);
  });
});
