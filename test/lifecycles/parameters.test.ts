import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CanaryRelease } from '../../lib';
import { LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { answering } from '../apis/answering';
import { disturbedAws } from '../harness/in-process-aws';

const PARAMETERS = { Theme: 'dark', Override: 'blue', Percent: '50' };

/** Everything that the release writes comes from parameters: no other value of the template tells two deploys apart. */
function assembly(): string {
  const stack = new Stack(new App(), 'App');
  const text = (id: string, value: string) => new CfnParameter(stack, id, { default: value }).valueAsString;
  const theme = text('Theme', 'light');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { variables: { theme } } });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, 'code 1').currentVersion));
  const percentTraffic = new CfnParameter(stack, 'Percent', { type: 'Number', default: 10 }).valueAsNumber;
  new CanaryRelease(stack, 'Release', { api, canarySettings: { percentTraffic, stageVariableOverrides: { theme: text('Override', 'green') } } });
  new sns.CfnTopic(stack, 'BehindStage', { displayName: theme }).node.addDependency(api.deploymentStage);
  return (stack.node.root as App).synth().directory;
}

test.each(['dependencies-first', 'reverse'] as const)(
  'given values by parameters, when an event of a failed deploy comes once more in its rollback, then the stage is as before (%s)',
  async (rollbackOrder) => {
    const directory = assembly();
    // From the first second of the rollback to the last.
    for (let afterSeconds = 14; afterSeconds < 50; afterSeconds += 4) {
      const { aws, driver } = disturbedAws(1, { ...LIKELY_HYPOTHESES, rollbackOrder });
      const stage = () => {
        const [{ variables, canarySettings }] = aws.apiGateway.listStages(aws.apiGateway.listRestApis()[0].id);
        return { variables, canarySettings };
      };
      await aws.deploy(directory);
      const before = structuredClone(stage());
      driver.disturbance = { latency: () => 300 };
      aws.cloudFormation.inject(({ phase, type, logicalId }) => {
        if (phase !== 'update') { return undefined; }
        if (logicalId === 'BehindStage') { return { kind: 'fail', when: 'after' }; }
        return type === 'Custom::CanaryStage' ? { kind: 'duplicate', afterSeconds } : undefined;
      });
      expect(await aws.deploy(directory, { parameters: PARAMETERS })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
      await aws.clock.passUntil(aws.clock.sleep(600_000));
      expect(stage()).toEqual(before);
      await aws.close();
    }
  },
);
