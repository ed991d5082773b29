import { App, Aspects, NestedStack, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease, CanaryRollout, CanarySettings } from '../lib';
import { answering, newStack, theResource } from './apps';

const SETTINGS: CanarySettings = { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } };

function restApi(stack: Stack, props: apigateway.RestApiProps = {}, id = 'Api') {
  const api = new apigateway.RestApi(stack, id, props);
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', `${id}Fn`).currentVersion));
  return api;
}

describe('the Stage resource', () => {
  test('of a held canary is on the base that the driver found, with every property of the canary explicit', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack), canarySettings: { percentTraffic: 10 } });
    const driver = theResource(stack, 'Custom::CanaryStage').logicalId;
    const deployment = theResource(stack, 'AWS::ApiGateway::Deployment').logicalId;
    expect(theResource(stack, 'AWS::ApiGateway::Stage').Properties).toMatchObject({
      DeploymentId: { 'Fn::GetAtt': [driver, 'BaseDeploymentId'] },
      CanarySetting: { DeploymentId: { Ref: deployment }, PercentTraffic: 10, UseStageCache: false, StageVariableOverrides: {} },
    });
  });

  test('of a promotion is on the new deployment, with its variables merged and the canary at 0 %', () => {
    const stack = newStack();
    const api = restApi(stack, { deployOptions: { variables: { theme: 'light', region: 'eu' } } });
    new CanaryRelease(stack, 'Release', { api, canarySettings: SETTINGS }).promote();
    const deployment = { Ref: theResource(stack, 'AWS::ApiGateway::Deployment').logicalId };
    expect(theResource(stack, 'AWS::ApiGateway::Stage').Properties).toMatchObject({
      DeploymentId: deployment,
      Variables: { theme: 'dark', region: 'eu' },
      CanarySetting: { DeploymentId: deployment, PercentTraffic: 0, StageVariableOverrides: { theme: 'dark' } },
    });
  });

  test('of an abort is on the base and declares no canary', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack), canarySettings: SETTINGS }).abort();
    const { Properties } = theResource(stack, 'AWS::ApiGateway::Stage');
    expect(Properties.DeploymentId).toHaveProperty('Fn::GetAtt');
    expect(Properties).not.toHaveProperty('CanarySetting');
  });

  test('without settings is on the new deployment and declares no canary', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack) });
    const { Properties } = theResource(stack, 'AWS::ApiGateway::Stage');
    expect(Properties.DeploymentId).toEqual({ Ref: theResource(stack, 'AWS::ApiGateway::Deployment').logicalId });
    expect(Properties).not.toHaveProperty('CanarySetting');
  });

  const choices = [true, false].flatMap((updateDeployment) => [true, false].flatMap((updateStageVariables) =>
    [true, false].map((resetTraffic) => ({ updateDeployment, updateStageVariables, resetTraffic }))));
  test.each(choices)('of a promotion says what was chosen: %j', (choice) => {
    const stack = newStack();
    const api = restApi(stack, { deployOptions: { variables: { theme: 'light' } } });
    new CanaryRelease(stack, 'Release', { api, canarySettings: SETTINGS }).promote(choice);
    const { Properties } = theResource(stack, 'AWS::ApiGateway::Stage');
    expect(Properties.DeploymentId).toHaveProperty(choice.updateDeployment ? 'Ref' : 'Fn::GetAtt');
    expect(Properties.Variables).toEqual({ theme: choice.updateStageVariables ? 'dark' : 'light' });
    expect(Properties.CanarySetting.PercentTraffic).toBe(choice.resetTraffic ? 0 : 10);
    expect(theResource(stack, 'Custom::CanaryStage').Properties).toMatchObject({
      UpdateDeployment: choice.updateDeployment, UpdateStageVariables: choice.updateStageVariables, ResetTraffic: choice.resetTraffic,
    });
  });
});

