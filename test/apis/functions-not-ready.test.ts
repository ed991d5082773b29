import { App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answering } from './answering';
import { AppBuilder, WatchedAws } from './watched-aws';
import { CanaryRelease, CanarySettings } from '../../lib';
import { Preparation } from '../../rehearsal/lambda/preparation';

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

const HELD: CanarySettings = { percentTraffic: 10 };
const WAYS = {
  version: (_, fn) => fn.currentVersion,
  alias: (stack, fn) => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion }),
} satisfies Record<string, (stack: Stack, fn: lambda.Function) => lambda.IFunction>;

/** GET /hello. */
const app = (canarySettings?: CanarySettings, how: keyof typeof WAYS = 'version'): AppBuilder => (root, code) => {
  const stack = new Stack(root, 'App');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(WAYS[how](stack, answering(stack, code))));
  new CanaryRelease(stack, 'Release', { api, canarySettings });
};

/** What versions need that are published from now on. */
function given(preparation: Preparation | undefined): void {
  aws.aws.lambda.preparing = () => preparation;
}

test('a version that is pending for minutes gets no request before it is active, from the first deploy to the end', async () => {
  given({ seconds: 240 });
  const deploys: Array<[string, CanarySettings?]> = [['code 1'], ['code 2', HELD], ['code 3', HELD], ['code 4']];
  for (const [code, settings] of deploys) {
    const before = aws.aws.clock.now().getTime();
    const { result, failures } = await aws.deploy(app(settings), code);
    expect([code, result.status, failures]).toEqual([code, expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), []]);
    expect((aws.aws.clock.now().getTime() - before) / 1000).toBeGreaterThan(200);
  }
  expect(aws.asked.canary).toBeGreaterThan(0);
});

test('the version behind an alias is waited for, too, when the deployment is new', async () => {
  given({ seconds: 240 });
  const before = aws.aws.clock.now().getTime();
  const { result, failures } = await aws.deploy(app(undefined, 'alias'), 'code 1');
  expect([result.status, failures]).toEqual(['CREATE_COMPLETE', []]);
  expect((aws.aws.clock.now().getTime() - before) / 1000).toBeGreaterThan(200);
});

test.each([
  ['for ever', { seconds: Infinity }, /Fn\S+:2, which has the state Pending \(The function is being created\.\) after 4\d\d s/],
  ['and then fails', { seconds: 60, failure: 'Init error' }, /Fn\S+:2, which has the state Failed \(Init error\)/],
])('a version that is prepared %s fails the deploy; the base serves on, and nothing has moved', async (_, preparation, why) => {
  await aws.deploy(app(), 'code 1');
  given(preparation);
  for (const settings of [HELD, undefined]) {
    const { result, failures } = await aws.deploy(app(settings), 'code 2');
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(result.reason).toMatch(/\[FunctionNotActive\]/);
    expect(result.reason).toMatch(settings ? why : /which has the state (Pending|Failed)/);
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  }
  given(undefined);
  expect((await aws.deploy(app(HELD), 'code 3')).result.status).toBe('UPDATE_COMPLETE');
});

test('a stage that the release takes over with new code and no canary gets no request before its version is active', async () => {
  await aws.deploy((root, code) => {
    const stack = new Stack(root, 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion));
  }, 'code 1');
  given({ seconds: 240 });
  const { result, failures } = await aws.deploy(app(), 'code 2');
  // The permission of the code before left in the cleanup of plain CDK, but only when production is on the new code.
  expect([result.status, failures.filter(({ got }) => /not active/.test(got))]).toEqual(['UPDATE_COMPLETE', []]);
});

test('on the way back nothing is waited for: the base has been serving', async () => {
  await aws.deploy(app(), 'code 1');
  given({ seconds: 100 });
  const { result, failures } = await aws.deploy(app(HELD), 'code 2', {
    inject: ({ logicalId, phase }) => logicalId.startsWith('ApiDeploymentStage') && phase === 'update' ? { kind: 'fail', when: 'after' } : undefined,
  });
  expect([result.status, failures, aws.stages()]).toEqual(['UPDATE_ROLLBACK_COMPLETE', [], { prod: { base: 'code 1' } }]);
});

