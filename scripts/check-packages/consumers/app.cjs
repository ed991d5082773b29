/** The practice in CommonJS. */
const { App, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { CanaryRestApi, EndpointBaseline } = require('cdk-canary-rest-api');

const app = new App();
const [version, percent] = ['version', 'percent'].map((key) => app.node.tryGetContext(key));
const stack = new Stack(app, 'Practice');
new CanaryRestApi(stack, 'Api', {
  handler: new lambda.Function(stack, 'Hello', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset(`practice/handler-v${version}`),
  }),
  resourcePath: 'hello',
  deployOptions: { stageName: 'prod', variables: { theme: 'light' } },
  // YAML, so that the bundled parser is needed.
  baseline: EndpointBaseline.fromOpenApi('openapi.yaml'),
  canarySettings: percent && { percentTraffic: Number(percent), useStageCache: false, stageVariableOverrides: { theme: 'dark' } },
});
app.synth();
