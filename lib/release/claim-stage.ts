import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { invalidInput } from '../messages/invalid-input';

/** What a release is asked for: an API with a deployment stage, or a stage. */
export interface StageRequest {
  readonly api?: apigateway.IRestApi;
  readonly stage?: apigateway.IStage;
}

/** A stage that is built in this app and belongs to one release. */
export interface ClaimedStage {
  readonly api: apigateway.CfnRestApi;
  readonly stage: apigateway.CfnStage;
  /** A literal. */
  readonly stageName: string;
  /** The stage variables that the user declared. */
  readonly variables: { [name: string]: string };
}

const RELEASE = Symbol.for('cdk-canary-rest-api.CanaryRelease');

/**
 * Finds the stage to release, and marks it as released.
 *
 * @throws if it is not one that can be released
 */
export function claimStage(release: Construct, request: StageRequest): ClaimedStage {
  const stage = stageOf(release, request);
  const claimed = { stage, api: apiOf(release, request), stageName: literalStageName(release, stage) };
  assertFree(release, stage, claimed.stageName);
  const variables = declaredVariables(release, stage);
  Object.defineProperty(stage, RELEASE, { value: release });
  return { ...claimed, variables };
}

function stageOf(release: Construct, { api, stage: given }: StageRequest): apigateway.CfnStage {
  if ((api === undefined) === (given === undefined)) {
    throw invalidInput(release, 'ApiOrStage',
      `Exactly one of api and stage is needed, got ${api ? 'both' : 'neither'}. Pass stage when the API has several stages, api otherwise.`);
  }
  // Typed as always there, but absent on an API with `deploy: false` and on an imported one.
  const stage: apigateway.IStage | undefined = given ?? api!.deploymentStage;
  if (stage === undefined) {
    throw isBuiltHere(api!)
      ? invalidInput(release, 'NoDeploymentStage', 'The API has no deployment stage (deploy is false). Set api.deploymentStage, or pass the stage as stage.')
      : importedApi(release);
  }
  const resource = stage.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw invalidInput(release, 'ImportedStage', 'The stage is imported; a canary release needs a stage that this app builds. Add the release in the app that builds the stage.');
  }
  if (Stack.of(resource) !== Stack.of(release)) {
    throw invalidInput(release, 'OtherStack', `The stage belongs to stack ${Stack.of(resource).node.path}. Create the release in that stack.`);
  }
  return resource as apigateway.CfnStage;
}

function apiOf(release: Construct, { api, stage }: StageRequest): apigateway.CfnRestApi {
  const found = api ?? stage!.restApi;
  if (!isBuiltHere(found)) { throw importedApi(release); }
  return found.node.defaultChild as apigateway.CfnRestApi;
}

function isBuiltHere(api: apigateway.IRestApi): boolean {
  const resource = api.node.defaultChild;
  return CfnResource.isCfnResource(resource) && resource.cfnResourceType === 'AWS::ApiGateway::RestApi';
}

function importedApi(release: Construct): Error {
  return invalidInput(release, 'ImportedApi',
    'The API is imported; a canary release needs the deployment and stage that this app builds. Add the release in the app that builds the API.');
}

function literalStageName(release: Construct, stage: apigateway.CfnStage): string {
  if (stage.stageName === undefined || Token.isUnresolved(stage.stageName)) {
    throw invalidInput(release, 'StageNameIsToken',
      'The name of the stage must be a literal: permissions and the driver need it before the stage exists. Write the name as a string.');
  }
  return stage.stageName;
}

function assertFree(release: Construct, stage: apigateway.CfnStage, stageName: string): void {
  const holder = (stage as { [RELEASE]?: Construct })[RELEASE];
  if (holder) {
    throw invalidInput(release, 'SecondRelease', `The stage ${stageName} already has the release ${holder.node.path}. One stage has one release: use that one.`);
  }
  if (stage.canarySetting !== undefined) {
    throw invalidInput(release, 'ForeignCanarySetting', `The stage ${stageName} has a canarySetting of its own. Remove it and describe the canary in canarySettings.`);
  }
}

function declaredVariables(release: Construct, { variables }: apigateway.CfnStage): { [name: string]: string } {
  if (Token.isUnresolved(variables)) {
    throw invalidInput(release, 'VariablesAreToken', 'The stage variables must be an object of names and values; values may be tokens. Write the names literally.');
  }
  return { ...variables as { [name: string]: string } | undefined };
}
