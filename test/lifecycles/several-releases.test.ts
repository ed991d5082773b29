import { App, Stack } from 'aws-cdk-lib';
import { CanaryRestApi, CanarySettings } from '../../lib';
import { LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { LocalAws } from '../../rehearsal/local-aws';
import { answering } from '../apps';
import { inProcessAws } from '../harness/in-process-aws';

const HOLD: CanarySettings = { percentTraffic: 50 };
const AGAIN = { 'cdk-canary-rest-api:action': { 'One/Shop': 'promote' } };

interface Written { readonly code: string; readonly shop?: CanarySettings; readonly blog?: CanarySettings; readonly context?: object }

/** An app with the APIs Shop and Blog, in one stack or in two. */
function templates(stacks: 'one stack' | 'two stacks', { code, shop, blog, context }: Written): Array<{ stackName: string; template: any }> {
  const app = new App({ analyticsReporting: false, context: context as any });
  const first = new Stack(app, 'One');
  const second = stacks === 'one stack' ? first : new Stack(app, 'Two');
  for (const [stack, id, canarySettings] of [[first, 'Shop', shop], [second, 'Blog', blog]] as const) {
    const handler = answering(stack, code, `${id}Fn`);
    handler.addEnvironment('CODE', code);
    new CanaryRestApi(stack, id, { handler, resourcePath: 'hello', cloudWatchRole: false, canarySettings });
  }
  const { stacks: built } = app.synth();
  return built.map(({ stackName, template }) => ({ stackName, template: withoutAssets(template) }));
}

function withoutAssets(template: any): any {
  for (const { Type, Properties } of Object.values<any>(template.Resources)) {
    if (Type === 'AWS::Lambda::Function' && Properties.Code.S3Key) { Properties.Code = { ZipFile: '// in process' }; }
  }
  return template;
}

describe.each(['one stack', 'two stacks'] as const)('given two releases in %s', (stacks) => {
  let aws: LocalAws;
  let asked: number;

  beforeEach(() => {
    asked = 0;
    aws = inProcessAws(1, LIKELY_HYPOTHESES);
    aws.cloudFormation.onResourceOperation(async () => {
      for (const stage of liveStages()) {
        for (const release of stage.canarySettings ? ['base', 'canary'] as const : ['base'] as const) {
          asked++;
          const response = await aws.dataPlane.invokeStage({ restApiId: stage.restApiId, stageName: 'prod', method: 'GET', path: '/hello', release });
          expect([response.status, response.cause]).toEqual([200, undefined]);
        }
      }
    });
  });

  afterEach(() => aws.close());

  function liveStages() {
    return aws.apiGateway.listRestApis().flatMap(({ id: restApiId, name }) =>
      aws.apiGateway.listStages(restApiId).map((stage) => ({ restApiId, name, ...stage })));
  }

  async function deploy(written: Written): Promise<void> {
    for (const request of templates(stacks, written)) {
      const exists = aws.cloudFormation.find(request.stackName) !== undefined;
      const result = await (exists ? aws.cloudFormation.updateStack(request) : aws.cloudFormation.createStack(request));
      expect([result.status, result.reason]).toEqual([expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), undefined]);
    }
  }

  async function answers(name: string, release: 'base' | 'canary'): Promise<string> {
    const { restApiId } = liveStages().find((stage) => stage.name === name)!;
    return String((await aws.dataPlane.invokeStage({ restApiId, stageName: 'prod', method: 'GET', path: '/hello', release })).body);
  }

  test('when both hold and one is promoted by its path, then only that one moves, and no request failed', async () => {
    await deploy({ code: '1' });
    await deploy({ code: '2', shop: HOLD, blog: HOLD });
    expect([await answers('Shop', 'base'), await answers('Shop', 'canary'), await answers('Blog', 'base')]).toEqual(['1', '2', '1']);
    const context = AGAIN;
    for (const request of templates(stacks, { code: '2', shop: HOLD, blog: HOLD, context }).slice(0, 1)) {
      await aws.cloudFormation.updateStack(request);
    }
    expect([await answers('Shop', 'base'), await answers('Blog', 'base'), await answers('Blog', 'canary')]).toEqual(['2', '1', '2']);
    expect(asked).toBeGreaterThan(20);
  });

  test('when one holds and the other has no canary, then the other follows the code', async () => {
    await deploy({ code: '1' });
    await deploy({ code: '2', shop: HOLD });
    expect([await answers('Shop', 'base'), await answers('Blog', 'base')]).toEqual(['1', '2']);
  });
});
