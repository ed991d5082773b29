import { readFileSync } from 'node:fs';
import {
  App,
  Aspects,
  CfnResource,
  IAspect,
  InjectionContext,
  IPropertyInjector,
  Mixin,
  Mixins,
  PropertyInjectors,
  RemovalPolicies,
  RemovalPolicy,
  Stack,
  Tags,
} from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { answering } from './answering';
import { expectAsExpected, expectPractice, practise, practiseApp, release, Step } from './practice';
import { WatchedAws } from './watched-aws';
import { CanaryRelease } from '../../lib';

function helloApi(stack: Stack, code: string): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion));
  return api;
}

/** The practice of a plain API in an app to which something is done before and after the API is added. */
async function practiseWith(before: (app: App) => void, after: (app: App) => void = () => undefined): Promise<void> {
  expectAsExpected(await practiseApp((app, code, step: Step) => {
    before(app);
    release({ api: helloApi(new Stack(app, 'App'), code) }, step);
    after(app);
  }));
}

/** What `cdk init` writes into cdk.json. */
const RECOMMENDED: Record<string, unknown> = JSON.parse(readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'));
const MOCK = { requestTemplates: { 'application/json': '{ "statusCode": 200 }' }, integrationResponses: [{ statusCode: '200' }] };

class Injector implements IPropertyInjector {
  constructor(readonly constructUniqueId: string, private readonly defaults: object) {}

  inject(originalProps: any, _context: InjectionContext): any {
    return { ...this.defaults, ...originalProps };
  }
}

/** Sets a removal policy on everything, as apps for test environments do. */
class DestroyEverything implements IAspect {
  visit(node: IConstruct): void {
    if (CfnResource.isCfnResource(node)) { node.applyRemovalPolicy(RemovalPolicy.DESTROY); }
  }
}

/** As apps for production do. */
class RetainEverything implements IAspect {
  visit(node: IConstruct): void {
    if (CfnResource.isCfnResource(node)) { node.applyRemovalPolicy(RemovalPolicy.RETAIN); }
  }
}

describe('property injectors', () => {
  test('for functions, APIs and stages: the practice goes through', async () => {
    await practiseWith((app) => PropertyInjectors.of(app).add(
      new Injector(lambda.Function.PROPERTY_INJECTION_ID, { tracing: lambda.Tracing.ACTIVE, memorySize: 512 }),
      new Injector(apigateway.RestApi.PROPERTY_INJECTION_ID, { endpointTypes: [apigateway.EndpointType.REGIONAL] }),
      new Injector(apigateway.Stage.PROPERTY_INJECTION_ID, { tracingEnabled: true }),
    ));
  });
});

describe('aspects', () => {
  test.each([['before', undefined], ['after', undefined], ['after', 200], ['after', 800]])(
    'that destroy everything, added %s the release with priority %s: the practice goes through', async (when, priority) => {
      const add = (app: App) => Aspects.of(app).add(new DestroyEverything(), priority === undefined ? undefined : { priority });
      await practiseWith(when === 'before' ? add : () => undefined, when === 'after' ? add : undefined);
    });

  test('RemovalPolicies.of(app).destroy(): the practice goes through', async () => {
    await practiseWith((app) => RemovalPolicies.of(app).destroy());
  });

  test.each<[string, (app: App) => void]>([
    ['RemovalPolicies.of(app).retain()', (app) => RemovalPolicies.of(app).retain()],
    ['an aspect', (app) => Aspects.of(app).add(new RetainEverything(), { priority: 900 })],
  ])('that retain everything, by %s: a release that leaves takes its canary along', async (_, retain) => {
    const aws = new WatchedAws();
    const build = (released: boolean, percentTraffic?: number) => (app: App, code: string) => {
      const stack = new Stack(app, 'App');
      const api = helloApi(stack, code);
      if (released) { new CanaryRelease(stack, 'Release', { api, canarySettings: percentTraffic ? { percentTraffic } : undefined }); }
      retain(app);
    };
    try {
      await aws.deploy(build(true), 'code 1');
      await aws.deploy(build(true, 10), 'code 2');
      expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
      expect(await aws.deploy(build(false), 'code 2')).toMatchObject({ result: { succeeded: true }, failures: [] });
      expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
    } finally {
      await aws.close();
    }
  });

  test('that tag everything: the practice goes through', async () => {
    await practiseWith((app) => Tags.of(app).add('team', 'shop'));
  });
});

class DestroyMixin extends Mixin {
  supports(construct: IConstruct): boolean {
    return CfnResource.isCfnResource(construct);
  }

  applyTo(construct: IConstruct): void {
    (construct as CfnResource).applyRemovalPolicy(RemovalPolicy.DESTROY);
  }
}

test('a mixin that destroys everything: the practice goes through', async () => {
  await practiseWith(() => undefined, (app) => Mixins.of(app).apply(new DestroyMixin()));
});

describe('feature flags that change hashes and ids', () => {
  test('all as CDK recommends: the practice goes through', async () => {
    await expectPractice((stack, code) => ({ api: helloApi(stack, code) }), { context: RECOMMENDED });
  });

  test('none of them: the practice goes through', async () => {
    const off = Object.fromEntries(Object.entries(RECOMMENDED).filter(([, value]) => value === true).map(([flag]) => [flag, false]));
    await expectPractice((stack, code) => ({ api: helloApi(stack, code) }), { context: off });
  });

  const FLAG = '@aws-cdk/aws-apigateway:authorizerChangeDeploymentLogicalId';
  test.each([
    [true, 'is held', { base: 'code 1', canary: 'code 2', percentTraffic: 10 }],
    [false, 'is refused', expect.stringContaining('[CanaryWithoutNewCode]')],
  ])(
    `with ${FLAG}=%s, a canary of an authorizer alone that changes %s`, async (on, _, held) => {
      const practice = await practise((stack, code) => {
        const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
        const authorizer = new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: answering(stack, code, 'AuthorizerFn').currentVersion });
        api.root.addMethod('GET', new apigateway.MockIntegration(MOCK), { authorizer, methodResponses: [{ statusCode: '200' }] });
        return { api };
      }, { context: { [FLAG]: on } });
      expect(practice.stages.canary).toEqual(held);
      expect(practice.failures).toEqual([]);
    });

  test('flipping them beside a canary: no request fails', async () => {
    const operations = [];
    const aws = new WatchedAws();
    const build = (percentTraffic?: number) => (app: App, code: string) => {
      const stack = new Stack(app, 'App');
      new CanaryRelease(stack, 'Release', {
        api: helloApi(stack, code), canarySettings: percentTraffic === undefined ? undefined : { percentTraffic },
      });
    };
    operations.push(await aws.deploy(build(), 'code 1'), await aws.deploy(build(10), 'code 2', { context: RECOMMENDED }));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
    operations.push(await aws.deploy(build(10), 'code 3'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 3', percentTraffic: 10 } });
    expect(operations.flatMap(({ failures }) => failures)).toEqual([]);
    await aws.close();
  });
});
