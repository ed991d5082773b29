import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Probe } from './probe';
import { addStage, ProbedApi } from './probed-api';

const STAGE_NAME = 'swapped';

/** Swaps the two deployments of a stage in one update. */
export function addSwappedStage(probed: ProbedApi, step: number): void {
  const [production, canary] = step === 0 ? [probed.base, probed.canary] : [probed.canary, probed.base];
  addStage(probed, STAGE_NAME, {
    deploymentId: production.attrDeploymentId,
    canarySetting: { deploymentId: canary.attrDeploymentId, percentTraffic: 10, useStageCache: false },
  });
}

/** Where production is after the swap. */
export function swapProbe({ canary }: ProbedApi): Probe {
  return {
    id: 'SwappedDeployments',
    stageName: STAGE_NAME,
    observed: 'deploymentId',
    meanings: [[canary.attrDeploymentId, 'accepted: one update moved both; CloudTrail says with how many calls']],
  };
}

/** The command that shows the calls; CloudTrail knows them only a quarter of an hour later. */
export function printTrailCommand(assertionStack: Stack, { api }: ProbedApi): void {
  new CfnOutput(assertionStack, 'SwappedDeploymentsCommand', {
    description: 'After 15 minutes: the UpdateStage calls of CloudFormation, with their patch operations',
    value: `aws cloudtrail lookup-events --region ${assertionStack.region} --lookup-attributes AttributeKey=EventName,AttributeValue=UpdateStage ` +
      `--query "Events[?contains(CloudTrailEvent, '${api.restApiId}')].CloudTrailEvent" --output text`,
  });
}
