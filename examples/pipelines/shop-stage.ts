import * as path from 'node:path';
import { CfnOutput, Stack, Stage, StageProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryRelease, CanaryRollout, RolloutGate } from '../../lib';

/** What a deploy of the Stage does with the live stage of the API. */
export type Does = 'hold' | 'promote' | 'abort' | 'follow' | 'rollout';

export interface ShopStageProps extends StageProps {
  /** Stands for a change of the function's code. */
  readonly code: string;
  readonly does: Does;
}

/**
 * A shop as a CDK Pipeline deploys it.
 *
 * Its stack has one name in every Stage: Stages of one account and region that do different things are for the same stack.
 */
export class ShopStage extends Stage {
  /** Where the API is, for a step that checks it. */
  readonly url: CfnOutput;

  constructor(scope: Construct, id: string, { code, does, ...props }: ShopStageProps) {
    super(scope, id, props);
    const stack = new Stack(this, 'Shop', { stackName: 'Shop' });
    const handler = new lambda.Function(stack, 'Orders', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'handler')),
      environment: { CODE: code },
    });
    const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { stageName: 'live' }, cloudWatchRole: false });
    // CDK would name the authorizer after its path, and the two Stages would have two deployments: TwinsDiffer.
    const authorizer = new apigateway.RequestAuthorizer(stack, 'Authorizer', {
      handler: this.authorizing(stack), identitySources: [apigateway.IdentitySource.header('Authorization')], authorizerName: 'orders-auth',
    });
    api.root.addResource('orders').addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
    api.root.addResource('account').addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion), { authorizer });
    this.url = new CfnOutput(stack, 'Url', { value: api.urlForPath('/orders') });

    const release = new CanaryRelease(stack, 'Release', {
      api,
      canarySettings: does === 'follow' || does === 'rollout' ? undefined : { percentTraffic: 10 },
      rollout: does === 'rollout' ? CanaryRollout.ramp({ gates: [RolloutGate.errorShare()] }) : undefined,
    });
    if (does === 'promote') { release.promote(); }
    if (does === 'abort') { release.abort(); }
  }

  private authorizing(stack: Stack): lambda.IFunction {
    const statement = { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: '*' };
    const allow = { principalId: 'customer', policyDocument: { Version: '2012-10-17', Statement: [statement] } };
    return new lambda.Function(stack, 'Authorizes', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(`exports.handler = async () => (${JSON.stringify(allow)});`),
    }).currentVersion;
  }
}
