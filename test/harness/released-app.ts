import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnCondition, CfnParameter, CfnResource, Fn, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ApiShape, buildShape, scopeOf } from './api-shapes';
import { withFirstLibrary } from './first-library';
import { CanaryRelease, CanaryRestApi, EndpointPolicy, PromoteOptions } from '../../lib';
import { readAssembly } from '../../rehearsal/assembly';
import { StackArtifact } from '../../rehearsal/assembly/stack-artifact';

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
  /** What `attached` and `plain` are built as. @default 'plain' */
  readonly shape?: ApiShape;
  /** @default - CloudFormation names the function */
  readonly functionName?: string;
  /** The value of a parameter that names the function. @default - no parameter does */
  readonly nameParameter?: string;
  /** The value of a parameter that is the condition of the other function, of `keepsOther`. @default - it has no condition */
  readonly keepParameter?: 'yes' | 'no';
  /** A property of the function for which CloudFormation replaces it. @default - none of them */
  readonly replacedBy?: 'package type' | 'tenancy';
  /** Its versions have provisioned concurrency. @default false */
  readonly provisioned?: boolean;
  /** Construct id of a role of its own for the function. @default - the one that CDK makes for it */
  readonly role?: 'Runner';
  /** Synthesized by the first version of this library, in one stack. @default - by today's */
  readonly library?: 'first';
  readonly mode: Mode;
}

export type Mode =
  | { readonly action: 'none' }
  | { readonly action: 'abort' }
  /** `again`: the operator says so for a canary that was aborted. */
  | { readonly action: 'hold'; readonly percent: number; readonly override?: string; readonly again?: boolean }
  | { readonly action: 'promote'; readonly percent: number; readonly override?: string; readonly choices: PromoteOptions };

const STACK = 'App';
const STAGE = 'AWS::ApiGateway::Stage';
/** Nothing of this is in the template. It halves the time of synthesis. */
const FAST_SYNTHESIS = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:disable-stack-trace': true, 'aws:cdk:enable-path-metadata': false };
/** One for all apps: the driver's asset is hashed once for each folder. */
const OUTDIR = mkdtempSync(join(tmpdir(), 'lifecycles-'));
process.once('exit', () => rmSync(OUTDIR, { recursive: true, force: true }));
const templates = new Map<string, Template>();
const artifacts = new Map<string, StackArtifact>();
/** That of the local engine. */
const ENVIRONMENT = { account: '123456789012', region: 'us-east-1' };

interface Template { readonly Resources: Record<string, any> }

export function templateOf(app: ReleasedApp): object {
  const today = synthesized(withoutValues(app));
  const template = app.library === 'first' ? withFirstLibrary(today) : today;
  return app.topics === undefined ? template : withTopics(template, app.topics);
}

/** The values of the template's parameters. */
export function parametersOf({ nameParameter, keepParameter }: ReleasedApp): Record<string, string> {
  return { ...nameParameter !== undefined && { FunctionName: nameParameter }, ...keepParameter !== undefined && { Keep: keepParameter } };
}

/** An app with a nested stack: more than one template. */
export function artifactOf(app: ReleasedApp): StackArtifact {
  const artifact = synthesizedNested(withoutValues(app));
  return app.topics === undefined ? artifact : { ...artifact, template: withTopics(artifact.template as never, app.topics) as never };
}

/** What the templates depend on. */
function withoutValues({ topics, library, nameParameter, keepParameter, ...state }: ReleasedApp): ReleasedApp {
  return {
    ...state, ...nameParameter !== undefined && { nameParameter: 'shop' }, ...keepParameter !== undefined && { keepParameter: 'yes' as const },
  };
}

/** Synthesis is slow, so equal apps share one. */
function synthesized(state: ReleasedApp): Template {
  const key = JSON.stringify(state);
  const known = templates.get(key);
  if (known) { return known; }
  const { template, messages } = synthesize(state, OUTDIR).getStackByName(STACK);
  const warns = messages.some(({ entry }) => String(entry.data).includes('provisionedOnVersion'));
  const isProvisioned = Object.values<any>(template.Resources).some(({ Properties }) => Properties?.ProvisionedConcurrencyConfig !== undefined);
  if (isProvisioned && state.kind !== 'plain' && !warns) { throw new Error('Nobody was warned of kept versions with provisioned concurrency'); }
  withoutAssets(template);
  templates.set(key, template);
  return template;
}

function synthesizedNested(state: ReleasedApp): StackArtifact {
  const key = JSON.stringify(state);
  const known = artifacts.get(key);
  if (known) { return known; }
  // Nested templates are read when they are deployed.
  const { directory } = synthesize(state, mkdtempSync(join(OUTDIR, 'nested-')));
  const [artifact] = readAssembly(directory, ENVIRONMENT).stacks;
  artifacts.set(key, artifact);
  return artifact;
}

