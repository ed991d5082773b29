import { App, Aspects, CfnCondition, CfnMapping, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CanaryRelease, CanaryRollout, CanarySettings } from '../../lib';
import { answering, newStack, theResource } from '../apps';

const MOCK = new apigateway.MockIntegration();

function restApi(stack: Stack, props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', props);
  api.root.addMethod('GET', MOCK);
  return api;
}

function stageOf(api: apigateway.RestApi): apigateway.CfnStage {
  return api.deploymentStage.node.defaultChild as apigateway.CfnStage;
}

function hasNo(stack: Stack, id: string): void {
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp(id));
}

describe('written on the stage past the release', () => {
  const spellings: Record<string, (api: apigateway.RestApi, attach: () => void) => void> = {
    'a canary, by the property after the release': (api, attach) => { attach(); stageOf(api).canarySetting = { percentTraffic: 50 }; },
    'a canary, by an override before the release': (api, attach) => {
      stageOf(api).addPropertyOverride('CanarySetting.PercentTraffic', 50);
      attach();
    },
    'a canary, by an override after the release': (api, attach) => {
      attach();
      stageOf(api).addPropertyOverride('CanarySetting', { PercentTraffic: 50 });
    },
    'no canary, by a deletion': (api, attach) => { attach(); stageOf(api).addPropertyDeletionOverride('CanarySetting'); },
  };
  test.each(Object.entries(spellings))('%s: refused', (_, write) => {
    const stack = newStack();
    const api = restApi(stack);
    write(api, () => new CanaryRelease(stack, 'Release', { api }));
    expect(() => Template.fromStack(stack)).toThrow(/\[ForeignCanarySetting at Stack\/Release\]/);
  });

  test.each<[string, (stage: apigateway.CfnStage) => void]>([
    ['StageName', (stage) => stage.addPropertyOverride('StageName', 'live')],
    ['StageName', (stage) => { stage.stageName = 'live'; }],
    ['DeploymentId', (stage) => stage.addPropertyOverride('DeploymentId', 'abc')],
    ['DeploymentId', (stage) => { stage.deploymentId = 'abc'; }],
    ['RestApiId', (stage) => stage.addPropertyOverride('RestApiId', 'abc')],
    ['Variables', (stage) => stage.addOverride('Properties', Lazy.any({ produce: () => ({ Variables: { theme: 'blue' } }) }))],
  ])('%s: refused by name', (property, write) => {
    const stack = newStack();
    const api = restApi(stack, { deployOptions: { variables: { theme: 'light' } } });
    new CanaryRelease(stack, 'Release', { api });
    write(stageOf(api));
    expect(() => Template.fromStack(stack)).toThrow(
      new RegExp(`${property} of the stage prod is overridden, or was set after its release.*\\[ForeignStageProperty`),
    );
  });

  test('its own name and other settings: accepted', () => {
    const stack = newStack();
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api });
    stageOf(api).addPropertyOverride('StageName', 'prod');
    stageOf(api).addPropertyOverride('TracingEnabled', true);
    stageOf(api).description = 'by hand';
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('stage variables written past the release', () => {
  const HELD: CanarySettings = { percentTraffic: 10 };

  /** Declared: the theme light and the size small. */
  function written(write: (stage: apigateway.CfnStage, stack: Stack) => void, canarySettings?: CanarySettings): CanaryRelease {
    const stack = newStack();
    const api = restApi(stack, { deployOptions: { variables: { theme: 'light', size: 'small' } } });
    const release = new CanaryRelease(stack, 'Release', { api, canarySettings });
    write(stageOf(api), stack);
    return release;
  }

  function variablesOf(release: CanaryRelease): Record<'stage' | 'driver', unknown> {
    const of = (type: string) => theResource(Stack.of(release), type).Properties.Variables;
    return { stage: of('AWS::ApiGateway::Stage'), driver: of('Custom::CanaryStage') };
  }

  const WRITES: Array<[string, (stage: apigateway.CfnStage, stack: Stack) => void, Record<string, unknown>]> = [
    ['one more', (stage) => stage.addPropertyOverride('Variables.build', '7'), { theme: 'light', size: 'small', build: '7' }],
    ['another value', (stage) => stage.addPropertyOverride('Variables.theme', 'blue'), { theme: 'blue', size: 'small' }],
    ['an override of all, which lies over the property', (stage) => stage.addPropertyOverride('Variables', { theme: 'blue' }),
      { theme: 'blue', size: 'small' }],
    ['the property', (stage) => { stage.variables = { theme: 'blue' }; }, { theme: 'blue' }],
    ['the property out of what it was', (stage) => { stage.variables = { ...stage.variables as object, theme: 'blue' }; },
      { theme: 'blue', size: 'small' }],
    ['the property below an override', (stage) => {
      stage.addPropertyOverride('Variables.theme', 'blue');
      stage.variables = { theme: 'dark', build: '7' };
    }, { theme: 'blue', build: '7' }],
    ['a deletion', (stage) => stage.addPropertyDeletionOverride('Variables.theme'), { size: 'small' }],
    ['a deletion of all', (stage) => stage.addPropertyDeletionOverride('Variables'), {}],
    ['a deletion of all, and one again', (stage) => {
      stage.addPropertyDeletionOverride('Variables');
      stage.addPropertyOverride('Variables.build', '7');
    }, { theme: 'light', size: 'small', build: '7' }],
    ['no property', (stage) => { stage.variables = undefined; }, {}],
    ['a reference in the notation of CloudFormation', (stage) => stage.addPropertyOverride('Variables.theme', { Ref: 'AWS::Region' }),
      { theme: { Ref: 'AWS::Region' }, size: 'small' }],
    ['a token that is no text', (stage) => stage.addPropertyOverride('Variables.theme', Lazy.any({ produce: () => 'blue' })),
      { theme: 'blue', size: 'small' }],
    ['a late aspect', (stage, stack) => Aspects.of(stack).add({
      visit: (node) => { if (node === stage) { stage.addPropertyOverride('Variables.theme', 'blue'); } },
    }), { theme: 'blue', size: 'small' }],
  ];
  const KEPT = WRITES.filter(([, , expected]) => Object.keys(expected).length > 0);

  test.each(WRITES)('%s: the driver is told, and the stage has the same', (_, write, expected) => {
    const stage = Object.keys(expected).length > 0 ? expected : undefined;
    expect(variablesOf(written(write))).toEqual({ stage, driver: expected });
    expect(variablesOf(written(write, HELD))).toEqual({ stage, driver: expected });
  });

  test.each(KEPT)('%s: an abort asks the driver for each value', (_, write, expected) => {
    const release = written(write);
    release.abort();
    const { logicalId } = theResource(Stack.of(release), 'Custom::CanaryStage');
    expect(variablesOf(release)).toEqual({
      driver: expected,
      stage: Object.fromEntries(Object.keys(expected).map((name) => [name, { 'Fn::GetAtt': [logicalId, `Variable.${name}`] }])),
    });
  });

  test('a promotion sets what the canary overrides over it', () => {
    const release = written((stage) => stage.addPropertyOverride('Variables.theme', 'blue'), { ...HELD, stageVariableOverrides: { theme: 'dark' } });
    release.promote();
    expect(variablesOf(release)).toEqual({ stage: { theme: 'dark', size: 'small' }, driver: { theme: 'blue', size: 'small' } });
  });

  test('the driver is told of them once', () => {
    const release = written((stage) => stage.addPropertyOverride('Variables.theme', 'blue'));
    expect(theResource(Stack.of(release), 'Custom::CanaryStage').Properties.StageTemplate).toEqual({});
  });

  test('what is written between two syntheses is told in the second', () => {
    const release = written((stage) => stage.addPropertyOverride('Variables.theme', 'blue'));
    const { stage, stack } = { stage: (release as any).stage as apigateway.CfnStage, stack: Stack.of(release) };
    expect(variablesOf(release).driver).toEqual({ theme: 'blue', size: 'small' });
    stage.addPropertyOverride('Variables', { build: '7' });
    const again = (stack.node.root as App).synth({ force: true }).getStackByName('Stack').template.Resources as Record<string, any>;
    const variables = ['AWS::ApiGateway::Stage', 'Custom::CanaryStage'].map((type) => Object.values(again).find(({ Type }) => Type === type));
    expect(variables.map(({ Properties }) => Properties.Variables)).toEqual(Array(2).fill({ theme: 'light', size: 'small', build: '7' }));
  });

  test.each<[string, string, (stage: apigateway.CfnStage) => void]>([
    ['VariablesAreToken', 'an override of all by a token', (stage) => stage.addPropertyOverride('Variables', Lazy.any({ produce: () => ({}) }))],
    ['VariablesAreToken', 'an override of all by a reference', (stage) => stage.addPropertyOverride('Variables', { 'Fn::If': ['Is', {}, {}] })],
    ['VariablesAreToken', 'a property that is a token', (stage) => { stage.variables = Lazy.any({ produce: () => ({ theme: 'blue' }) }); }],
    ['InvalidStageVariable', 'a value with a blank', (stage) => stage.addPropertyOverride('Variables.theme', 'deep blue')],
    ['InvalidStageVariable', 'a number', (stage) => stage.addPropertyOverride('Variables.theme', 7)],
    ['InvalidStageVariable', 'no value', (stage) => stage.addPropertyOverride('Variables.theme', null)],
    ['InvalidStageVariable', 'a path that is too long', (stage) => stage.addPropertyOverride('Variables.theme.colour', 'blue')],
    ['InvalidStageVariable', 'a name with a hyphen', (stage) => { stage.variables = { 'the-theme': 'blue' }; }],
    ['InvalidOption', 'an override of all by a text', (stage) => stage.addPropertyOverride('Variables', 'theme=blue')],
    ['InvalidOption', 'an override of all by a list', (stage) => stage.addPropertyOverride('Variables', ['theme', 'blue'])],
    ['InvalidOption', 'a Map', (stage) => { (stage as any).variables = new Map([['theme', 'blue']]); }],
  ])('%s: %s', (id, _, write) => {
    for (const settings of [undefined, HELD]) {
      expect(() => Template.fromStack(Stack.of(written(write, settings)))).toThrow(new RegExp(`\\[${id} at Stack/Release\\]`));
    }
  });

  test('an override that the release refuses is refused at once when it comes first', () => {
    const stack = newStack();
    const api = restApi(stack);
    stageOf(api).addPropertyOverride('Variables.theme', 'deep blue');
    expect(() => new CanaryRelease(stack, 'Release', { api })).toThrow(/InvalidStageVariable at Stack\/Release/);
  });

  test('variables that code changes for its next stage stay as they were', () => {
    const stack = newStack();
    const variables = { theme: 'light' };
    const release = new CanaryRelease(stack, 'Release', { api: restApi(stack, { deployOptions: { variables } }) });
    variables.theme = 'blue';
    expect(variablesOf(release)).toEqual({ stage: { theme: 'light' }, driver: { theme: 'light' } });
  });

  test('an override of the canary is known by what is written later', () => {
    const overriding = (name: string) => Stack.of(written((stage) => stage.addPropertyOverride('Variables.build', '7'), {
      ...HELD, stageVariableOverrides: { [name]: '8' },
    }));
    hasNo(overriding('build'), 'overrideWithoutVariable');
    Annotations.fromStack(overriding('buidl')).hasWarning('*', Match.stringLikeRegexp('has buidl, and the stage prod has theme, size, build only'));
  });

  test('the version of today in one is refused while a canary is held', () => {
    const stack = newStack();
    const version = answering(stack, '1').currentVersion;
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.Integration({
      type: apigateway.IntegrationType.AWS_PROXY,
      integrationHttpMethod: 'POST',
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${version.lambda.functionArn}:\${stageVariables.v}/invocations`,
    }));
    new CanaryRelease(stack, 'Release', { api, canarySettings: HELD });
    stageOf(api).addPropertyOverride('Variables.v', version.version);
    expect(() => Template.fromStack(stack)).toThrow(/The variable 'v' of the stage prod holds the version of today's code.*\[VersionInStageVariable/);
  });

  test('the driver waits for the alias that one names', () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Api');
    const byVariable = lambda.Function.fromFunctionAttributes(stack, 'ByVariable', {
      functionArn: `${answering(stack, '1').functionArn}:\${stageVariables.alias}`, sameEnvironment: true,
    });
    api.root.addMethod('GET', new apigateway.LambdaIntegration(byVariable));
    new CanaryRelease(stack, 'Release', { api });
    stageOf(api).addPropertyOverride('Variables.alias', 'live');
    expect(JSON.stringify(theResource(stack, 'Custom::CanaryStage').Properties.Calls)).toContain(':${stageVariables.alias}');
  });

  test('the steps of a rollout promote them', () => {
    const stack = newStack();
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api, rollout: CanaryRollout.CANARY_10PERCENT_5MINUTES });
    stageOf(api).addPropertyOverride('Variables.build', '7');
    expect(theResource(stack, 'Custom::CanaryPromotion').Properties.Variables).toEqual({ build: '7' });
  });
});

describe('a function that only CloudFormation knows', () => {
  const pathTo = (arn: string) => `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`;

  /** The route `PUT /` with a URI of one's own. */
  function calling(uri: (stack: Stack) => unknown): Stack {
    const stack = newStack();
    const method = restApi(stack).root.addMethod('PUT', new apigateway.LambdaIntegration(answering(stack, '1', 'Other').currentVersion));
    (method.node.defaultChild as CfnResource).addPropertyOverride('Integration.Uri', uri(stack));
    new CanaryRelease(stack, 'Release', { api: method.api });
    return stack;
  }

  test.each<[string, (stack: Stack) => unknown, RegExp]>([
    ['a parameter', (stack) => pathTo(new CfnParameter(stack, 'FunctionArn').valueAsString), /\(FunctionArn\)/],
    ['an import of another app', () => pathTo(Fn.importValue('others-function')), /\(others-function\)/],
    ['an import by a name that is put together', (stack) => pathTo(Fn.importValue(`${new CfnParameter(stack, 'Env').valueAsString}-fn`)), /\(Env\)/],
    ['a mapping', (stack) => pathTo(new CfnMapping(stack, 'Map', { mapping: { a: { arn: 'x' } } }).findInMap('a', 'arn')), /knows:/],
    ['a condition between two imports', (stack) => {
      new CfnCondition(stack, 'IsLive');
      return pathTo(Fn.conditionIf('IsLive', Fn.importValue('one'), Fn.importValue('other')).toString());
    }, /\(one, other\)/],
    ['a version that a parameter numbers', (stack) => pathTo(
      `arn:aws:lambda:us-east-1:123456789012:function:f:${new CfnParameter(stack, 'Number').valueAsString}`,
    ), /\(Number\)/],
    ['a macro', () => ({ 'Fn::Transform': { Name: 'Uri' } }), /knows:/],
  ])('by %s is not kept, and synth tells it', (_, uri, named) => {
    const [warning] = Annotations.fromStack(calling(uri)).findWarning('*', Match.stringLikeRegexp('callNotFollowed'));
    expect(warning.entry.data).toMatch(/^PUT \/ calls what only CloudFormation knows.*are not kept/);
    expect(warning.entry.data).toMatch(named);
  });

  test.each(['whole', 'paths'])('in a definition that a macro puts together is told: %s', (part) => {
    const stack = newStack();
    const include = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/api.yaml' } } };
    const definition = part === 'whole' ? include : { openapi: '3.0.1', info: { title: 'api', version: '1' }, paths: include };
    const api = new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline(definition) });
    new CanaryRelease(stack, 'Release', { api });
    Annotations.fromStack(stack).hasWarning('/Stack/Api', Match.stringLikeRegexp('The definition of Stack/Api calls what .*Fn::Transform'));
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['a condition between two versions of this app', (stack) => {
      new CfnCondition(stack, 'IsLive');
      const [one, other] = ['One', 'Two'].map((id) => answering(stack, '1', id).currentVersion.functionArn);
      return pathTo(Fn.conditionIf('IsLive', one, other).toString());
    }],
    ['a part of a list', (stack) => pathTo(Fn.select(0, [answering(stack, '1').currentVersion.functionArn, 'x']))],
    ['the version of another app, by its number', () => pathTo('arn:aws:lambda:us-east-1:123456789012:function:f:3')],
    ['another service', (stack) => `arn:aws:apigateway:us-east-1:${new CfnParameter(stack, 'Service').valueAsString}:action/Start`],
  ])('is not what %s is', (_, uri) => {
    hasNo(calling(uri), 'callNotFollowed');
  });
});

describe('a permission on a function that only CloudFormation knows', () => {
  const UNKNOWN: Array<[string, (stack: Stack) => string]> = [
    ['a parameter', (stack) => new CfnParameter(stack, 'Name').valueAsString],
    ['an import of another app', () => Fn.importValue('another-app')],
    ['Fn::Sub around a parameter', (stack) => Fn.sub('${Prefix}-orders', { Prefix: new CfnParameter(stack, 'Prefix').valueAsString })],
  ];

  function granting(functionName: (stack: Stack) => string, more: object = {}): Stack {
    const stack = newStack();
    const api = restApi(stack);
    new CfnResource(stack, 'Permission', {
      type: 'AWS::Lambda::Permission',
      properties: { Action: 'lambda:InvokeFunction', FunctionName: functionName(stack), Principal: 'apigateway.amazonaws.com', ...more },
    });
    new CanaryRelease(stack, 'Release', { api });
    return stack;
  }

  test.each(UNKNOWN)('by %s is told when nothing tells for which API it is', (_, functionName) => {
    const told = Match.stringLikeRegexp('Stack/Permission lets API Gateway call what only .*permissionNotFollowed');
    Annotations.fromStack(granting(functionName)).hasWarning('/Stack/Permission', told);
  });

  test.each<[string, object]>([
    ['another service', { Principal: 's3.amazonaws.com' }],
    ['a bucket', { SourceArn: 'arn:aws:s3:::photos', Principal: '*' }],
  ])('for %s is not told', (_, more) => {
    hasNo(granting(UNKNOWN[0][1], more), 'permissionNotFollowed');
  });

  test('with the API as its source is kept instead', () => {
    const stack = newStack();
    const api = restApi(stack);
    new CfnResource(stack, 'Permission', {
      type: 'AWS::Lambda::Permission',
      properties: {
        Action: 'lambda:InvokeFunction', FunctionName: UNKNOWN[0][1](stack), Principal: 'apigateway.amazonaws.com', SourceArn: api.arnForExecuteApi(),
      },
    });
    new CanaryRelease(stack, 'Release', { api });
    hasNo(stack, 'permissionNotFollowed');
    Template.fromStack(stack).allResources('AWS::Lambda::Permission', { UpdateReplacePolicy: 'Retain' });
  });
});

describe('routes and versions apart from the deployment', () => {
  const ELSEWHERE = (place: string) => Match.stringLikeRegexp(`${place}.*deployment that the release moves is made in stack First.*routesElsewhere`);

  test('in a later stack are told', () => {
    const app = new App();
    const [first, second] = [new Stack(app, 'First'), new Stack(app, 'Second')];
    const api = restApi(first);
    new CanaryRelease(first, 'Release', { api });
    apigateway.RestApi.fromRestApiAttributes(second, 'Api', { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId }).root.addMethod(
      'PUT', MOCK,
    );
    Annotations.fromStack(second).hasWarning('/Second/Api/Default/PUT', ELSEWHERE('PUT / stands in stack Second'));
  });

  test('as a version of another stack are told', () => {
    const app = new App();
    const [first, second] = [new Stack(app, 'First'), new Stack(app, 'Second')];
    const api = restApi(first);
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(answering(second, '1').currentVersion));
    new CanaryRelease(first, 'Release', { api });
    Annotations.fromStack(first).hasWarning('*', ELSEWHERE('PUT / calls a version in stack Second'));
  });

  test('as a parameter of Systems Manager are told', () => {
    const stack = newStack(undefined, 'First');
    const api = restApi(stack);
    const fn = lambda.Function.fromFunctionArn(stack, 'Fn', ssm.StringParameter.valueForStringParameter(stack, '/version'));
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(fn));
    new CanaryRelease(stack, 'Release', { api });
    Annotations.fromStack(stack).hasWarning('*', ELSEWHERE('PUT / calls what a parameter of Systems Manager names'));
  });

  test('in a nested stack, or in a stack that is deployed before, are not told', () => {
    const app = new App();
    const [routes, stack] = [new Stack(app, 'Routes'), new Stack(app, 'First')];
    const api = restApi(routes, { deploy: false });
    const deployment = new apigateway.Deployment(stack, 'Deployment', { api });
    deployment.node.addDependency(...api.methods);
    new CanaryRelease(stack, 'Release', { stage: new apigateway.Stage(stack, 'Stage', { deployment }) });
    const other = new apigateway.RestApi(stack, 'Other');
    other.root.addMethod(
      'GET', new apigateway.LambdaIntegration(answering(new NestedStack(stack, 'Nested') as unknown as Stack, '1').currentVersion),
    );
    new CanaryRelease(stack, 'OtherRelease', { api: other });
    [routes, stack].forEach((one) => hasNo(one, 'routesElsewhere'));
  });
});

describe('functions that may be called for a stage', () => {
  const NOT_GRANTED = Match.stringLikeRegexp('No permission lets the stage live call the function of PUT /, .*stageNotGranted');

  function released(options: apigateway.LambdaIntegrationOptions = {}, grant?: (version: lambda.Version, api: apigateway.RestApi) => void): Stack {
    const stack = newStack();
    const api = restApi(stack);
    const version = answering(stack, '1').currentVersion;
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(version, options));
    new CanaryRelease(stack, 'Release', { stage: new apigateway.Stage(stack, 'Live', { stageName: 'live', deployment: api.latestDeployment! }) });
    grant?.(version, api);
    return stack;
  }

  const principal = new iam.ServicePrincipal('apigateway.amazonaws.com');

  test('that is not api.deploymentStage, the released one is told', () => {
    Annotations.fromStack(released()).hasWarning('/Stack/Release', NOT_GRANTED);
  });

  test.each<[string, string, boolean]>([['another stage', 'dev', true], ['the stage', 'live', false], ['stages of its kind', 'l*', false]])(
    'of a definition with a permission for %s', (_, grantedStage, isTold) => {
      const stack = newStack();
      const version = answering(stack, '1').currentVersion;
      const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${version.functionArn}/invocations`;
      const guard = { type: 'apiKey', name: 'A', in: 'header' };
      const authorizer = { 'x-amazon-apigateway-authorizer': { type: 'request', authorizerUri: uri } };
      const api = new apigateway.SpecRestApi(stack, 'Api', {
        apiDefinition: apigateway.ApiDefinition.fromInline({
          openapi: '3.0.1',
          info: { title: 'api', version: '1' },
          components: { securitySchemes: { Guard: { ...guard, ...authorizer } } },
          paths: { '/': { put: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } } } },
        }),
      });
      version.addPermission('Granted', { principal, sourceArn: api.arnForExecuteApi('PUT', '/', grantedStage) });
      version.addPermission('Guard', { principal, sourceArn: api.arnForExecuteApi().replace(/\/\*.*$/, '/authorizers/*') });
      new CanaryRelease(stack, 'Release', { stage: new apigateway.Stage(stack, 'Live', { stageName: 'live', deployment: api.latestDeployment! }) });
      const told = Annotations.fromStack(stack).findWarning('/Stack/Release', Match.stringLikeRegexp('stageNotGranted'));
      expect(told.map(({ entry }) => entry.data)).toEqual(isTold ? [expect.stringContaining('call the function of PUT /, only other stages')] : []);
    },
  );

  test.each<[string, Parameters<typeof released>]>([
    ['a permission for the whole API', [{ scopePermissionToMethod: false }]],
    [
      'a permission for the stage',
      [{}, (version, api) => version.addPermission('Live', { principal, sourceArn: api.arnForExecuteApi('PUT', '/', 'live') })],
    ],
    [
      'a permission for stages of its kind',
      [{}, (version, api) => version.addPermission('Live', { principal, sourceArn: api.arnForExecuteApi('PUT', '/', 'l*') })],
    ],
    ['a permission without a source', [{}, (version) => version.addPermission('Live', { principal })]],
    ['a permission whose stage only CloudFormation knows', [{}, (version, api) =>
      version.addPermission('Live', { principal, sourceArn: api.arnForExecuteApi('PUT', '/', Fn.importValue('StageName')) })]],
  ])('nothing is told with %s', (_, args) => {
    hasNo(released(...args), 'stageNotGranted');
  });
});

describe('a deployment in another stack that names the stage', () => {
  const rival = (restApiId: string, stageName = 'prod'): Stack => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const api = restApi(stack);
    stack.exportValue(api.restApiId, { name: 'TheApi' });
    new CanaryRelease(stack, 'Release', { api });
    const other = new Stack(app, 'Other');
    new apigateway.CfnDeployment(other, 'Rival', { restApiId, stageName });
    return other;
  };

  test('is refused when its API is the released one by the name of an export', () => {
    Annotations.fromStack(rival(Fn.importValue('TheApi'))).hasError('/Other/Rival', Match.stringLikeRegexp('deploymentNamesStage'));
  });

  test('is warned about when its API is known only at deploy', () => {
    Annotations.fromStack(rival(Fn.importValue('AnotherApi'))).hasWarning('/Other/Rival', Match.stringLikeRegexp('deploymentMayNameStage'));
  });

  test.each<[string, (stack: Stack, restApiId: string) => void]>([
    ['a parameter', (stack, restApiId) => {
      new apigateway.CfnDeployment(stack, 'Rival', { restApiId, stageName: new CfnParameter(stack, 'Name', { default: 'prod' }).valueAsString });
    }],
    ['a parameter of a nested stack, as a raw resource', (stack, restApiId) => {
      const nested = new NestedStack(stack, 'Nested', { parameters: { Api: restApiId, Name: 'prod' } });
      const [RestApiId, StageName] = ['Api', 'Name'].map((id) => new CfnParameter(nested, id).valueAsString);
      new CfnResource(nested, 'Rival', { type: 'AWS::ApiGateway::Deployment', properties: { RestApiId, StageName } });
    }],
    ['an import', (stack, restApiId) => {
      new apigateway.CfnDeployment(stack, 'Rival', { restApiId, stageName: Fn.importValue('NameOfTheStage') });
    }],
  ])('is warned about when it is of the released API, and names its stage by %s', (_, write) => {
    const stack = newStack();
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api });
    write(stack, api.restApiId);
    const warnings = (stack.node.root as App).synth().getStackArtifact(stack.artifactId).messages.map(({ entry }) => String(entry.data));
    expect(warnings).toContainEqual(expect.stringMatching(
      /^The deployment of the released API names a stage that is known only at deploy\. If it is prod, .*deploymentMayNameStage/,
    ));
  });

  test('is nobody\'s business if it names another stage of the API', () => {
    const stack = newStack();
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api });
    new apigateway.CfnDeployment(stack, 'ByName', { restApiId: api.restApiId, stageName: 'dev' });
    const dev = new apigateway.CfnStage(stack, 'Dev', { restApiId: api.restApiId, stageName: 'dev' });
    new apigateway.CfnDeployment(stack, 'ByReference', { restApiId: api.restApiId, stageName: dev.ref });
    new apigateway.CfnDeployment(stack, 'Without', { restApiId: api.restApiId });
    hasNo(stack, 'deploymentMayNameStage');
  });

  test('is nobody\'s business with another stage', () => {
    hasNo(rival(Fn.importValue('AnotherApi'), 'dev'), 'deploymentMayNameStage');
  });
});

