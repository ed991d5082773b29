import { IResolvable, IResolveContext } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/**
 * What the template says of the stage beside the release.
 *
 * The driver gets it so that CloudFormation calls the driver in every operation that touches the stage: only then is
 * `BaseDeploymentId` what the live stage points at, also after someone promoted in the console.
 */
export class RestOfStage implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly stage: apigateway.CfnStage) {}

  public resolve(context: IResolveContext): unknown {
    const rendered = context.resolve((this.stage as any)._toCloudFormation());
    const [resource] = Object.values<any>(rendered.Resources ?? {});
    const { DeploymentId, CanarySetting, RestApiId, StageName, Variables, ...rest } = resource?.Properties ?? {};
    return rest;
  }
}
