import { APIGatewayClient, GetDeploymentCommand, GetStageCommand } from '@aws-sdk/client-api-gateway';
import { RecordedEndpoints } from '../../lib/endpoints/baselines/baseline-file';
import { recordFromApiSummary } from '../../lib/endpoints/baselines/record';

/** A stage in the account and region of the credentials in the environment. */
export interface StageToRecord {
  readonly restApiId: string;
  readonly stageName: string;
}

/** The endpoints of the deployment that a live stage points at, read with the AWS SDK that this package brings along. */
export async function endpointsOfStage({ restApiId, stageName }: StageToRecord): Promise<RecordedEndpoints> {
  const client = new APIGatewayClient({});
  try {
    const { deploymentId } = await client.send(new GetStageCommand({ restApiId, stageName }));
    const { apiSummary } = await client.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] }));
    // An empty answer is no answer: it would be recorded as an API without endpoints.
    if (apiSummary === undefined) { throw new Error(`Deployment ${deploymentId} came without its endpoints.`); }
    return recordFromApiSummary(apiSummary, stageName);
  } finally {
    client.destroy();
  }
}
