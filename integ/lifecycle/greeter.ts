import { RemovalPolicy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A function that answers with its release and the theme it sees: `v1 light`. */
export function greeter(scope: Construct, release: string): lambda.Function {
  return new lambda.Function(scope, 'Greeter', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`exports.handler = async (event) => ({ statusCode: 200, body: '${release} ' + event.stageVariables.theme });`),
    // Its own, so that it goes with the stack: the one that Lambda creates stays.
    logGroup: new logs.LogGroup(scope, 'GreeterLogs', { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
  });
}
