import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface PlainCdkStackProps {
  /** Which version of the function is the code of this deploy. */
  readonly version: number;
  /** The canary, written on the Stage by hand. @default - none */
  readonly canary?: {
    readonly percentTraffic: number;
    /** The deployment that production is to stay on: somebody looked it up. */
    readonly baseDeploymentId: string;
  };
}

/** The practice's API without this library: what its users would write. */
export class PlainCdkStack extends Stack {
  constructor(scope: Construct, id: string, { version, canary }: PlainCdkStackProps) {
    super(scope, id);
    const handler = new lambda.Function(this, 'Hello', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, '..', 'practice', `handler-v${version}`)),
    });
    const api = new apigateway.RestApi(this, 'Api', {
      cloudWatchRole: false, retainDeployments: true, deployOptions: { variables: { theme: 'light' } },
    });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
    if (canary === undefined) { return; }
    const stage = api.deploymentStage.node.defaultChild as apigateway.CfnStage;
    stage.deploymentId = canary.baseDeploymentId;
    stage.canarySetting = { deploymentId: api.latestDeployment!.deploymentId, percentTraffic: canary.percentTraffic, useStageCache: false };
  }
}
