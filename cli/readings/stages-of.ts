import { GetStagesCommand } from '@aws-sdk/client-api-gateway';
import type { Account } from '../account/account';

/** For the message of an error: the names of the stages of an API. undefined when they cannot be read, which is no error of its own. */
export async function stagesOf(account: Account, restApiId: string): Promise<readonly string[] | 'no such API' | undefined> {
  const isMissing = (error: Error): boolean => error.name === 'NotFoundException';
  try {
    const command = new GetStagesCommand({ restApiId });
    const { item = [] } = await account.read('apigateway:GET', (options) => account.apiGateway.send(command, options), isMissing);
    return item.map(({ stageName = '' }) => stageName);
  } catch (error) {
    return isMissing(error as Error) ? 'no such API' : undefined;
  }
}
