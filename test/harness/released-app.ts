import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease, CanaryRestApi, EndpointPolicy, PromoteOptions } from '../../lib';

/** What a user has written at some moment: everything that the template depends on. */
export interface ReleasedApp {
  /** `l3`: CanaryRestApi. `attached`: CanaryRelease on a RestApi whose permissions are scoped to methods. `plain`: the same API without a release. */
  readonly kind: 'l3' | 'attached' | 'plain';
  /** Version of the code behind every route. */
  readonly code: number;
  /** Routes beside GET /hello. */
  readonly routes: readonly string[];
  readonly theme?: string;
  /** @default - new endpoints beside a canary are rejected */
  readonly allowNewEndpoints?: boolean;
  /** Construct id of the function behind every route. @default Fn */
  readonly handler?: 'Fn' | 'Handler';
  /** The function with the other id is in the app, too, and nothing calls it. @default false */
  readonly keepsOther?: boolean;
  /** What two topics say, `BehindStage` and `BesideStage`: another text is an update that comes after the driver's. @default - no topics */
  readonly topics?: string;
  readonly mode: Mode;
}

export type Mode =
  | { readonly action: 'none' }
  | { readonly action: 'abort' }
  /** `again`: the operator says so for a canary that was aborted. */
  | { readonly action: 'hold'; readonly percent: number; readonly override?: string; readonly again?: boolean }
  | { readonly action: 'promote'; readonly percent: number; readonly override?: string; readonly choices: PromoteOptions };

const STACK = 'App';
/** Nothing of this is in the template; it halves the time of synthesis. */
const FAST_SYNTHESIS = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:disable-stack-trace': true, 'aws:cdk:enable-path-metadata': false };
/** One for all apps: the driver's asset is hashed once for each folder. */
const OUTDIR = mkdtempSync(join(tmpdir(), 'lifecycles-'));
process.once('exit', () => rmSync(OUTDIR, { recursive: true, force: true }));
const templates = new Map<string, object>();

/** The synthesized template; synthesis is slow, so equal apps share one. */
export function templateOf(state: ReleasedApp): object {
  const key = JSON.stringify(state);
  const known = templates.get(key);
  if (known) { return known; }
  const app = new App({ outdir: OUTDIR, analyticsReporting: false, treeMetadata: false, context: { ...FAST_SYNTHESIS, ...contextOf(state.mode) } });
  const stack = new Stack(app, STACK);
  build(stack, state);
  const { template } = app.synth().getStackByName(STACK);
  withoutAssets(template);
  templates.set(key, template);
  return template;
}

function contextOf(mode: Mode): Record<string, unknown> {
  return mode.action === 'hold' && mode.again ? { 'cdk-canary-rest-api:action': 'hold' } : {};
}

/** The driver's handler runs in this process; what its asset holds does not matter. */
function withoutAssets(template: { Resources: Record<string, any> }): void {
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::Function' && Properties.Code.S3Key) { Properties.Code = { ZipFile: '// in process' }; }
  }
}

function build(stack: Stack, state: ReleasedApp): void {
  const handler = answering(stack, state.handler ?? 'Fn', state);
  if (state.keepsOther) { answering(stack, state.handler === 'Handler' ? 'Fn' : 'Handler', state); }
  const deployOptions = { variables: state.theme === undefined ? undefined : { theme: state.theme } };
  const release = state.kind === 'l3' ? l3(stack, handler, deployOptions, state) : attached(stack, handler, deployOptions, state);
  if (state.topics !== undefined) { topics(stack, state.topics); }
  if (state.mode.action === 'promote') { release?.promote(state.mode.choices); }
  if (state.mode.action === 'abort') { release?.abort(); }
}

function topics(stack: Stack, DisplayName: string): void {
  const resources = stack.node.findAll().filter(CfnResource.isCfnResource);
  for (const [id, type] of [['BehindStage', 'AWS::ApiGateway::Stage'], ['BesideStage', 'Custom::CanaryStage']]) {
    const topic = new CfnResource(stack, id, { type: 'AWS::SNS::Topic', properties: { DisplayName } });
    for (const resource of resources.filter(({ cfnResourceType }) => cfnResourceType === type)) { topic.addDependency(resource); }
  }
}

function answering(stack: Stack, id: string, { code }: ReleasedApp): lambda.Function {
  return new lambda.Function(stack, id, {
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: process.env.CODE });'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    environment: { CODE: String(code) },
  });
}

function l3(stack: Stack, handler: lambda.Function, deployOptions: apigateway.StageOptions, state: ReleasedApp) {
  const api = new CanaryRestApi(stack, 'Api', {
    handler, resourcePath: 'hello', cloudWatchRole: false, deployOptions, canarySettings: settingsOf(state.mode), newEndpoints: policyOf(state),
  });
  for (const route of state.routes) { api.root.addResource(route).addMethod('GET', api.handlerIntegration); }
  return api.release;
}

function attached(stack: Stack, handler: lambda.Function, deployOptions: apigateway.StageOptions, state: ReleasedApp) {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions });
  for (const route of ['hello', ...state.routes]) {
    api.root.addResource(route).addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
  }
  const release = state.kind === 'plain' ? undefined : new CanaryRelease(stack, 'Release', {
    api, canarySettings: settingsOf(state.mode), newEndpoints: policyOf(state),
  });
  return release;
}

function policyOf(state: ReleasedApp): EndpointPolicy | undefined {
  return state.allowNewEndpoints ? EndpointPolicy.ALLOW : undefined;
}

function settingsOf(mode: Mode) {
  if (mode.action !== 'hold' && mode.action !== 'promote') { return undefined; }
  return { percentTraffic: mode.percent, stageVariableOverrides: mode.override === undefined ? undefined : { theme: mode.override } };
}
