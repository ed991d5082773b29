import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease, CanaryReleaseOptions } from '../lib';

/** 300 routes are more resources than one stack may hold; split over nested stacks they cost the same at synth. */
const BENCH_CONTEXT = { 'aws:cdk:disable-stack-trace': true, '@aws-cdk/core:stackResourceLimit': 5000 };

/** A RestApi with that many routes, five to a function, with or without a release. Synthesized; returns the template. */
export function synthesize(routes: number, release?: CanaryReleaseOptions): { Resources: Record<string, { Type: string }> } {
  const app = new App({ analyticsReporting: false, context: BENCH_CONTEXT });
  const stack = new Stack(app, 'Bench');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  let integration: apigateway.Integration | undefined;
  for (let route = 0; route < routes; route++) {
    if (route % 5 === 0) { integration = integrationOf(stack, route); }
    api.root.addResource(`route${route}`).addMethod('GET', integration);
  }
  if (release) { new CanaryRelease(stack, 'Release', { api, ...release }); }
  return app.synth().getStackByName('Bench').template;
}

/** One permission per function: with one per route, 300 routes alone are more than a stack may hold. */
function integrationOf(stack: Stack, route: number): apigateway.Integration {
  const fn = new lambda.Function(stack, `Fn${route}`, {
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X,
  });
  return new apigateway.LambdaIntegration(fn.currentVersion, { scopePermissionToMethod: false });
}
