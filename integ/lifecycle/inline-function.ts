import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';

/** Longer than an UpdateStage needs to spread. Within the two minutes that integ-tests-alpha waits for an invocation. */
const TIMEOUT = Duration.seconds(100);

export interface InlineFunctionProps {
  /** File of `integ/handlers`, without its extension. */
  readonly handler: string;
  readonly restApiId: string;
  /** What it may do with the stages and deployments of the API. API Gateway's actions are HTTP verbs. */
  readonly actions: string[];
}

/**
 * A function of `integ/handlers` that looks at one API.
 *
 * Inline, so that it needs no asset and the snapshot shows its code.
 */
export function inlineFunction(stack: Stack, id: string, props: InlineFunctionProps): lambda.Function {
  const code = readFileSync(path.join(__dirname, '..', 'handlers', `${props.handler}.js`), 'utf8');
  const fn = new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(code),
    timeout: TIMEOUT,
    memorySize: 512,
    logGroup: new logs.LogGroup(stack, `${id}Logs`, { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
  });
  fn.addToRolePolicy(new iam.PolicyStatement({
    actions: props.actions,
    resources: [stack.formatArn({
      service: 'apigateway', account: '', resource: '/restapis', resourceName: `${props.restApiId}/*`, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    })],
  }));
  return fn;
}
