import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryRestApi } from '../../lib';

export interface PracticeStackProps {
  /** Which version of the function is the code of this deploy. */
  readonly version: number;
  /** Share of the requests for the canary release, in percent. @default - no canary */
  readonly percentTraffic?: number;
  /** The stage variable `theme` of the production release. @default 'light' */
  readonly theme?: string;
}

/** GET /hello, answered by a function that says its own version. The canary sees `theme` as `dark`. */
export class PracticeStack extends Stack {
  constructor(scope: Construct, id: string, props: PracticeStackProps) {
    super(scope, id);
    const handler = new lambda.Function(this, 'Hello', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, `handler-v${props.version}`)),
    });
    new CanaryRestApi(this, 'Api', {
      handler,
      resourcePath: 'hello',
      deployOptions: { stageName: 'prod', variables: { theme: props.theme ?? 'light' } },
      canarySettings: props.percentTraffic === undefined ? undefined : {
        percentTraffic: props.percentTraffic,
        useStageCache: false,
        stageVariableOverrides: { theme: 'dark' },
      },
    });
  }
}
