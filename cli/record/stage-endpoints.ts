import { RecordedEndpoints } from '../../lib/endpoints/baselines/baseline-file';
import { recordFromApiSummary } from '../../lib/endpoints/baselines/record';
import { Account, AccountOptions } from '../account/account';
import { commandError } from '../messages/command-ids';
import { readDeployment, readStage } from '../readings/read-stage';
import { stagesOf } from '../readings/stages-of';
import type { Terminal } from '../terminal';

/** A stage in the account and region that the options name. */
export interface StageToRecord {
  readonly restApiId: string;
  readonly stageName: string;
}

/** The endpoints of the deployment that a live stage points at. @throws CommandError */
export async function endpointsOfStage(terminal: Terminal, stage: StageToRecord, options: AccountOptions): Promise<RecordedEndpoints> {
  const { restApiId, stageName } = stage;
  const account = new Account(terminal, options, `record --rest-api-id ${restApiId} --stage ${stageName}`);
  try {
    const region = await account.region();
    const found = await readStage(account, stage);
    if (found === undefined) { throw commandError('UnknownStage', restApiId, stageName, region, await stagesOf(account, restApiId)); }
    const deployment = await readDeployment(account, restApiId, found.live.deploymentId);
    // An empty answer is no answer: it would be recorded as an API without endpoints.
    if (deployment === undefined || Object.keys(deployment.routes).length === 0) {
      throw commandError('AwsError', 'apigateway:GET', `Deployment ${found.live.deploymentId} came without its endpoints.`, undefined);
    }
    return recordFromApiSummary(deployment.routes, stageName);
  } finally {
    account.close();
  }
}
