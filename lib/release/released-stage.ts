import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { isA } from '../construct-tree/resource-type';
import { invalidInput } from '../messages/invalid-input';

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
  /** The stage variables that the user declared. */
  readonly variables: { [name: string]: string };
}

/** A claimed stage with its release: what everything is told that keeps, checks or reports around a release. */
export interface ReleasedStage extends ClaimedStage {
  readonly release: Construct;
  /** Refers to the deployment that is to be released. */
  readonly deploymentId: string;
  /** Whether this deploy holds a canary release. Known when the app is complete. */
  readonly isHeld: () => boolean;
  /** Whether the stage has a canary release after this deploy. Known when the app is complete. */
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
  const variables = writtenVariables(release, stage);
  Object.defineProperty(stage, RELEASE, { value: release });
  return { ...claimed, variables };
}

function stageOf(release: Construct, { api, stage: given }: GivenStage): apigateway.CfnStage {
  if ((api === undefined) === (given === undefined)) {
    throw invalidInput(release, 'ApiOrStage', api ? 'both' : 'neither');
  }
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

function apiOf(release: Construct, { api, stage }: GivenStage): apigateway.CfnRestApi {
  const found = api ?? stage!.restApi;
  if (!isBuiltHere(found)) { throw invalidInput(release, 'ImportedApi'); }
  return found.node.defaultChild as apigateway.CfnRestApi;
}

function isBuiltHere(api: apigateway.IRestApi): boolean {
  return isA(api.node.defaultChild, apigateway.CfnRestApi);
}

function literalStageName(release: Construct, stage: apigateway.CfnStage): string {
  if (stage.stageName === undefined || Token.isUnresolved(stage.stageName)) {
    throw invalidInput(release, 'StageNameIsToken');
  }
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

function writtenVariables(release: Construct, { variables }: apigateway.CfnStage): { [name: string]: string } {
  if (Token.isUnresolved(variables)) {
    throw invalidInput(release, 'VariablesAreToken');
  }
  return { ...variables as { [name: string]: string } | undefined };
}
