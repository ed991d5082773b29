/**
 * An API that an OpenAPI document describes. One deploy per step:
 *
 *   cdk deploy
 *   cdk deploy -c code=2 -c percent=10
 *   cdk deploy -c code=2 -c percent=10 -c cdk-canary-rest-api:action=promote
 */
import { App } from 'aws-cdk-lib';
import { PetsStack } from './pets-stack';

const app = new App();
const percent = app.node.tryGetContext('percent');
new PetsStack(app, 'Pets', {
  code: app.node.tryGetContext('code') ?? '1',
  percentTraffic: percent === undefined ? undefined : Number(percent),
});
