import { join } from 'node:path';
import { App, CustomResource, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CanaryRelease, CanaryReleaseOptions } from '../lib';

/** 300 routes are more resources than one stack may hold. Split over nested stacks they cost the same at synth. */
const BENCH_CONTEXT = { 'aws:cdk:disable-stack-trace': true, '@aws-cdk/core:stackResourceLimit': 5000 };

/** The driver's code, so that both variants copy and hash the same bytes. */
const HANDLER_FOLDER = join(__dirname, '..', 'assets', 'lib', 'stage-driver', 'handler', 'stage-driver.lambda');

/** What stands beside the API: a release, nothing, or the least that a library with a custom resource needs, a function with code in a folder. */
export type Beside = CanaryReleaseOptions | 'nothing' | 'a custom resource';

/** A RestApi with that many routes, five to a function. Synthesized. Returns the template. */
export function synthesize(routes: number, beside: Beside): { Resources: Record<string, { Type: string }> } {
  const app = new App({ analyticsReporting: false, context: BENCH_CONTEXT });
  const stack = new Stack(app, 'Bench');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  let integration: apigateway.Integration | undefined;
  for (let route = 0; route < routes; route++) {
    if (route % 5 === 0) { integration = integrationOf(stack, route); }
    api.root.addResource(`route${route}`).addMethod('GET', integration);
  }
  if (beside === 'a custom resource') { addCustomResource(stack); }
  if (typeof beside === 'object') { new CanaryRelease(stack, 'Release', { api, ...beside }); }
  return app.synth().getStackByName('Bench').template;
}

function addCustomResource(stack: Stack): void {
  const handler = new lambda.Function(stack, 'Handler', {
    code: lambda.Code.fromAsset(HANDLER_FOLDER),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    logGroup: new logs.LogGroup(stack, 'HandlerLogs'),
  });
  new CustomResource(stack, 'Custom', { serviceToken: handler.functionArn });
}

/** One permission per function: with one per route, 300 routes alone are more than a stack may hold. */
function integrationOf(stack: Stack, route: number): apigateway.Integration {
  const fn = new lambda.Function(stack, `Fn${route}`, {
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
  });
  return new apigateway.LambdaIntegration(fn.currentVersion, { scopePermissionToMethod: false });
}
