import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { answering } from './answering';
import { AppBuilder, WatchedAws } from './watched-aws';
import { CanaryRelease, CanarySettings, EndpointPolicy } from '../../lib';

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

const HELD: CanarySettings = { percentTraffic: 10 };

/** GET /hello, and GET /old on a function of its own, or on that of /hello. */
const app = (settings?: CanarySettings, old?: 'own function' | 'shared function'): AppBuilder => (root, code) => {
  const stack = new Stack(root, 'App');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  const hello = new apigateway.LambdaIntegration(answering(stack, code).currentVersion, { scopePermissionToMethod: false });
  api.root.addResource('hello').addMethod('GET', hello);
  if (old === 'shared function') { api.root.addResource('old').addMethod('GET', hello); }
  if (old === 'own function') {
    const { currentVersion } = answering(stack, code, 'Other');
    api.root.addResource('old').addMethod('GET', new apigateway.LambdaIntegration(currentVersion, { scopePermissionToMethod: false }));
  }
  new CanaryRelease(stack, 'Release', { api, canarySettings: settings, removedEndpoints: EndpointPolicy.REJECT });
};

test('a route that was removed before the canaries is neither missed nor taken for served, by the first canary and by later ones', async () => {
  const status = async (code: string, settings?: CanarySettings, old?: 'own function' | 'shared function') =>
    (await aws.deploy(app(settings, old), code)).result;
  expect((await status('code 1', undefined, 'own function')).succeeded).toBe(true);
  expect((await status('code 2')).succeeded).toBe(true);
  for (const code of ['code 3', 'code 4', 'code 5']) { expect([code, (await status(code, HELD)).reason]).toEqual([code, undefined]); }
  expect((await status('code 6', HELD, 'shared function')).reason).toMatch(/GET \/old.*\[UnservedEndpoint\]/);
  expect((await status('code 7', HELD)).reason).toBeUndefined();
  expect(aws.stages()).toEqual({ prod: { base: 'code 2', canary: 'code 7', percentTraffic: 10 } });
});
