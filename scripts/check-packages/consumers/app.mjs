/** The practice in ES modules. */
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRestApi } from 'cdk-canary-rest-api';

const app = new App();
const [version, percent] = ['version', 'percent'].map((key) => app.node.tryGetContext(key));
const stack = new Stack(app, 'Practice');
new CanaryRestApi(stack, 'Api', {
  handler: new lambda.Function(stack, 'Hello', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset(`practice/handler-v${version}`),
  }),
  resourcePath: 'hello',
  deployOptions: { stageName: 'prod', variables: { theme: 'light' } },
  canarySettings: percent && { percentTraffic: Number(percent), useStageCache: false, stageVariableOverrides: { theme: 'dark' } },
});
app.synth();
