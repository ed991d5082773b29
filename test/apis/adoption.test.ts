import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { answering } from './answering';
import { WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease, CanarySettings } from '../../lib';

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

function helloApi(stack: Stack, code: string): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { variables: { theme: 'light' } } });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion));
  return api;
}

function plain(app: App, code: string): void {
  helloApi(new Stack(app, 'App'), code);
}

function released(canarySettings?: CanarySettings, act: (release: CanaryRelease) => void = () => undefined) {
  return (app: App, code: string) => {
    const stack = new Stack(app, 'App');
    act(new CanaryRelease(stack, 'Release', { api: helloApi(stack, code), canarySettings }));
  };
}

/** Types of resources that the operation replaced or deleted. */
function goneIn({ result }: WatchedOperation): string[] {
  return result.events.filter(({ status }) => status.startsWith('DELETE')).map(({ type }) => type);
}

describe('adoption of a deployed stage', () => {
  const HELD = { percentTraffic: 10 };

  test('leaves the logical ids of API, stage, deployment and version as they are', () => {
    const idsOf = (build: (app: App, code: string) => void) => {
      const app = new App();
      build(app, 'code 1');
      const template = Template.fromStack(app.node.findChild('App') as Stack);
      return ['RestApi', 'Stage', 'Deployment'].map((type) => Object.keys(template.findResources(`AWS::ApiGateway::${type}`)))
        .concat(Object.keys(template.findResources('AWS::Lambda::Version')));
    };
    expect(idsOf(released(HELD))).toEqual(idsOf(plain));
  });

  test.each([['without a canary', undefined, undefined], ['with a canary', HELD, { canary: 'code 1', percentTraffic: 10 }]])(
    '%s: no request fails, production stays, and nothing is replaced or deleted',
    async (_, canarySettings, canary) => {
      await aws.deploy(plain, 'code 1');
      const [production, asked] = [aws.production(), aws.asked.base];
      const operation = await aws.deploy(released(canarySettings), 'code 1');
      expect(operation).toMatchObject({ result: { status: 'UPDATE_COMPLETE' }, failures: [], failedOperations: [] });
      expect(aws.production()).toBe(production);
      expect(aws.stages()).toEqual({ prod: { base: 'code 1', ...canary } });
      expect(aws.asked.base).toBeGreaterThan(asked);
      expect(goneIn(operation)).toEqual([]);
    });

  test('after it the practice goes on', async () => {
    await aws.deploy(plain, 'code 1');
    const operations = [
      await aws.deploy(released(), 'code 1'),
      await aws.deploy(released(HELD), 'code 2'),
      await aws.deploy(released(HELD, (release) => release.promote()), 'code 2'),
      await aws.deploy(released(), 'code 2'),
    ];
    expect(operations.flatMap(({ failures }) => failures)).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });

  test('together with new code in a canary is refused, and nothing moves', async () => {
    await aws.deploy(plain, 'code 1');
    const { result, failures } = await aws.deploy(released(HELD), 'code 2');
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[AdoptedWithChange]') });
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
    expect(failures).toEqual([]);
  });

  test('together with new code for everybody: no request fails', async () => {
    await aws.deploy(plain, 'code 1');
    const { result, failures } = await aws.deploy(released(), 'code 2');
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });
});

describe('leaving: the release is taken out of the code', () => {
  test('while nothing is held: production stays, and no request fails', async () => {
    await aws.deploy(released(), 'code 1');
    const { result, failures } = await aws.deploy(plain, 'code 1');
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('after a promotion: the canary goes, production stays, and no request fails', async () => {
    await aws.deploy(released(), 'code 1');
    await aws.deploy(released({ percentTraffic: 10 }), 'code 2');
    await aws.deploy(released({ percentTraffic: 10 }, (release) => release.promote()), 'code 2');
    const { failures } = await aws.deploy(plain, 'code 2');
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });

  test('after an abort, with the base code: the canary is gone, production runs the base code, and no request fails', async () => {
    await aws.deploy(released(), 'code 1');
    await aws.deploy(released({ percentTraffic: 10 }), 'code 2');
    await aws.deploy(released({ percentTraffic: 10 }, (release) => release.abort()), 'code 2');
    const { failures } = await aws.deploy(released(), 'code 1');
    expect(failures).toEqual([]);
    const left = await aws.deploy(plain, 'code 1');
    expect(left.failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('while a canary is held: production follows the code as in any plain deploy, and the canary goes', async () => {
    await aws.deploy(released(), 'code 1');
    await aws.deploy(released({ percentTraffic: 10 }), 'code 2');
    const { result } = await aws.deploy(plain, 'code 2');
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });
});

describe('from a function without a version to its version', () => {
  const build = (mode: 'none' | 'hold', isVersioned: boolean) => (app: App, code: string) => {
    const stack = new Stack(app, 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const fn = answering(stack, code);
    api.root.addResource('hello').addMethod(
      'GET', new apigateway.LambdaIntegration(isVersioned ? fn.currentVersion : fn, { scopePermissionToMethod: false }),
    );
    new CanaryRelease(stack, 'Release', { api, canarySettings: mode === 'hold' ? { percentTraffic: 10 } : undefined });
  };

  test('with new code in a canary at once: refused, and the rollback brings the code of the base back', async () => {
    const { messages } = await aws.deploy(build('none', false), 'code 1');
    expect(messages).toContainEqual(expect.stringContaining('unqualifiedFunction'));
    const { result } = await aws.deploy(build('hold', true), 'code 2');
    expect(result.reason).toContain('[BaseUnqualified]');
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
    const { failures } = await aws.deploy(build('none', false), 'code 1');
    expect(failures).toEqual([]);
  });

  test('with the code that is live first, then new code in a canary: no request fails', async () => {
    await aws.deploy(build('none', false), 'code 1');
    const version = await aws.deploy(build('none', true), 'code 1');
    const hold = await aws.deploy(build('hold', true), 'code 2');
    expect([...version.failures, ...hold.failures]).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
  });

  test('with the code that is live and a canary at once: accepted, both run the same', async () => {
    await aws.deploy(build('none', false), 'code 1');
    const { result, failures } = await aws.deploy(build('hold', true), 'code 1');
    expect([result.succeeded, failures]).toEqual([true, []]);
  });
});