function synthesize(state: ReleasedApp, outdir: string) {
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false, context: { ...FAST_SYNTHESIS, ...contextOf(state.mode) } });
  const stage = state.inStage ? new CdkStage(app, 'Prod') : app;
  const stack = new Stack(stage, STACK, { stackName: STACK });
  build(stack, state);
  app.synth();
  return stage.synth();
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
  const scope = scopeOf(state.shape ?? 'plain', stack);
  const parameters = parametersIn(stack, state);
  const handler = answering(scope, state.handler ?? 'Fn', state, parameters);
  if (state.keepsOther) { keep(answering(scope, state.handler === 'Handler' ? 'Fn' : 'Handler', state, parameters), parameters); }
  const deployOptions = { variables: state.theme === undefined ? undefined : { theme: state.theme } };
  const releases = state.kind === 'l3' ? [l3(stack, handler, deployOptions, state)] : attached(scope, handler, deployOptions, state, parameters);
  for (const release of releases) {
    if (state.mode.action === 'promote') { release.promote(state.mode.choices); }
    if (state.mode.action === 'abort') { release.abort(); }
  }
}

interface Parameters {
  readonly functionName?: CfnParameter;
  readonly keep?: CfnParameter;
}

function parametersIn(stack: Stack, { nameParameter, keepParameter }: ReleasedApp): Parameters {
  return {
    functionName: nameParameter === undefined ? undefined : new CfnParameter(stack, 'FunctionName', { default: nameParameter }),
    keep: keepParameter === undefined ? undefined : new CfnParameter(stack, 'Keep', { default: keepParameter }),
  };
}

/** Under a condition, if there is a parameter for it. */
function keep(other: lambda.Function, { keep: parameter }: Parameters): void {
  if (parameter === undefined) { return; }
  const condition = new CfnCondition(Stack.of(other), 'Keeps', { expression: Fn.conditionEquals(parameter, 'yes') });
  (other.node.defaultChild as CfnResource).cfnOptions.condition = condition;
}

/** Not synthesized: they would double the number of apps that are. */
function withTopics(template: Template, DisplayName: string): Template {
  const topic = (type: string) => {
    const DependsOn = Object.entries(template.Resources).filter(([, { Type }]) => Type === type).map(([id]) => id);
    return { Type: 'AWS::SNS::Topic', DependsOn, Properties: { DisplayName } };
  };
  const hasStage = Object.values(template.Resources).some(({ Type }) => Type === STAGE);
  const topics = { BehindStage: topic(hasStage ? STAGE : 'AWS::CloudFormation::Stack'), BesideStage: topic('Custom::CanaryStage') };
  return { ...template, Resources: { ...template.Resources, ...topics } };
}

/** @param environment what else it is told */
function answering(
  scope: Stack, id: string, { code, functionName, role, replacedBy, provisioned }: ReleasedApp, parameters: Parameters,
  environment: Record<string, string> = {},
): lambda.Function {
  const name = parameters.functionName?.valueAsString ?? functionName;
  const answers = new lambda.Function(scope, id, {
    functionName: name && `${name}-${id}`,
    role: role && new iam.Role(scope, `${id}${role}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: process.env.CODE });'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    environment: { CODE: String(code), ...environment },
    currentVersionOptions: provisioned ? { provisionedConcurrentExecutions: 5 } : undefined,
  });
  const resource = answers.node.defaultChild as CfnResource;
  // The engine runs no images, so the code stays where it is: what matters is that the function is replaced.
  if (replacedBy === 'package type') { resource.addPropertyOverride('PackageType', 'Image'); }
  if (replacedBy === 'tenancy') { resource.addPropertyOverride('TenancyConfig', { TenantIsolationMode: 'PER_TENANT' }); }
  return answers;
}

function l3(stack: Stack, handler: lambda.Function, deployOptions: apigateway.StageOptions, state: ReleasedApp) {
  const api = new CanaryRestApi(stack, 'Api', {
    handler, resourcePath: 'hello', cloudWatchRole: false, deployOptions, canarySettings: settingsOf(state.mode), newEndpoints: policyOf(state),
  });
  for (const route of state.routes) { api.root.addResource(route).addMethod('GET', api.handlerIntegration); }
  return api.release;
}

function attached(
  scope: Stack, handler: lambda.Function, deployOptions: apigateway.StageOptions, state: ReleasedApp, parameters: Parameters,
): CanaryRelease[] {
  const targets = buildShape(state.shape ?? 'plain', scope, {
    routes: ['hello', ...state.routes],
    deployOptions,
    handler,
    another: (id, environment) => answering(scope, id, state, parameters, environment),
  });
  if (state.kind === 'plain') { return []; }
  return targets.map((target, index) => new CanaryRelease(scope, index === 0 ? 'Release' : `Release${index + 1}`, {
    ...target, canarySettings: settingsOf(state.mode), newEndpoints: policyOf(state),
  }));
}

function policyOf(state: ReleasedApp): EndpointPolicy | undefined {
  return state.allowNewEndpoints ? EndpointPolicy.ALLOW : undefined;
}

function settingsOf(mode: Mode) {
  if (mode.action !== 'hold' && mode.action !== 'promote') { return undefined; }
  return { percentTraffic: mode.percent, stageVariableOverrides: mode.override === undefined ? undefined : { theme: mode.override } };
}
