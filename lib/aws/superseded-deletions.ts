import { DeleteDeploymentCommand } from '@aws-sdk/client-api-gateway';
import { DeleteFunctionCommand, DeleteProvisionedConcurrencyConfigCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import type { CallOptions } from './calls';
import type { PruningClients, SupersededReadings } from './superseded-readings';
import type { Superseded } from '../pruning/contract/pruning-state';

/** One call that deletes one thing. */
export interface Deletion {
  /** As IAM names it. */
  readonly action: string;
  /** @returns `gone` when somebody else was faster */
  send(options: CallOptions): Promise<'deleted' | 'gone'>;
}

export function deletionOf(item: Superseded, restApiId: string, { apiGateway, lambda }: PruningClients): Deletion {
  switch (item.kind) {
    case 'deployment': {
      const command = new DeleteDeploymentCommand({ restApiId, deploymentId: item.deploymentId });
      return deletion('apigateway:DELETE', (options) => apiGateway.send(command, options));
    }
    case 'provisioned-concurrency': {
      const command = new DeleteProvisionedConcurrencyConfigCommand({ FunctionName: item.functionName, Qualifier: item.version });
      return deletion('lambda:DeleteProvisionedConcurrencyConfig', (options) => lambda.send(command, options));
    }
    case 'version': {
      // Without a number this call deletes the whole function.
      if (!/^\d+$/.test(item.version)) { throw new Error(`${item.functionName}:${item.version} is no version. Nothing was deleted.`); }
      const command = new DeleteFunctionCommand({ FunctionName: item.functionName, Qualifier: item.version });
      return deletion('lambda:DeleteFunction', (options) => lambda.send(command, options));
    }
    case 'statement': {
      const command = new RemovePermissionCommand({ FunctionName: item.functionName, Qualifier: item.qualifier, StatementId: item.statementId });
      return deletion('lambda:RemovePermission', (options) => lambda.send(command, options));
    }
  }
}

/** Whether it is still there, for a deletion whose answer was lost. */
export async function isThere(item: Superseded, restApiId: string, readings: SupersededReadings): Promise<boolean> {
  switch (item.kind) {
    case 'deployment': return (await readings.deployments(restApiId)).some(({ id }) => id === item.deploymentId);
    case 'provisioned-concurrency': return (await readings.provisioned(item.functionName)).some(({ qualifier }) => qualifier === item.version);
    case 'version': return (await readings.versions(item.functionName)).some(({ version }) => version === item.version);
    case 'statement':
      return (await readings.policy(item.functionName, item.qualifier)).some(({ statementId }) => statementId === item.statementId);
  }
}

function deletion(action: string, send: (options: CallOptions) => Promise<unknown>): Deletion {
  return {
    action,
    send: async (options) => {
      try {
        await send(options);
        return 'deleted';
      } catch (error) {
        if (['NotFoundException', 'ResourceNotFoundException', 'ProvisionedConcurrencyConfigNotFoundException'].includes((error as Error).name)) {
          return 'gone';
        }
        throw error;
      }
    },
  };
}
