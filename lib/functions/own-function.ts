import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { invalidInput } from '../messages/invalid-input';

export interface OwnFunctionProps {
  readonly description: string;
  /** Where the handler is below `lib`, for instance `stage-driver/handler/stage-driver.lambda`. */
  readonly handler: string;
  /** Above what the handler itself takes. */
  readonly timeout: Duration;
}

/** The bundled handlers. The same place seen from the sources and from the compiled package. */
const ASSETS = path.join(__dirname, '..', '..', 'assets', 'lib');
/** Lambda would keep an event for six hours. CloudFormation does not wait so long. */
const EVENT_AGE = Duration.minutes(5);
const RETRIES = 1;

/**
 * A function of this library that CloudFormation sends events to: with a role that may write its own log, and events that expire.
 *
 * @throws if the stack cannot have assets
 */
export function newOwnFunction(scope: Construct, id: string, props: OwnFunctionProps): lambda.Function {
  try {
    return newFunction(scope, id, props);
  } catch (error) {
    const reason = (error as Error).message;
    // CDK's own error does not say whose asset it is.
    throw /Cannot add assets/.test(reason) ? invalidInput(scope, 'DriverNeedsAssets', reason) : error;
  }
}

/** Until it is there, Lambda may deliver an event hours after CloudFormation has given it up. */
export function eventAgeOf(handler: lambda.Function): IConstruct {
  return handler.node.findChild('EventInvokeConfig');
}

function newFunction(scope: Construct, id: string, { description, handler: asset, timeout }: OwnFunctionProps): lambda.Function {
  const logGroup = new logs.LogGroup(scope, `${id}Logs`, { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
  const handler = new lambda.Function(scope, id, {
    description,
    code: lambda.Code.fromAsset(path.join(ASSETS, asset)),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    timeout,
    memorySize: 256,
    environment: { STACK_ID: Stack.of(scope).stackId },
    logGroup,
    role: newRole(scope, `${id}Role`, logGroup),
  });
  handler.configureAsyncInvoke({ maxEventAge: EVENT_AGE, retryAttempts: RETRIES });
  Validations.of(handler).acknowledge({
    id: 'AwsSolutions-L1',
    reason: 'Every region has this runtime. A later one comes with a version of cdk-canary-rest-api, not by itself with one of aws-cdk-lib.',
  });
  return handler;
}

/** AWS's managed policy for functions may write to every log group of the account. */
function newRole(scope: Construct, id: string, logGroup: logs.LogGroup): iam.Role {
  return new iam.Role(scope, id, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Logs: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] })],
      }),
    },
  });
}
