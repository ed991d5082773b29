import { CfnOutput, Stack } from 'aws-cdk-lib';
import { addStage, ProbedApi } from './probed-api';

export const MEASURED_STAGE = 'measured';

/** A stage that the assertions send requests to: CloudWatch says which dimension counts which of them. */
export function addMeasuredStage(probed: ProbedApi): void {
  addStage(probed, MEASURED_STAGE, {
    canarySetting: { deploymentId: probed.canary.attrDeploymentId, percentTraffic: 50, useStageCache: false },
  });
}

/** The commands that read the metrics; CloudWatch has them only minutes later. */
export function printMetricCommands(assertionStack: Stack, { api }: ProbedApi): void {
  for (const [id, stage] of [['CountOfStageCommand', MEASURED_STAGE], ['CountOfCanaryCommand', `${MEASURED_STAGE}/Canary`]]) {
    new CfnOutput(assertionStack, id, {
      description: `After 15 minutes: how many requests CloudWatch counts under Stage=${stage}; compare with those in the output Observed`,
      value: `aws cloudwatch get-metric-statistics --region ${assertionStack.region} --namespace AWS/ApiGateway --metric-name Count --statistics Sum --period 3600 ` +
        '--start-time $(date -u -d "-2 hours" +%FT%TZ) --end-time $(date -u +%FT%TZ) ' +
        `--dimensions Name=ApiName,Value=${api.restApiName} Name=Stage,Value=${stage}`,
    });
  }
}
