import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
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
  /** The stack is inside a cdk.Stage. @default false */
  readonly inStage?: boolean;
  /** @default - CloudFormation names the function */
  readonly functionName?: string;
  /** Construct id of a role of its own for the function. @default - the one that CDK makes for it */
  readonly role?: 'Runner';
  readonly mode: Mode;
}

export type Mode =
  | { readonly action: 'none' }
  | { readonly action: 'abort' }
  /** `again`: the operator says so for a canary that was aborted. */
  | { readonly action: 'hold'; readonly percent: number; readonly override?: string; readonly again?: boolean }
  | { readonly action: 'promote'; readonly percent: number; readonly override?: string; readonly choices: PromoteOptions };

const STACK = 'App';
/** Nothing of this is in the template. It halves the time of synthesis. */
const FAST_SYNTHESIS = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:disable-stack-trace': true, 'aws:cdk:enable-path-metadata': false };
/** One for all apps: the driver's asset is hashed once for each folder. */
const OUTDIR = mkdtempSync(join(tmpdir(), 'lifecycles-'));
process.once('exit', () => rmSync(OUTDIR, { recursive: true, force: true }));
const templates = new Map<string, Template>();

interface Template { readonly Resources: Record<string, any> }

export function templateOf({ topics, ...state }: ReleasedApp): object {
  const template = synthesized(state);
  return topics === undefined ? template : withTopics(template, topics);
}

/** Synthesis is slow, so equal apps share one. */
function synthesized(state: ReleasedApp): Template {
  const key = JSON.stringify(state);
  const known = templates.get(key);
  if (known) { return known; }
  const app = new App({ outdir: OUTDIR, analyticsReporting: false, treeMetadata: false, context: { ...FAST_SYNTHESIS, ...contextOf(state.mode) } });
  const stage = state.inStage ? new CdkStage(app, 'Prod') : app;
  const stack = new Stack(stage, STACK, { stackName: STACK });
  build(stack, state);
  app.synth();
  const { template } = stage.synth().getStackByName(STACK);
  withoutAssets(template);
  templates.set(key, template);
  return template;
}

function contextOf(mode: Mode): Record<string, unknown> {
  return mode.action === 'hold' && mode.again ? { 'cdk-canary-rest-api:action': 'hold' } : {};
}

/** The driver's handler runs in this process. What its asset holds does not matter. */
function withoutAssets(template: Template): void {
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::Function' && Properties.Code.S3Key) { Properties.Code = { ZipFile: '// in process' }; }
  }
}

function build(stack: Stack, state: ReleasedApp): void {
  const handler = answering(stack, state.handler ?? 'Fn', state);
  if (state.keepsOther) { answering(stack, state.handler === 'Handler' ? 'Fn' : 'Handler', state); }
  const deployOptions = { variables: state.theme === undefined ? undefined : { theme: state.theme } };
  const release = state.kind === 'l3' ? l3(stack, handler, deployOptions, state) : attached(stack, handler, deployOptions, state);
  if (state.mode.action === 'promote') { release?.promote(state.mode.choices); }
  if (state.mode.action === 'abort') { release?.abort(); }
}

/** Not synthesized: they would double the number of apps that are. */
function withTopics(template: Template, DisplayName: string): Template {
  const topic = (type: string) => {
    const DependsOn = Object.entries(template.Resources).filter(([, { Type }]) => Type === type).map(([id]) => id);
    return { Type: 'AWS::SNS::Topic', DependsOn, Properties: { DisplayName } };
  };
  const topics = { BehindStage: topic('AWS::ApiGateway::Stage'), BesideStage: topic('Custom::CanaryStage') };
  return { ...template, Resources: { ...template.Resources, ...topics } };
}

function answering(stack: Stack, id: string, { code, functionName, role }: ReleasedApp): lambda.Function {
  return new lambda.Function(stack, id, {
    functionName: functionName && `${functionName}-${id}`,
    role: role && new iam.Role(stack, `${id}${role}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
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
