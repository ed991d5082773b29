/**
 * The practice, one deploy per step:
 *
 *   cdk deploy -c version=1
 *   cdk deploy -c version=2 -c percent=50
 *   cdk deploy -c version=2 -c percent=50 -c cdk-canary-rest-api:action=promote
 *   cdk deploy -c version=2 -c theme=dark
 */
import { App } from 'aws-cdk-lib';
import { PracticeStack } from './practice-stack';

const app = new App();
const percent = app.node.tryGetContext('percent');
new PracticeStack(app, 'Practice', {
  version: Number(app.node.tryGetContext('version') ?? 1),
  percentTraffic: percent === undefined ? undefined : Number(percent),
  theme: app.node.tryGetContext('theme'),
});
