import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { invalidInput } from '../messages/invalid-input';

/** The bundled handler. The same place seen from the sources and from the compiled package. */
const HANDLER_ASSET = path.join(__dirname, '..', '..', 'assets', 'lib', 'stage-driver', 'handler', 'stage-driver.lambda');
/** Above the nine minutes that the way back tries. */
const HANDLER_TIMEOUT = Duration.minutes(10);
/** Lambda would keep an event for six hours. CloudFormation does not wait so long. */
const EVENT_AGE = Duration.minutes(5);
const RETRIES = 1;
const FUNCTION_ID = 'CanaryStageDriver';

/** One function for all releases of a stack. Each release brings the policy for its own stage. */
export function driverFunctionOf(stack: Stack): lambda.Function {
  const existing = stack.node.tryFindChild(FUNCTION_ID);
  if (existing) { return existing as lambda.Function; }
  try {
    return newDriverFunction(stack);
  } catch (error) {
    const reason = (error as Error).message;
    // CDK's own error does not say whose asset it is.
    throw /Cannot add assets/.test(reason) ? invalidInput(stack, 'DriverNeedsAssets', reason) : error;
  }
}

/** Until it is there, Lambda may deliver an event hours after CloudFormation has given it up. */
export function eventAgeOf(handler: lambda.Function): IConstruct {
  return handler.node.findChild('EventInvokeConfig');
}

function newDriverFunction(stack: Stack): lambda.Function {
  const logGroup = new logs.LogGroup(stack, `${FUNCTION_ID}Logs`, {
    retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY,
  });
  const handler = new lambda.Function(stack, FUNCTION_ID, {
    description: 'Moves the canary release of API Gateway stages (cdk-canary-rest-api)',
    code: lambda.Code.fromAsset(HANDLER_ASSET),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    timeout: HANDLER_TIMEOUT,
    memorySize: 256,
    environment: { STACK_ID: stack.stackId },
    logGroup,
    role: newRole(stack, logGroup),
  });
  handler.configureAsyncInvoke({ maxEventAge: EVENT_AGE, retryAttempts: RETRIES });
  Validations.of(handler).acknowledge({
    id: 'AwsSolutions-L1',
    reason: 'Every region has this runtime. A later one comes with a version of cdk-canary-rest-api, not by itself with one of aws-cdk-lib.',
  });
  return handler;
}

/** AWS's managed policy for functions may write to every log group of the account. */
function newRole(stack: Stack, logGroup: logs.LogGroup): iam.Role {
  return new iam.Role(stack, `${FUNCTION_ID}Role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Logs: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] })],
      }),
    },
  });
}
