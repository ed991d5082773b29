import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryRestApi, CanaryRollout, RolloutGate } from '../../lib';

export interface ShopStackProps extends StackProps {
  /** What the code answers. Another text is another release. */
  readonly greeting: string;
}

/** GET /hello. Each release goes through 1, 5, 20 and 50 % of the requests, and is compared with the base that runs beside it. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props: ShopStackProps) {
    super(scope, id, props);
    const handler = new lambda.Function(this, 'Hello', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(`exports.handler = async () => ({ statusCode: 200, body: ${JSON.stringify(props.greeting)} });`),
    });
    new CanaryRestApi(this, 'Api', {
      handler,
      resourcePath: 'hello',
      deployOptions: { stageName: 'prod' },
      rollout: CanaryRollout.ramp({
        gates: [RolloutGate.errorShare(), RolloutGate.slowShare({ slowerThan: Duration.seconds(1) })],
      }),
    });
  }
}
