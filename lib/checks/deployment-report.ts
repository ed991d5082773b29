import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CheckedRelease } from './checked-release';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { owningConstruct } from '../construct-tree/owning-construct';
import { addError, addLateWarning } from '../messages/annotations';

/** Reports deployments of a released API that move the stage past the release, and one that never gets anything new to release. */
export function reportDeployments(release: CheckedRelease, resources: AssemblyResources): void {
  for (const deployment of resources.ofType('AWS::ApiGateway::Deployment')) {
    reportRival(deployment, release, resources);
    reportStandstill(deployment, release, resources);
  }
}

/**
 * A deployment with `StageName` moves the stage as soon as it is created, or is refused because the stage has a canary
 * (https://github.com/serverless/serverless/issues/11518).
 */
function reportRival(deployment: CfnResource, { api, stage, stageName }: CheckedRelease, resources: AssemblyResources): void {
  const { RestApiId, StageName } = resources.propertiesOf(deployment);
  if (StageName === undefined) { return; }
  const [named, apis] = [StageName, RestApiId].map((value) => resources.targetsIn(value, deployment).map(({ element }): IConstruct => element));
  const isUnknown = { stage: typeof StageName !== 'string' && named.length === 0, api: apis.length === 0 };
  const namesStage = StageName === stageName || named.includes(stage);
  if (namesStage && apis.includes(api)) { return addError(owningConstruct(deployment), 'deploymentNamesStage', stageName); }
  if (namesStage && isUnknown.api) { addLateWarning(owningConstruct(deployment), 'deploymentMayNameStage', stageName, 'api'); }
  if (isUnknown.stage && apis.includes(api)) { addLateWarning(owningConstruct(deployment), 'deploymentMayNameStage', stageName, 'stage'); }
}

/** Only `latestDeployment` follows methods, models and functions. CDK hashes nothing else into an explicit deployment. */
function reportStandstill(deployment: CfnResource, { api, stage, deploymentId, isCanaried }: CheckedRelease, resources: AssemblyResources): void {
  const { hashComponents } = deployment as { hashComponents?: unknown[] };
  if (hashComponents?.length !== 0 || api.body !== undefined || api.bodyS3Location !== undefined) { return; }
  const isReleased = resources.targetsIn(resources.resolve(deploymentId, stage), stage).some(({ element }) => element === deployment);
  if (isCanaried() && isReleased) { addLateWarning(owningConstruct(deployment), 'deploymentDoesNotFollow'); }
}
