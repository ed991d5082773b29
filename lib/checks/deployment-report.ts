import { IAspect, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { ApiMembership } from '../construct-tree/api-membership';
import { owningConstruct } from '../construct-tree/owning-construct';
import { referencesIn } from '../construct-tree/references';
import { isA } from '../construct-tree/resource-type';
import { addError, addWarning } from '../messages/annotations';
import { ReleasedStage } from '../release/released-stage';

/** Reports deployments of a released API that move the stage past the release, and one that never gets anything new to release. */
export class DeploymentReport implements IAspect {
  private readonly ofApi: ApiMembership;

  constructor(private readonly released: ReleasedStage) {
    this.ofApi = new ApiMembership(released.api);
  }

  public visit(node: IConstruct): void {
    if (!isA(node, apigateway.CfnDeployment) || !this.ofApi.has(node)) { return; }
    this.reportRival(node);
    this.reportStandstill(node);
  }

  /**
   * A deployment with `StageName` moves the stage as soon as it is created, or is refused because the stage has a canary
   * (https://github.com/serverless/serverless/issues/11518).
   */
  private reportRival(deployment: apigateway.CfnDeployment): void {
    const { stage, stageName } = this.released;
    const { stageName: rival } = deployment;
    if (rival === undefined) { return; }
    if (Stack.of(deployment).resolve(rival) !== stageName && !refersTo(rival, stage, deployment)) { return; }
    addError(owningConstruct(deployment), 'deploymentNamesStage', stageName);
  }

  /** Only `latestDeployment` follows methods, models and functions; CDK hashes nothing else into an explicit deployment. */
  private reportStandstill(deployment: apigateway.CfnDeployment): void {
    const { api, deploymentId, isCanaried } = this.released;
    const { hashComponents } = deployment as { hashComponents?: unknown[] };
    if (hashComponents?.length !== 0 || api.body !== undefined || api.bodyS3Location !== undefined) { return; }
    if (!isCanaried() || !refersTo(deploymentId, deployment, deployment)) { return; }
    addWarning(owningConstruct(deployment), 'deploymentDoesNotFollow');
  }
}

function refersTo(value: unknown, target: IConstruct, scope: IConstruct): boolean {
  return referencesIn(value, scope).some((reference) => reference.target === target);
}
