import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IVersion } from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease, CanarySettings } from '../../lib';
import { answering } from '../apis/answering';
import { AppBuilder, WatchedAws, WatchedOperation } from '../apis/watched-aws';

/** An API as its owner writes it, without a thought of canaries. */
export type OwnApi = (stack: Stack, code: string) => apigateway.RestApi;

export interface HelloOptions {
  readonly props?: apigateway.RestApiProps;
  readonly integrate?: (version: IVersion, stack: Stack) => apigateway.Integration;
}

/** GET /hello, answered by a version of a function. */
export function helloApi(options: HelloOptions = {}): OwnApi {
  const { props, integrate = (version: IVersion) => new apigateway.LambdaIntegration(version) } = options;
  return (stack, code) => {
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
    api.root.addResource('hello').addMethod('GET', integrate(answering(stack, code).currentVersion, stack));
    return api;
  };
}

/** Something else that stands in the same stack. */
export type Change = (api: apigateway.RestApi, stack: Stack) => void;

/** The API on a stack, and whatever else is to be done to it. */
export function plain(api: OwnApi, change: Change = () => undefined): AppBuilder {
  return (app: App, code: string) => {
    const stack = new Stack(app, 'App');
    change(api(stack, code), stack);
  };
}

/** The same API with a release attached. */
export function released(api: OwnApi, canarySettings?: CanarySettings, change: Change = () => undefined): AppBuilder {
  return plain(api, (built, stack) => {
    new CanaryRelease(stack, 'Release', { api: built, canarySettings });
    change(built, stack);
  });
}

/**
 * A canary as somebody writes it who knows CloudFormation: production on the deployment that the console shows, the new one as the canary.
 */
export function canaryByHand(api: apigateway.RestApi, productionId: string): void {
  const stage = api.deploymentStage.node.defaultChild as apigateway.CfnStage;
  stage.deploymentId = productionId;
  stage.canarySetting = { deploymentId: api.latestDeployment!.deploymentId, percentTraffic: 10 };
}

/** Deploys code 1, then code 2 in a canary by hand. What clients met in the second deploy. */
export async function releaseByHand(aws: WatchedAws, api: OwnApi): Promise<WatchedOperation> {
  await aws.deploy(plain(api), 'code 1');
  const production = aws.production();
  return aws.deploy(plain(api, (built) => canaryByHand(built, production)), 'code 2');
}

/** The same two deploys through the library. */
export async function releaseThroughLibrary(aws: WatchedAws, api: OwnApi): Promise<WatchedOperation> {
  await aws.deploy(released(api), 'code 1');
  return aws.deploy(released(api, { percentTraffic: 10 }), 'code 2');
}
