import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { newOwnFunction } from '../functions/own-function';

/** Above the nine minutes that the way back tries. */
const HANDLER_TIMEOUT = Duration.minutes(10);
const FUNCTION_ID = 'CanaryStageDriver';

/** One function for all releases of a stack. Each release brings the policy for its own stage. */
export function driverFunctionOf(stack: Stack): lambda.Function {
  return stack.node.tryFindChild(FUNCTION_ID) as lambda.Function | undefined ?? newOwnFunction(stack, FUNCTION_ID, {
    description: 'Moves the canary release of API Gateway stages (cdk-canary-rest-api)',
    handler: 'stage-driver/handler/stage-driver.lambda',
    timeout: HANDLER_TIMEOUT,
  });
}