describe('what the base needs', () => {
  const RETAINED = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

  test.each([SETTINGS, undefined])('is retained in every mode (settings: %j)', (canarySettings) => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack), canarySettings });
    const template = Template.fromStack(stack);
    for (const type of ['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version', 'AWS::Lambda::Permission']) {
      template.allResources(type, RETAINED);
    }
  });

  test('is kept and awaited inside a CDK stage as it is outside', () => {
    const stack = new Stack(new CdkStage(new App(), 'Beta'), 'Stack');
    new CanaryRelease(stack, 'Release', { api: restApi(stack), canarySettings: SETTINGS });
    const template = Template.fromStack(stack);
    for (const type of ['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version', 'AWS::Lambda::Permission']) { template.allResources(type, RETAINED); }
    expect(theResource(stack, 'Custom::CanaryStage').DependsOn)
      .toEqual(expect.arrayContaining(Object.keys(template.findResources('AWS::Lambda::Permission'))));
  });

  test('leaves alone what belongs to another API', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack) });
    restApi(stack, {}, 'Other');
    const plain = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Permission'))
      .filter((permission: any) => permission.DeletionPolicy === undefined);
    expect(plain).toHaveLength(2);
  });

  test('includes the version behind an alias and the version of an authorizer', () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Api');
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: answering(stack, '1').currentVersion });
    const authorizer = new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: answering(stack, '1', 'Auth').currentVersion });
    api.root.addMethod('GET', new apigateway.LambdaIntegration(alias), { authorizer });
    new CanaryRelease(stack, 'Release', { api });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Version', 2);
    template.allResources('AWS::Lambda::Version', RETAINED);
  });

  test('can be invoked before traffic moves: permissions name the stage literally, and the driver waits for them', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack) });
    const template = Template.fromStack(stack);
    const permissions = template.findResources('AWS::Lambda::Permission');
    const stageId = theResource(stack, 'AWS::ApiGateway::Stage').logicalId;
    expect(JSON.stringify(permissions)).not.toContain(stageId);
    expect(JSON.stringify(permissions)).toContain('/prod/GET/hello');
    expect(theResource(stack, 'Custom::CanaryStage').DependsOn).toEqual(expect.arrayContaining(Object.keys(permissions)));
    expect(theResource(stack, 'AWS::ApiGateway::Stage').DependsOn).toContain(theResource(stack, 'Custom::CanaryStage').logicalId);
  });

  test('holds for a route that is added after the release', () => {
    const stack = newStack();
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api });
    api.root.addResource('late').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', 'Late').currentVersion));
    Template.fromStack(stack).allResources('AWS::Lambda::Version', RETAINED);
  });

  test('holds for a permission that an aspect adds to the function', () => {
    const stack = newStack();
    const api = restApi(stack);
    const fn = answering(stack, '1', 'Extra');
    new CanaryRelease(stack, 'Release', { api });
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === stack && !fn.node.tryFindChild('ByHand')) {
          fn.currentVersion.addPermission('ByHand', {
            principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi(),
          });
        }
      },
    }, { priority: 100 });
    Template.fromStack(stack).allResources('AWS::Lambda::Permission', RETAINED);
  });
});

