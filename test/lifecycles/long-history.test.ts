import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CanaryRelease } from '../../lib';
import { LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { answering } from '../apis/answering';
import { disturbedAws } from '../harness/in-process-aws';

/** Two lines each: the history of a deploy has several pages of a hundred, and that of its rollback twice as many. */
const TOPICS = 160;
/** A page. CloudFormation takes so long for it, or refuses it at first because others ask, too. */
const PAGE_MILLISECONDS = 1_500;

/** Every deploy changes every topic, before traffic moves. */
function assembly(code: string, percentTraffic?: number): string {
  const stack = new Stack(new App({ analyticsReporting: false, treeMetadata: false }), 'App');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion));
  new CanaryRelease(stack, 'Release', { api, canarySettings: percentTraffic === undefined ? undefined : { percentTraffic } });
  for (let i = 0; i < TOPICS; i++) {
    api.latestDeployment!.node.addDependency(new sns.CfnTopic(stack, `Topic${i}`, { displayName: code }));
  }
  new sns.CfnTopic(stack, 'BehindStage', { displayName: code }).node.addDependency(api.deploymentStage);
  return (stack.node.root as App).synth().directory;
}

test.each(['current', 'lagging'] as const)(
  'given a history that takes longer to read than an attempt to write may last, when a deploy succeeds or fails, then the stage is as it says (%s)',
  async (stackReads) => {
    const { aws, driver } = disturbedAws(1, { ...LIKELY_HYPOTHESES, stackReads });
    const stage = () => {
      const [{ deploymentId, canarySettings }] = aws.apiGateway.listStages(aws.apiGateway.listRestApis()[0].id);
      return { deploymentId, canarySettings };
    };
    driver.disturbance = { latency: ({ name }) => name === 'DescribeStackEvents' ? PAGE_MILLISECONDS : 100 };
    expect(await aws.deploy(assembly('code 1'))).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(await aws.deploy(assembly('code 2', 10))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    const held = structuredClone(stage());
    expect(held.canarySettings).toMatchObject({ percentTraffic: 10 });

    aws.cloudFormation.inject(({ phase, logicalId }) =>
      phase === 'update' && logicalId === 'BehindStage' ? { kind: 'fail', when: 'after' } : undefined);
    expect(await aws.deploy(assembly('code 3'))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(stage()).toEqual(held);
    await aws.close();
  },
);
