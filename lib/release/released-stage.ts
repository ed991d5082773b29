import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct, IConstruct } from 'constructs';
import { StageVariables, stageVariables } from './stage-variables';
import { isA, ResourceClass } from '../construct-tree/resource-type';
import { WrittenReferences } from '../construct-tree/written-properties';
import { invalidInput } from '../messages/invalid-input';
import { ReleaseAction } from '../stage-driver/contract/driver-properties';

/** What a release is given: an API with a deployment stage, or a stage. */
export interface GivenStage {
  readonly api?: apigateway.IRestApi;
  readonly stage?: apigateway.IStage;
}

/** A stage that is built in this app and belongs to one release. */
export interface ClaimedStage {
  readonly api: apigateway.CfnRestApi;
  readonly stage: apigateway.CfnStage;
  /** Never a token. */
  readonly stageName: string;
  /** The stage variables that the user declared, and wrote over since. Known when the app is complete: nothing is declared while that is refused. */
  readonly variables: () => StageVariables;
  /** Why they are refused. */
  readonly variablesRefusal: () => Error | undefined;
}

/** A claimed stage with its release: what everything is told that keeps, checks or reports around a release. */
export interface ReleasedStage extends ClaimedStage {
  readonly release: Construct;
  /** Refers to the deployment that is to be released. */
  readonly deploymentId: string;
  /** What this deploy does with the stage. Known when the app is complete. */
  readonly action: () => ReleaseAction;
  /** Whether requests go to two releases, until somebody decides or in the steps of a rollout. Known when the app is complete. */
  readonly isHeld: () => boolean;
  /** Whether the stage has a canary release after this deploy, or during its steps. Known when the app is complete. */
  readonly isCanaried: () => boolean;
}

const RELEASE = Symbol.for('cdk-canary-rest-api.CanaryRelease');

/**
 * Finds the stage to release, and marks it as released.
 *
 * @throws if it is not one that can be released
 */
export function claimStage(release: Construct, request: GivenStage): ClaimedStage {
  const stage = stageOf(release, request);
  const claimed = { stage, api: apiOf(release, request), stageName: literalStageName(release, stage) };
  assertFree(release, stage, claimed.stageName);
  takeVariables(release, stage);
  Object.defineProperty(stage, RELEASE, { value: release });
  const found = () => variablesOf(release, stage);
  return { ...claimed, variables: () => found().variables, variablesRefusal: () => found().refusal };
}

/** Whether a stage has a release. By a mark: an app may have two copies of this package. */
export function isReleased(stage: IConstruct): boolean {
  return RELEASE in stage;
}

function stageOf(release: Construct, { api, stage: given }: GivenStage): apigateway.CfnStage {
  if ((api === undefined) === (given === undefined)) {
    throw invalidInput(release, 'ApiOrStage', api ? 'both' : 'neither');
  }
  if (api !== undefined) { assertKind(release, 'api', api, apigateway.CfnRestApi); }
  if (given !== undefined) { assertKind(release, 'stage', given, apigateway.CfnStage); }
  // Typed as always there, but absent on an API with `deploy: false` and on an imported one.
  const stage: apigateway.IStage | undefined = given ?? api!.deploymentStage;
  if (stage === undefined) {
    throw invalidInput(release, isBuiltHere(api!) ? 'NoDeploymentStage' : 'ImportedApi');
  }
  const resource = stage.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw invalidInput(release, 'ImportedStage');
  }
  if (Stack.of(resource) !== Stack.of(release)) {
    throw invalidInput(release, 'OtherStack', Stack.of(resource).node.path);
  }
  return resource as apigateway.CfnStage;
}

/** What JavaScript and Python let through: a string, an L1, something of an HTTP API. */
function assertKind(release: Construct, property: 'api' | 'stage', given: unknown, type: ResourceClass<CfnResource>): void {
  const kinds = property === 'api' ? 'an apigateway.RestApi, LambdaRestApi or SpecRestApi of this app' : 'an apigateway.Stage of this app';
  const refuse = (got: string, wanted = kinds): Error => invalidInput(release, 'NotARestApi', property, got, wanted);
  if (!Construct.isConstruct(given)) { throw refuse(`is ${JSON.stringify(given) ?? typeof given}`); }
  const { path, defaultChild: resource = given } = given.node;
  if (!CfnResource.isCfnResource(resource)) {
    // An imported API or stage has no resource, and is told apart from other constructs by what everybody asks it for.
    if (!(property === 'api' ? 'restApiId' in given : 'stageName' in given)) { throw refuse(`${path} is a ${given.constructor.name},`); }
    return;
  }
  const { cfnResourceType } = resource;
  if (cfnResourceType.startsWith('AWS::ApiGatewayV2::')) {
    throw refuse(`${path} belongs to an HTTP API or WebSocket API, which has no canary releases,`);
  }
  if (!isA(resource, type)) { throw refuse(`${path} is a ${cfnResourceType},`); }
  if (given === resource) {
    const { scope } = given.node;
    const isPart = scope?.node.defaultChild === given;
    throw refuse(
      `${path} is an L1 (${given.constructor.name}),`,
      isPart ? `${scope.node.path}, whose resource it is` : `${kinds}; what CfnInclude or L1s build is not followed`,
    );
  }
}

function apiOf(release: Construct, { api, stage }: GivenStage): apigateway.CfnRestApi {
  const found = api ?? stage!.restApi;
  const built = isBuiltHere(found) ? found.node.defaultChild as apigateway.CfnRestApi : builtUnderAnotherName(found);
  if (!built) { throw invalidInput(release, 'ImportedApi'); }
  return built;
}

/** A nested stack with the deployment knows the API of its parent by `RestApi.fromRestApiId`, as the documentation of the CDK has it. */
function builtUnderAnotherName(api: apigateway.IRestApi): apigateway.CfnRestApi | undefined {
  return new WrittenReferences().elementsIn(api.restApiId, api)
    .find((element): element is apigateway.CfnRestApi => isA(element, apigateway.CfnRestApi));
}

function isBuiltHere(api: apigateway.IRestApi): boolean {
  return isA(api.node.defaultChild, apigateway.CfnRestApi);
}

function literalStageName(release: Construct, stage: apigateway.CfnStage): string {
  if (stage.stageName === undefined || Token.isUnresolved(stage.stageName)) {
    throw invalidInput(release, 'StageNameIsToken');
  }
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(stage.stageName)) { throw invalidInput(release, 'InvalidStageName', stage.stageName); }
  return stage.stageName;
}

function assertFree(release: Construct, stage: apigateway.CfnStage, stageName: string): void {
  const holder = (stage as { [RELEASE]?: Construct })[RELEASE];
  if (holder) {
    throw invalidInput(release, 'SecondRelease', stageName, holder.node.path);
  }
  if (stage.canarySetting !== undefined) {
    throw invalidInput(release, 'ForeignCanarySetting', stageName);
  }
}

/** With a copy: whoever wrote the object may change it for the next stage. */
function takeVariables(release: Construct, stage: apigateway.CfnStage): void {
  stageVariables(release, stage);
  if (stage.variables) { stage.variables = { ...stage.variables as StageVariables }; }
}

/** CDK wraps an error in the value of a property in words of its own, so that nothing throws before the app is validated. */
function variablesOf(release: Construct, stage: apigateway.CfnStage): { variables: StageVariables; refusal?: Error } {
  try {
    return { variables: stageVariables(release, stage) };
  } catch (refusal) {
    return { variables: {}, refusal: refusal as Error };
  }
}