describe('the driver', () => {
  test('may patch this stage, read it, its export, deployments and functions of its API and its own stack, and nothing else', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack) });
    const api = { Ref: theResource(stack, 'AWS::ApiGateway::RestApi').logicalId };
    const fn = { 'Fn::GetAtt': ['ApiFnE0725F78', 'Arn'] };
    const arn = (end: string) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, '::/restapis/', api, end]],
    });
    expect(theResource(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: ['apigateway:GET', 'apigateway:PATCH'], Resource: arn('/stages/prod') },
      { Effect: 'Allow', Action: 'apigateway:GET', Resource: [arn('/deployments/*'), arn('/stages/prod/exports/oas30')] },
      {
        Effect: 'Allow',
        Action: [
          'cloudformation:DescribeStacks',
          'cloudformation:DescribeStackEvents',
          'cloudformation:DescribeStackResource',
          'cloudformation:ListStackResources',
        ],
        Resource: [{ Ref: 'AWS::StackId' }],
      },
      { Effect: 'Allow', Action: 'lambda:GetFunctionConfiguration', Resource: [fn, { 'Fn::Join': ['', [fn, ':*']] }] },
    ]);
  });

  test('may read nested stacks where there are any, by their names', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack) });
    new NestedStack(stack, 'Routes');
    const [, , { Resource }] = theResource(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
    expect(Resource).toEqual([{ Ref: 'AWS::StackId' }, {
      'Fn::Join': ['', [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':cloudformation:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        `:stack/${stack.stackName}-*/*`,
      ]],
    }]);
  });

  test('in a nested stack may read the history of the root stack: there an operation begins', () => {
    const nested = new NestedStack(new Stack(new App(), 'Shop'), 'Api');
    new CanaryRelease(nested, 'Release', { api: restApi(nested) });
    const { Statement } = theResource(nested, 'AWS::IAM::Policy').Properties.PolicyDocument;
    expect(Statement[3]).toMatchObject({ Effect: 'Allow', Action: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'] });
    expect(JSON.stringify(Statement[3].Resource)).toContain(':stack/Shop/*');
  });

  test('is waited for longer than its event may be old and its function run, and not for the hour that CloudFormation would wait', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack) });
    const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: retries } = theResource(stack, 'AWS::Lambda::EventInvokeConfig').Properties;
    const timeout = theResource(stack, 'AWS::Lambda::Function', (id) => id.startsWith('CanaryStageDriver')).Properties.Timeout;
    expect({ age, retries, timeout }).toEqual({ age: 300, retries: 1, timeout: 600 });
    expect(theResource(stack, 'Custom::CanaryStage').Properties.ServiceTimeout).toBe('1020');
  });

  test('waits until its events expire: otherwise Lambda may deliver one hours later', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack) });
    expect(theResource(stack, 'Custom::CanaryStage').DependsOn).toContain(theResource(stack, 'AWS::Lambda::EventInvokeConfig').logicalId);
  });

  test('knows the stack that it belongs to', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack) });
    expect(theResource(stack, 'AWS::Lambda::Function', (id) => id.startsWith('CanaryStageDriver')).Properties.Environment)
      .toEqual({ Variables: { STACK_ID: { Ref: 'AWS::StackId' } } });
  });

  test('is told the rest of the stage, so that it runs whenever CloudFormation touches the stage', () => {
    const stack = newStack();
    const api = restApi(stack, { deployOptions: { throttlingRateLimit: 5, tracingEnabled: true } });
    (api.deploymentStage.node.defaultChild as apigateway.CfnStage).addPropertyOverride('Description', 'by hand');
    new CanaryRelease(stack, 'Release', { api });
    expect(theResource(stack, 'Custom::CanaryStage').Properties.StageTemplate).toEqual({
      Description: 'by hand',
      TracingEnabled: true,
      MethodSettings: [{ DataTraceEnabled: false, HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 5 }],
    });
  });

  test('is one function for two releases of a stack, each with a policy for its own stage', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'ReleaseA', { api: restApi(stack, {}, 'A') });
    new CanaryRelease(stack, 'ReleaseB', { api: restApi(stack, {}, 'B') });
    const template = Template.fromStack(stack);
    template.resourceCountIs('Custom::CanaryStage', 2);
    template.resourceCountIs('AWS::IAM::Policy', 2);
    template.resourcePropertiesCountIs('AWS::Lambda::Function', { Description: Match.stringLikeRegexp('^Moves the canary') }, 1);
  });

  test('works for two stages of one API, the second without a release of its own', () => {
    const stack = newStack();
    const api = restApi(stack);
    const beta = new apigateway.Stage(stack, 'Beta', { stageName: 'beta', deployment: new apigateway.Deployment(stack, 'BetaDeployment', { api }) });
    new CanaryRelease(stack, 'Release', { stage: beta, canarySettings: SETTINGS });
    const stages = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Stage')).map((stage: any) => stage.Properties);
    expect(stages.filter(({ CanarySetting }) => CanarySetting).map(({ StageName }) => StageName)).toEqual(['beta']);
  });
});

