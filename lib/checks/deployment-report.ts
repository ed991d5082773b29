import { CfnResource, IAspect, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { referencesIn } from '../construct-tree/references';
import { addError, addWarning } from '../messages/annotations';

/** What the report must know of a release. */
export interface ReportedRelease {
  readonly api: apigateway.CfnRestApi;
  readonly stage: apigateway.CfnStage;
  readonly stageName: string;
  /** Refers to the deployment that is to be released. */
  readonly deploymentId: string;
  readonly isCanaried: () => boolean;
}

/** Reports deployments of a released API that move the stage past the release, and one that never gets anything new to release. */
export class DeploymentReport implements IAspect {
  constructor(private readonly release: ReportedRelease) {}

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || node.cfnResourceType !== 'AWS::ApiGateway::Deployment') { return; }
    const deployment = node as apigateway.CfnDeployment;
    if (!refersTo(deployment.restApiId, this.release.api, deployment)) { return; }
    this.reportRival(deployment);
    this.reportStandstill(deployment);
  }

  /**
   * A deployment with `StageName` moves the stage as soon as it is created, or is refused because the stage has a canary
   * (https://github.com/serverless/serverless/issues/11518).
   */
  private reportRival(deployment: apigateway.CfnDeployment): void {
    const { stage, stageName } = this.release;
    const { stageName: rival } = deployment;
    if (rival === undefined) { return; }
    if (Stack.of(deployment).resolve(rival) !== stageName && !refersTo(rival, stage, deployment)) { return; }
    addError(ownerOf(deployment), 'deploymentNamesStage', stageName);
  }

  /** Only `latestDeployment` follows methods, models and functions; CDK hashes nothing else into an explicit deployment. */
  private reportStandstill(deployment: apigateway.CfnDeployment): void {
    const { api, deploymentId, isCanaried } = this.release;
    const { hashComponents } = deployment as { hashComponents?: unknown[] };
    if (hashComponents?.length !== 0 || api.body !== undefined || api.bodyS3Location !== undefined) { return; }
    if (!isCanaried() || !refersTo(deploymentId, deployment, deployment)) { return; }
    addWarning(ownerOf(deployment), 'deploymentDoesNotFollow');
  }
}

function refersTo(value: unknown, target: IConstruct, scope: IConstruct): boolean {
  return referencesIn(value, scope).some((reference) => reference.target === target);
}

function ownerOf(deployment: apigateway.CfnDeployment): IConstruct {
  const { scope } = deployment.node;
  return scope instanceof apigateway.Deployment ? scope : deployment;
}
