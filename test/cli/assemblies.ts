import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease } from '../../lib';

export interface ShopProps {
  /** What the function answers. */
  readonly code: string;
  readonly routes?: readonly string[];
  /** Percent traffic of a canary. @default - no canary */
  readonly percent?: number;
  /** Id of the deployment that production stays on, for a canary without this library. @default - the newest */
  readonly base?: string;
}

const CONTEXT = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:disable-stack-trace': true };

function synthesize(outdir: string, build: (stack: Stack) => void): string {
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false, context: CONTEXT });
  build(new Stack(app, 'Shop'));
  return app.synth().directory;
}

function shop(stack: Stack, { code, routes = ['hello'] }: ShopProps): apigateway.RestApi {
  const handler = new lambda.Function(stack, 'Hello', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(`exports.handler = async () => (${code});`),
  });
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, retainDeployments: true });
  for (const route of routes) { api.root.addResource(route).addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion)); }
  return api;
}

/** The code that returns this body. */
export function answering(body: string): string {
  return `{ statusCode: 200, body: '${body}' }`;
}

/** What people write without this library: the canary by hand, on the Stage of plain CDK. */
export function plainShop(outdir: string, props: ShopProps): string {
  return synthesize(outdir, (stack) => {
    const api = shop(stack, props);
    if (props.percent === undefined) { return; }
    const stage = api.deploymentStage.node.defaultChild as apigateway.CfnStage;
    stage.canarySetting = { deploymentId: api.latestDeployment!.deploymentId, percentTraffic: props.percent };
    if (props.base !== undefined) { stage.deploymentId = props.base; }
  });
}

/** The same shop, released by this library. */
export function releasedShop(outdir: string, props: ShopProps): string {
  return synthesize(outdir, (stack) => {
    new CanaryRelease(stack, 'Release', {
      api: shop(stack, props), canarySettings: props.percent === undefined ? undefined : { percentTraffic: props.percent },
    });
  });
}