describe('what the driver may read, and waits for', () => {
  const templateOf = (build: (stack: Stack, app: App) => void): { readonly calls: string; readonly readable: string } => {
    const root = new App();
    const stack = new Stack(root, 'App');
    build(stack, root);
    const template = Template.fromStack(stack);
    const [driver] = Object.values(template.findResources('Custom::CanaryStage'));
    const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const { Resource = [] } = statements.find(({ Action }: any) => Action === 'lambda:GetFunctionConfiguration') ?? {};
    return { calls: JSON.stringify(driver.Properties.Calls ?? []), readable: JSON.stringify(Resource) };
  };
  const apiIn = (stack: Stack): apigateway.RestApi => new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });

  test('are functions of the API, by an ARN that does not change with the version; no others of the stack', () => {
    const { readable } = templateOf((stack) => {
      const api = apiIn(stack);
      api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1').currentVersion));
      answering(stack, '1', 'Worker');
      new CanaryRelease(stack, 'Release', { api });
    });
    expect(readable).toMatch(/^\[\{"Fn::GetAtt":\["Fn\w+","Arn"\]\},\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["Fn\w+","Arn"\]\},":\*"\]\]\}\]$/);
  });

  test('a function without a version, and one that a stage variable leads to an alias', () => {
    const { calls } = templateOf((stack) => {
      const api = apiIn(stack);
      const fn = answering(stack, '1');
      const byVariable = lambda.Function.fromFunctionAttributes(stack, 'ByVariable', {
        functionArn: `${fn.functionArn}:\${stageVariables.alias}`, sameEnvironment: true,
      });
      api.root.addMethod('GET', new apigateway.LambdaIntegration(byVariable));
      api.root.addMethod('PUT', new apigateway.LambdaIntegration(answering(stack, '1', 'Other')));
      new CanaryRelease(stack, 'Release', { api, canarySettings: { percentTraffic: 5, stageVariableOverrides: { alias: 'next' } } });
    });
    expect(calls).toMatch(
      /^\[\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["Fn\w+","Arn"\]\},":\$\{stageVariables\.alias\}"\]\]\},\{"Fn::GetAtt":\["Other\w+","Arn"\]\}\]$/,
    );
  });

  test('a function that the app only imports is left to whoever publishes it', () => {
    expect(templateOf((stack) => {
      const api = apiIn(stack);
      for (const [method, arn] of [
        ['GET', 'arn:aws:lambda:us-east-1:210987654321:function:Theirs:3'], ['PUT', 'arn:aws:lambda:us-east-1:123456789012:function:Ours'],
      ]) {
        api.root.addMethod(method, new apigateway.LambdaIntegration(lambda.Function.fromFunctionArn(stack, method, arn)));
      }
      new CanaryRelease(stack, 'Release', { api });
    })).toEqual({ calls: '[]', readable: '[]' });
  });

  test('a function of another stack needs no export besides that of its version', () => {
    let exported: unknown;
    const { calls, readable } = templateOf((stack, root) => {
      const other = new Stack(root, 'Functions');
      const api = apiIn(stack);
      const integration = new apigateway.LambdaIntegration(answering(other, '1').currentVersion, { scopePermissionToMethod: false });
      api.root.addMethod('GET', integration);
      new CanaryRelease(stack, 'Release', { api });
      root.synth();
      exported = Template.fromStack(other).toJSON().Outputs;
    });
    expect(Object.keys(exported as object)).toHaveLength(1);
    expect(calls).toMatch(/^\[\{"Fn::ImportValue":"Functions:ExportsOutputRefFnCurrentVersion\w+"\}\]$/);
    expect(readable).toContain('{"Fn::Select":[6,{"Fn::Split":[":",{"Fn::ImportValue":"Functions:ExportsOutputRefFnCurrentVersion');
  });

  test('a function of a nested stack, whose methods stand there', async () => {
    given({ seconds: 120 });
    const nested = (settings?: CanarySettings): AppBuilder => (root, code) => {
      const stack = new Stack(root, 'App');
      const api = apiIn(stack);
      const hello = api.root.addResource('hello');
      const routes = new NestedStack(stack, 'Routes');
      const { currentVersion } = answering(routes, code);
      const method = new apigateway.Method(routes, 'Get', {
        httpMethod: 'GET', resource: hello, integration: new apigateway.LambdaIntegration(currentVersion, { scopePermissionToMethod: false }),
      });
      api.latestDeployment!.node.addDependency(method);
      api.latestDeployment!.addToLogicalId((currentVersion.node.defaultChild as CfnResource).logicalId);
      new CanaryRelease(stack, 'Release', { api, canarySettings: settings });
    };
    for (const [code, settings] of [['code 1', undefined], ['code 2', HELD]] as const) {
      const { result, failures } = await aws.deploy(nested(settings), code);
      expect([result.reason, failures]).toEqual([undefined, []]);
    }
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
  });

  test('an API with more functions than a policy has room for gets one statement for all functions', () => {
    const { calls, readable } = templateOf((stack) => {
      const api = apiIn(stack);
      for (let i = 0; i < 21; i++) {
        api.root.addResource(`r${i}`).addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', `Fn${i}`).currentVersion));
      }
      new CanaryRelease(stack, 'Release', { api });
    });
    expect(JSON.parse(calls)).toHaveLength(21);
    expect(readable).toMatch(/":function:\*"/);
  });

  test('an API without functions gets no statement', () => {
    expect(templateOf((stack) => {
      const api = apiIn(stack);
      api.root.addMethod('GET', new apigateway.MockIntegration());
      new CanaryRelease(stack, 'Release', { api });
    })).toEqual({ calls: '[]', readable: '[]' });
  });
});
