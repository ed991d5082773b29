import { RemovalPolicy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** The function of a gate, which always says the same of a canary. */
export function judgeSplit(scope: Construct, verdict: 'PASS' | 'FAIL'): lambda.Function {
  return new lambda.Function(scope, 'Judge', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`exports.handler = async () => ({ verdict: '${verdict}', reason: 'The test says so.' });`),
    logGroup: new logs.LogGroup(scope, 'JudgeLogs', { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
  });
}