test('provisioned concurrency on a version that is kept is told, and on one that the API does not call is not', () => {
  const stack = newStack();
  const api = restApi(stack);
  const version = (id: string) => new lambda.Version(stack, id, { lambda: answering(stack, '1', `${id}Fn`), provisionedConcurrentExecutions: 100 });
  api.root.addMethod('PUT', new apigateway.LambdaIntegration(version('Called')));
  version('Worker');
  new CanaryRelease(stack, 'Release', { api });
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('provisionedOnVersion'));
  expect(warnings.map(({ id, entry }) => [
    id, String(entry.data),
  ])).toEqual([['/Stack/Called', expect.stringContaining('each keeps 100 provisioned executions')]]);
});

test('provisioned concurrency that a scalable target sets is told on a version, and on an alias it is not', () => {
  const stack = newStack();
  const api = restApi(stack);
  const [fn, other] = [answering(stack, '1', 'Fn'), answering(stack, '1', 'Other')];
  const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: other.currentVersion });
  api.root.addMethod('PUT', new apigateway.LambdaIntegration(fn.currentVersion));
  api.root.addMethod('POST', new apigateway.LambdaIntegration(alias));
  const scaled = (id: string, resourceId: string) => new CfnResource(stack, id, {
    type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    properties: { ServiceNamespace: 'lambda', ScalableDimension: 'lambda:function:ProvisionedConcurrency', MinCapacity: 7, ResourceId: resourceId },
  });
  scaled('ByVersion', `function:${fn.functionName}:${fn.currentVersion.version}`);
  scaled('ByAlias', `function:${other.functionName}:${alias.aliasName}`);
  new CanaryRelease(stack, 'Release', { api });
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('provisionedOnVersion'));
  expect(warnings.map(({ id, entry }) => [
    id, String(entry.data),
  ])).toEqual([['/Stack/Fn/CurrentVersion', expect.stringContaining('each keeps 7 provisioned executions')]]);
});

test('the one permission for an alias waits for what the permission of the app waits for', () => {
  const stack = newStack();
  const api = restApi(stack);
  const fn = answering(stack, '1');
  const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
  api.root.addMethod('PUT', new apigateway.LambdaIntegration(alias));
  new lambda.CfnPermission(stack, 'ByHand', {
    action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', functionName: `${fn.functionArn}:live`, sourceArn: api.arnForExecuteApi(),
  }).node.addDependency(alias);
  new CanaryRelease(stack, 'Release', { api });
  const permissions = Object.entries<any>(Template.fromStack(stack).findResources('AWS::Lambda::Permission'));
  const standing = permissions.find(([id, { Properties }]) => id !== 'ByHand' && JSON.stringify(Properties.FunctionName).includes(':live'))!;
  expect(standing[1].DependsOn).toEqual(['ByHand']);
});