describe('input that is refused in the constructor', () => {
  function release(settings: Partial<CanarySettings>) {
    const stack = newStack();
    return new CanaryRelease(stack, 'Release', { api: restApi(stack), canarySettings: { percentTraffic: 10, ...settings } });
  }

  test.each([-0.1, 100.1, NaN, Infinity])('a percentage outside 0 to 100: %d', (percentTraffic) => {
    expect(() => release({ percentTraffic })).toThrow(/percentTraffic must be a number from 0 to 100, got .*It is a percentage: write 15 for 15 %/);
  });

  test.each([0, 33.33, 66.66, 100])('but not the bounds and fractions: %d', (percentTraffic) => {
    expect(() => release({ percentTraffic })).not.toThrow();
  });

  test.each(['', 'a-b', 'a b', 'ä', 'x'.repeat(65)])('the name of an override: %j', (name) => {
    expect(() => release({ stageVariableOverrides: { [name]: 'x' } })).toThrow('1 to 64 letters, digits and underscores');
  });

  test.each(['', 'a b', '$LATEST', 'x'.repeat(513)])('the value of an override: %j', (value) => {
    expect(() => release({ stageVariableOverrides: { name: value } })).toThrow('1 to 512 characters');
  });

  test.each([['a list', ['dark']], ['a text', 'dark'], ['null', null], ['a number', 7], ['a Map', new Map([['a', 'b']])]])(
    'overrides that are %s', (_, overrides) => {
      expect(() => release({ stageVariableOverrides: overrides as unknown as Record<string, string> }))
        .toThrow(/stageVariableOverrides is .*; allowed is an object such as \{ theme: 'dark' \}, or nothing.*\[InvalidOption at /);
    });

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['an instance of a class', () => new Map(), 'a Map'],
    ['a construct, which has no JSON', (stack) => stack, 'a Stack'],
    ['a bigint, which has no JSON either', () => BigInt(10), '10'],
  ])('an option that is %s', (_, rolloutIn, got) => {
    const stack = newStack();
    expect(() => new CanaryRelease(stack, 'Release', { api: restApi(stack), rollout: rolloutIn(stack) as CanaryRollout }))
      .toThrow(`rollout is ${got}; allowed is a CanaryRollout`);
  });

  test('nothing of an object that somebody changes afterwards: it was copied', () => {
    const stack = newStack();
    const settings = { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } };
    const exceptEndpoints = ['GET /'];
    const promoted = { resetTraffic: false };
    new CanaryRelease(stack, 'Release', { api: restApi(stack), canarySettings: settings, exceptEndpoints }).promote(promoted);
    settings.percentTraffic = 150;
    settings.stageVariableOverrides.theme = 'not a value';
    exceptEndpoints.push('no endpoint');
    promoted.resetTraffic = true;
    Template.fromStack(stack).hasResourceProperties('Custom::CanaryStage', {
      PercentTraffic: 10, StageVariableOverrides: { theme: 'dark' }, ExceptEndpoints: ['GET /'], ResetTraffic: false,
    });
  });

  test('neither or both of api and stage', () => {
    const stack = newStack();
    const api = restApi(stack);
    expect(() => new CanaryRelease(stack, 'A', {})).toThrow('Exactly one of api and stage is needed, got neither');
    expect(() => new CanaryRelease(stack, 'B', { api, stage: api.deploymentStage })).toThrow('got both');
  });

  test('a second release on one stage', () => {
    const stack = newStack();
    const api = restApi(stack);
    new CanaryRelease(stack, 'A', { api });
    expect(() => new CanaryRelease(stack, 'B', { stage: api.deploymentStage })).toThrow('already has the release Stack/A');
  });

  test('an imported API and an imported stage', () => {
    const stack = newStack();
    const api = apigateway.RestApi.fromRestApiId(stack, 'Imported', 'abc');
    expect(() => new CanaryRelease(stack, 'A', { api })).toThrow('The API is imported');
    const stage = apigateway.Stage.fromStageAttributes(stack, 'ImportedStage', { restApi: api, stageName: 'prod' });
    expect(() => new CanaryRelease(stack, 'B', { stage })).toThrow('The stage is imported');
  });

  test('an API without a deployment stage', () => {
    const stack = newStack();
    const api = restApi(stack, { deploy: false });
    expect(() => new CanaryRelease(stack, 'A', { api })).toThrow(
      'The API has no deployment stage (deploy is false), and a canary release needs one. Leave deploy out, or pass the stage',
    );
  });

  test('a stage that has a canary of its own', () => {
    const stack = newStack();
    const api = restApi(stack);
    (api.deploymentStage.node.defaultChild as apigateway.CfnStage).canarySetting = { percentTraffic: 1 };
    expect(() => new CanaryRelease(stack, 'A', { api })).toThrow('has a canarySetting of its own');
  });

  test('a stage of another stack', () => {
    const app = new App();
    const api = restApi(new Stack(app, 'Apis'));
    expect(() => new CanaryRelease(new Stack(app, 'Releases'), 'A', { api })).toThrow(
      'The stage belongs to stack Apis. Create the release in that stack',
    );
  });

  test('a promotion without a canary, or together with an abort', () => {
    const stack = newStack();
    expect(() => new CanaryRelease(stack, 'A', { api: restApi(stack) }).promote()).toThrow('promote needs the canarySettings');
    const held = release({});
    held.abort();
    expect(() => held.promote()).toThrow('The code calls abort(), but it calls promote(), too. Take one of the two away.');
  });
});

