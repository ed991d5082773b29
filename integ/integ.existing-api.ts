/** An API that is in production already gets a release, and with the next deploy a canary. */
import { Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CanaryRelease, CanaryReleaseOptions } from '../lib';
import { expectStage } from './lifecycle/expect-stage';
import { greeter } from './lifecycle/greeter';
import { steppedTest } from './lifecycle/stepped-test';

function existingApi(release: string, options?: CanaryReleaseOptions) {
  return (stack: Stack) => {
    const api = new RestApi(stack, 'Api', { deployOptions: { stageName: 'prod', variables: { theme: 'light' } } });
    api.root.addResource('hello').addMethod('GET', new LambdaIntegration(greeter(stack, release).currentVersion));
    if (options) { new CanaryRelease(stack, 'Release', { api, ...options }); }
    return api;
  };
}

const test = steppedTest(__filename, [
  existingApi('v1'),
  existingApi('v1', {}),
  existingApi('v2', { canarySettings: { percentTraffic: 25, stageVariableOverrides: { theme: 'dark' } } }),
]);
expectStage(test, { answers: { 'v1 light': 75, 'v2 dark': 25 }, canaryPercent: 25, variables: { theme: 'light' } });
