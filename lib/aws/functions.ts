import type { LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { CallOptions, Calls } from './calls';
import { isAccessDenied } from './retry';
import { namingHosts } from './unreachable';
import type { FunctionState } from '../stage-driver/contract/function-state';

/** Asks Lambda for a function, a version or an alias by its ARN. @throws the error of Lambda */
export type DescribeFunction = (functionArn: string, options: CallOptions) => Promise<FunctionState>;

/** IAM knows a policy that is seconds old by then. One that does not allow the call keeps nobody waiting for longer. */
const READ_MILLISECONDS = 2 * 60_000;

/** By Lambda's client, which is loaded when it is needed: most events ask nothing of it. It repeats nothing by itself. */
export function describingFunctions(config: LambdaClientConfig): DescribeFunction {
  let client: LambdaClient | undefined;
  return async (functionArn, options) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { GetFunctionConfigurationCommand, LambdaClient: Client } = require('@aws-sdk/client-lambda') as typeof import('@aws-sdk/client-lambda');
    client ??= namingHosts(new Client(config));
    const described = await client.send(new GetFunctionConfigurationCommand({ FunctionName: functionArn }), options);
    return {
      state: described.State,
      stateReason: described.StateReason,
      lastUpdateStatus: described.LastUpdateStatus,
      lastUpdateStatusReason: described.LastUpdateStatusReason,
      role: described.Role,
    };
  };
}

/** A right that is not there now does not come any more. */
const ROLE_MILLISECONDS = 10_000;

/** The calls that the driver makes to Lambda. */
export class Functions {
  constructor(private readonly describe: DescribeFunction, private readonly calls: Calls) {}

  /** Undefined when there is none by that name. */
  async state(functionArn: string): Promise<FunctionState | undefined> {
    try {
      return await this.calls.until(new Date(this.calls.now + READ_MILLISECONDS)).read((options) => this.describe(functionArn, options));
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') { return undefined; }
      throw error;
    }
  }

  /** The name of the role that a version or an alias runs with. Undefined when nobody may know it. */
  async role(functionArn: string): Promise<string | undefined> {
    try {
      const { role } = await this.calls.until(new Date(this.calls.now + ROLE_MILLISECONDS)).read((options) => this.describe(functionArn, options));
      return role?.split('/').pop();
    } catch (error) {
      if (isAccessDenied(error) || (error as Error).name === 'ResourceNotFoundException') { return undefined; }
      throw error;
    }
  }
}