describe('warnings', () => {
  function warnings(stack: Stack): string[] {
    return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
  }

  test.each([[0.1, 10], [0.5, 50], [0.07, 7]])('%d looks like a share', (percentTraffic, meant) => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack), canarySettings: { percentTraffic } });
    expect(warnings(stack)).toEqual([expect.stringContaining(`write ${meant} for ${meant} %`)]);
  });

  test.each([0, 1, 100])('%d does not look like a share', (percentTraffic) => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack), canarySettings: { percentTraffic } });
    expect(warnings(stack)).toEqual([]);
  });

  test('useStageCache needs a cache cluster', () => {
    const stack = newStack();
    new CanaryRelease(stack, 'Release', { api: restApi(stack), canarySettings: { percentTraffic: 10, useStageCache: true } });
    expect(warnings(stack)).toEqual([expect.stringContaining('has no cache cluster')]);
    const cached = newStack();
    const api = restApi(cached, { deployOptions: { cacheClusterEnabled: true } });
    new CanaryRelease(cached, 'Release', { api, canarySettings: { percentTraffic: 10, useStageCache: true } });
    expect(warnings(cached)).toEqual([]);
  });

  function routeTo(handler: (stack: Stack) => lambda.IFunction, canarySettings: CanarySettings | undefined = SETTINGS): string[] {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(handler(stack)));
    new CanaryRelease(stack, 'Release', { api, canarySettings });
    return warnings(stack);
  }

  test('a route to an unqualified function cannot be canaried', () => {
    expect(routeTo((stack) => answering(stack, '1'))).toEqual([expect.stringContaining('GET /hello calls a function without a version')]);
  });

  test('a route to one alias cannot be canaried', () => {
    expect(routeTo((stack) => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: answering(stack, '1').currentVersion })))
      .toEqual([expect.stringContaining('GET /hello calls a function through one alias')]);
  });

  test.each([
    ['arn:aws:lambda:eu-west-1:123456789012:function:f', 'without a version'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:f:live', 'through one alias'],
  ])('a route to %s cannot be canaried', (arn, reason) => {
    expect(routeTo((stack) => lambda.Function.fromFunctionArn(stack, 'F', arn)).filter((text) => text.includes('GET /hello')))
      .toEqual([expect.stringContaining(reason)]);
  });

  test.each(['7', '${stageVariables.alias}'])('a route to a function imported with the qualifier %s can be canaried', (qualifier) => {
    const arn = `arn:aws:lambda:eu-west-1:123456789012:function:f:${qualifier}`;
    expect(routeTo((stack) => lambda.Function.fromFunctionArn(stack, 'F', arn)).filter((text) => text.includes('GET /hello'))).toEqual([]);
  });

  test('a route to a version can be canaried', () => {
    expect(routeTo((stack) => answering(stack, '1').currentVersion)).toEqual([]);
  });

  test('a route to an unqualified function is told of inside a CDK stage, too', () => {
    const stack = new Stack(new CdkStage(new App(), 'Beta'), 'Stack');
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1')));
    new CanaryRelease(stack, 'Release', { api, canarySettings: SETTINGS });
    expect(warnings(stack)).toEqual([expect.stringContaining('calls a function without a version')]);
  });

  test('without a canary, a function without a version is told with the order of the two deploys, and an alias is not told', () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1')));
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: answering(stack, '1', 'Other').currentVersion });
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(alias));
    new CanaryRelease(stack, 'Release', { api });
    expect(warnings(stack)).toEqual([expect.stringMatching(/^GET \/ calls a function without a version.*in two deploys.*unqualifiedFunction/)]);
  });
});

test('two stacks of one app, one of them within a CDK stage, have a release each', () => {
  const app = new App();
  const first = new Stack(app, 'First');
  new CanaryRelease(first, 'Release', { api: restApi(first), canarySettings: SETTINGS });
  const second = new Stack(new CdkStage(app, 'Beta'), 'Second');
  new CanaryRelease(second, 'Release', { api: restApi(second) });
  expect(theResource(first, 'Custom::CanaryStage').Properties.Action).toBe('HOLD');
  expect(theResource(second, 'Custom::CanaryStage').Properties.Action).toBe('NONE');
});
