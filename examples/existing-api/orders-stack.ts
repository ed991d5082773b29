import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryRelease, Retain } from '../../lib';

export interface OrdersStackProps {
  /** Stands for a change of the functions' code. */
  readonly code: string;
  /** Whether the stage has a release. A canary needs one that was deployed before. */
  readonly released: boolean;
  /** Share of the requests for the canary release, in percent. @default - no canary */
  readonly percentTraffic?: number;
}

/** Orders behind two functions: one answers what is asked, one takes new orders. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, private readonly props: OrdersStackProps) {
    super(scope, id);
    const api = new apigateway.RestApi(this, 'Api', { deployOptions: { stageName: 'live' } });
    const orders = api.root.addResource('orders');
    const reads = this.integration('Reads', 'reads.handler');
    orders.addMethod('GET', reads);
    orders.addResource('{orderId}').addMethod('GET', reads);
    orders.addMethod('POST', this.integration('Writes', 'writes.handler'));

    if (props.released) {
      new CanaryRelease(this, 'Release', {
        api,
        retain: Retain.last(5),
        canarySettings: props.percentTraffic === undefined ? undefined : { percentTraffic: props.percentTraffic },
      });
    }
  }

  /** By version: base and canary release would run the same code otherwise. */
  private integration(id: string, handler: string): apigateway.Integration {
    const fn = new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler,
      code: lambda.Code.fromAsset(path.join(__dirname, 'functions')),
      environment: { CODE: this.props.code },
    });
    return new apigateway.LambdaIntegration(fn.currentVersion);
  }
}
