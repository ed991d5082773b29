/**
 * An API that was in production before anybody thought of canaries gets a release. One deploy per step:
 *
 *   cdk deploy -c released=false             what is there today: a plain RestApi
 *   cdk deploy                               the release joins, and nothing else changes
 *   cdk deploy -c code=2 -c percent=10       new code, for one request in ten
 *   cdk deploy -c code=2 -c percent=10 -c cdk-canary-rest-api:action=promote
 */
import { App } from 'aws-cdk-lib';
import { OrdersStack } from './orders-stack';

const app = new App();
const percent = app.node.tryGetContext('percent');
new OrdersStack(app, 'Orders', {
  code: app.node.tryGetContext('code') ?? '1',
  released: String(app.node.tryGetContext('released')) !== 'false',
  percentTraffic: percent === undefined ? undefined : Number(percent),
});
