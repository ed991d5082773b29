/**
 * The tasks of docs/languages.md in TypeScript, one deploy per step:
 *
 *   cdk deploy -c task=adopt
 *   cdk deploy -c task=hold
 *   cdk deploy -c task=promote
 *   cdk deploy -c task=release-all      in the place of the others
 *
 * The same in Python, Java and Go stands beside the practice in each language.
 */
import { App, Mixins, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease, ReleasedThroughCanary, UnqualifiedFunctions } from '../../lib';

const app = new App();
const task: string = app.node.tryGetContext('task');
const stack = new Stack(app, 'Shop');
const handler = new lambda.Function(stack, 'Hello', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline("exports.handler = async () => ({ statusCode: 200, body: 'hello' });"),
});
const api = new apigateway.RestApi(stack, 'Api');
api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(handler));

if (task === 'adopt') {
  // docs: adopt
  new CanaryRelease(stack, 'Release', { api, unqualifiedFunctions: UnqualifiedFunctions.PIN });
  // docs: end
} else if (task === 'release-all') {
  // docs: release all
  Mixins.of(app).apply(new ReleasedThroughCanary({ unqualifiedFunctions: UnqualifiedFunctions.PIN }));
  // docs: end
} else {
  // docs: hold
  const release = new CanaryRelease(stack, 'Release', {
    api,
    unqualifiedFunctions: UnqualifiedFunctions.PIN,
    canarySettings: { percentTraffic: 10 },
  });
  // docs: end
  if (task === 'promote') {
    // docs: promote
    release.promote();
    // docs: end
  }
}
app.synth();
