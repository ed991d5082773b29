/**
 * Three ways to release through a canary in a CDK Pipeline:
 *
 *   cdk synth -c way=rollout        a rollout for each region
 *   cdk synth                       Hold, a check and an approval, Promote
 *   cdk synth -c way=commits        the commit says what becomes of the canary, here by -c does=hold and -c does=promote
 */
import { App } from 'aws-cdk-lib';
import { RolloutPipeline, TwoCommitsPipeline, TwoStagesPipeline } from './pipelines';
import { Does } from './shop-stage';

const app = new App();
const account = '111111111111';
const regions = ['eu-west-1', 'us-east-1'];
const props = { account, regions, code: app.node.tryGetContext('code') ?? '1', env: { account, region: regions[0] } };
switch (app.node.tryGetContext('way') ?? 'stages') {
  case 'rollout': new RolloutPipeline(app, 'Pipeline', props); break;
  case 'commits': new TwoCommitsPipeline(app, 'Pipeline', { ...props, does: (app.node.tryGetContext('does') ?? 'hold') as Does }); break;
  default: new TwoStagesPipeline(app, 'Pipeline', props);
}
