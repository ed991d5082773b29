import { App, CfnCondition, CfnResource, Duration, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryFunctions, CanaryRelease, CanaryReleaseOptions, IdleProvisionedConcurrency, Retain } from '../../lib';
import { answering, canaryRestApi, newStack } from '../apps';

const DAY = 86_400;

function restApi(stack: Stack, id = 'Api'): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, id);
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', `${id}Fn`).currentVersion));
  return api;
}

function released(stack: Stack, options: CanaryReleaseOptions, id = 'Api'): CanaryRelease {
  return new CanaryRelease(stack, `${id}Release`, { api: restApi(stack, id), ...options });
}

/** A second stage of an API. */
function secondStage(stack: Stack, { latestDeployment }: apigateway.RestApi): apigateway.Stage {
  return new apigateway.Stage(stack, 'Beta', { deployment: latestDeployment!, stageName: 'beta' });
}

const ofPruner = (template: any, type: string): any[] =>
  Object.entries<any>(template.Resources).filter(([id, { Type }]) => Type === type && id.startsWith('CanaryPruner')).map(([, resource]) => resource);
const rulesOf = (stack: Stack): any[] => ofPruner(Template.fromStack(stack).toJSON(), 'AWS::Events::Rule').map(({ Properties }) => Properties);
/** What the rules say, with each reference as its text. */
const toldOf = (stack: Stack): any => {
  const [{ Targets: [{ Input }] }] = rulesOf(stack);
  const parts: unknown[] = Input['Fn::Join'][1];
  const { functions, apis } = JSON.parse(
    parts.map((part) => typeof part === 'string' ? part : JSON.stringify(part).replaceAll('"', '\'')).join(''),
  );
  return { apis: apis.map((api: any) => ({ ...api, functions: api.functions.map((index: number) => functions[index]) })) };
};
const allowed = (stack: Stack): Array<[string, any]> => ofPruner(Template.fromStack(stack).toJSON(), 'AWS::IAM::Policy')
  .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
  .flatMap(({ Action, Resource }) => [Action].flat().flatMap((action) => [Resource].flat().map((resource): [string, any] => [action, resource])));

describe('without retain, or with Retain.everything()', () => {
  test.each<[string, CanaryReleaseOptions]>([
    ['no word', {}],
    ['everything', { retain: Retain.everything() }],
  ])('%s: nothing is added', (_, options) => {
    const stack = newStack();
    const release = released(stack, options);
    expect(stack.node.tryFindChild('CanaryPruner')).toBeUndefined();
    expect(release.prunerFunction).toBeUndefined();
  });
});

describe('with Retain.last', () => {
  test('a function begins when a deploy of this stack has succeeded, and every day', () => {
    const stack = newStack();
    released(stack, { retain: Retain.last(5) });
    expect(rulesOf(stack)).toEqual([
      expect.objectContaining({
        EventPattern: {
          'source': ['aws.cloudformation'],
          'detail-type': ['CloudFormation Stack Status Change'],
          'detail': { 'stack-id': [{ Ref: 'AWS::StackId' }], 'status-details': { status: ['UPDATE_COMPLETE'] } },
        },
      }),
      expect.objectContaining({ ScheduleExpression: 'rate(1 day)' }),
    ]);
  });

  test('each rule alone may invoke it', () => {
    const stack = newStack();
    released(stack, { retain: Retain.last(5) });
    const permissions = ofPruner(Template.fromStack(stack).toJSON(), 'AWS::Lambda::Permission').map(({ Properties }) => Properties);
    expect(permissions).toHaveLength(2);
    permissions.forEach((permission) => expect(permission).toMatchObject({
      Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^CanaryPruner(Deployed|Daily)\w+$/), 'Arn'] },
    }));
  });

  test('what goes without saying is what the command keeps', () => {
    const stack = newStack();
    released(stack, { retain: Retain.last(3) });
    const { apis: [api] } = toldOf(stack);
    expect(api).toMatchObject({ keep: 3, minimumAgeSeconds: 7 * DAY, idleForSeconds: 14 * DAY, dropsProvisionedConcurrency: true });
    expect(api.restApiId).toMatch(/^\{'Ref':'Api/);
    expect(api.functions).toEqual([expect.stringMatching(/'Fn::GetAtt':\['ApiFn\w+','Arn'\]/)]);
  });

  test('takes the options', () => {
    const stack = newStack();
    const options = { minimumAge: Duration.days(0), idleFor: Duration.days(455), provisionedConcurrency: IdleProvisionedConcurrency.KEEP };
    released(stack, { retain: Retain.last(1000, options) });
    expect(toldOf(stack).apis).toEqual([
      expect.objectContaining({ keep: 1000, minimumAgeSeconds: 0, idleForSeconds: 455 * DAY, dropsProvisionedConcurrency: false }),
    ]);
  });

  test('names neither an API nor a function that a condition keeps away', () => {
    const stack = newStack();
    released(stack, { retain: Retain.last(3) });
    const condition = new CfnCondition(stack, 'IsShop', { expression: Fn.conditionEquals('a', 'b') });
    const ofShop = ['Api', 'ApiFn'].flatMap((id) => stack.node.findChild(id).node.findAll()).filter((node) => CfnResource.isCfnResource(node));
    ofShop.forEach((resource) => { resource.cfnOptions.condition = condition; });
    const { apis: [api] } = toldOf(stack);
    expect(api.restApiId).toMatch(/^\{'Fn::If':\['IsShop',\{'Ref':'Api\w+'\},'none'\]\}$/);
    expect(api.functions).toEqual([
      expect.stringMatching(/^\{'Fn::If':\['IsShop',\{'Fn::GetAtt':\['ApiFn\w+','Arn'\]\},\{'Fn::GetAtt':\['CanaryPruner/),
    ]);
  });

  test('null in the place of the options is none', () => {
    const stack = newStack();
    released(stack, { retain: Retain.last(5, null as any) });
    expect(toldOf(stack).apis[0]).toMatchObject({ minimumAgeSeconds: 7 * DAY });
  });

  test('nothing of the deploy waits for it', () => {
    const stack = newStack();
    released(stack, { retain: Retain.last(5), canarySettings: { percentTraffic: 10 } });
    const others = Object.entries<any>(Template.fromStack(stack).toJSON().Resources).filter(([id]) => !id.startsWith('CanaryPruner'));
    expect(others.length).toBeGreaterThan(10);
    others.forEach(([, { DependsOn = [], ...resource }]) => {
      expect(JSON.stringify(resource)).not.toMatch(/"(Ref":|Fn::GetAtt":\[)"CanaryPruner/);
      expect([DependsOn].flat().filter((id) => id.startsWith('CanaryPruner'))).toEqual([]);
    });
  });

  test('a CanaryRestApi passes it on', () => {
    const stack = newStack();
    const { release } = canaryRestApi(stack, { retain: Retain.last(5) });
    expect(release.prunerFunction).toBe(stack.node.findChild('CanaryPruner').node.findChild('Handler'));
  });

  test('the options of CanaryFunctions reach it', () => {
    const stack = newStack();
    CanaryFunctions.of(stack).configure({ memorySize: 512, managedPolicies: true });
    released(stack, { retain: Retain.last(5) });
    const template = Template.fromStack(stack).toJSON();
    expect(ofPruner(template, 'AWS::Lambda::Function')[0].Properties).toMatchObject({ MemorySize: 512, Timeout: 600 });
    expect(ofPruner(template, 'AWS::IAM::Policy')).toEqual([]);
    expect(ofPruner(template, 'AWS::IAM::ManagedPolicy')).toHaveLength(2);
  });
});

describe('its role', () => {
  test('deletes versions, and never a function', () => {
    const stack = newStack();
    released(stack, { retain: Retain.last(5) });
    const deletes = allowed(stack).filter(([action]) => /^lambda:Delete/.test(action));
    expect(deletes.map(([action]) => action)).toEqual(['lambda:DeleteFunction', 'lambda:DeleteProvisionedConcurrencyConfig']);
    deletes.forEach(([, resource]) => {
      expect(resource).toEqual({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^ApiFn/), 'Arn'] }, ':*']] });
    });
  });

  test('reaches the functions that the API calls, and no others', () => {
    const stack = newStack();
    answering(stack, '1', 'Elsewhere');
    released(stack, { retain: Retain.last(5) });
    const resources = JSON.stringify(allowed(stack));
    expect(resources).toContain('"ApiFn');
    expect(resources).not.toMatch(/Elsewhere|CanaryStageDriver|function:\*/);
  });

  test('may do nothing to everything but look', () => {
    const stack = newStack();
    released(stack, { retain: Retain.last(5) });
    expect(allowed(stack).filter(([, resource]) => resource === '*').map(([action]) => action))
      .toEqual(['lambda:ListEventSourceMappings', 'cloudwatch:GetMetricData']);
  });

  test('names no function where the API calls none', () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.MockIntegration());
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(5) });
    expect(toldOf(stack).apis[0].functions).toEqual([]);
    expect(allowed(stack).filter(([action]) => action === 'lambda:DeleteFunction')).toEqual([
      ['lambda:DeleteFunction', { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^CanaryPrunerHandler/), 'Arn'] }, ':*']] }],
    ]);
  });

  test('a function that is pinned, and one behind an alias, are among them', () => {
    const stack = newStack();
    const api = restApi(stack);
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: answering(stack, '1', 'Behind').currentVersion });
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(alias));
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(5) });
    canaryRestApi(stack, { retain: Retain.last(5) }, '1', 'Pinned');
    const names = toldOf(stack).apis.flatMap(({ functions }: any) => functions).join();
    expect(names).toMatch(/Behind/);
    expect(names).toMatch(/PinnedFn/);
  });

  test('has room for as many functions as it is given, and a warning names the others', () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Api');
    for (let i = 10; i <= 30; i++) {
      const { currentVersion } = answering(stack, '1', `Fn${i}`);
      api.root.addResource(`r${i}`).addMethod('GET', new apigateway.LambdaIntegration(currentVersion));
    }
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(5) });
    expect(toldOf(stack).apis[0].functions).toHaveLength(20);
    expect(JSON.stringify(allowed(stack))).not.toContain('"Fn30');
    const warning = 'looks after the versions of 20 functions.*Those of 1 more stay: Stack/Fn30/';
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(warning));
  });

  test('four APIs that share twenty functions with long names fit into an event of EventBridge', () => {
    const stack = newStack();
    const functions = Array.from({ length: 20 }, (_, n) => answering(stack, '1', `Function${n}`));
    for (let n = 0; n < 4; n++) {
      const api = new apigateway.RestApi(stack, `Api${n}`);
      functions.forEach((fn, i) => api.root.addResource(`${i}`).addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion)));
      new CanaryRelease(stack, `Release${n}`, { api, retain: Retain.last(3) });
    }
    expect(toldOf(stack).apis.map((api: any) => api.functions.length)).toEqual(Array(4).fill(20));
    const [{ Targets: [{ Input }] }] = rulesOf(stack);
    const arn = `arn:aws:lambda:ap-southeast-1:123456789012:function:${'x'.repeat(64)}`;
    const text = Input['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : 'Ref' in part ? 'a1b2c3d4e5' : arn).join('');
    expect(text.length).toBeLessThan(8_192);
  });

  test('twenty functions with long names fit into its policy', () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Api');
    for (let i = 10; i < 30; i++) {
      const { currentVersion } = answering(stack, '1', `Fn${i}`);
      api.root.addResource(`r${i}`).addMethod('GET', new apigateway.LambdaIntegration(currentVersion));
    }
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(5) });
    const policies = ofPruner(Template.fromStack(stack).toJSON(), 'AWS::IAM::Policy')
      .map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));
    const arn = `arn:aws:lambda:ap-southeast-1:123456789012:function:${'n'.repeat(64)}`;
    const deployed = policies.join('').replace(/\{"Fn::GetAtt":\["[^"]+","Arn"\]\}/g, `"${arn}"`);
    expect(deployed.length).toBeLessThan(10_240);
  });
});

describe('with several releases', () => {
  test('of one API, whatever one of them wants to keep stays', () => {
    const stack = newStack();
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(2, { minimumAge: Duration.days(30) }) });
    new CanaryRelease(stack, 'Other', {
      stage: secondStage(stack, api),
      retain: Retain.last(7, { idleFor: Duration.days(60), provisionedConcurrency: IdleProvisionedConcurrency.KEEP }),
    });
    expect(toldOf(stack).apis).toEqual([expect.objectContaining({
      keep: 7, minimumAgeSeconds: 30 * DAY, idleForSeconds: 60 * DAY, dropsProvisionedConcurrency: false,
    })]);
  });

  test.each<[string, CanaryReleaseOptions]>([['without retain', {}], ['that keeps everything', { retain: Retain.everything() }]])(
    'of one API, and one of them %s: nothing would go, and that is an error', (_, options) => {
      const stack = newStack();
      const api = restApi(stack);
      new CanaryRelease(stack, 'Release', { api, retain: Retain.last(2) });
      new CanaryRelease(stack, 'Other', { stage: secondStage(stack, api), ...options });
      expect(() => Template.fromStack(stack))
        .toThrow(/retain has no effect: Stack\/Other is a release of the same API without it.*RetainOnSomeReleases/);
    },
  );

  test('of two APIs, one function looks after both', () => {
    const stack = newStack();
    released(stack, { retain: Retain.last(2) }, 'One');
    released(stack, { retain: Retain.last(3) }, 'Two');
    released(stack, {}, 'Three');
    expect(toldOf(stack).apis.map(({ keep, restApiId }: any) => [keep, /'Ref':'(One|Two)/.exec(restApiId)![1]])).toEqual([[2, 'One'], [3, 'Two']]);
    expect(ofPruner(Template.fromStack(stack).toJSON(), 'AWS::Lambda::Function')).toHaveLength(1);
  });

  test('of one API in two stacks, no version goes: what the other stack has released is not known', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(5) });
    const other = new Stack(app, 'Other');
    new CanaryRelease(other, 'Release', { stage: secondStage(other, api), retain: Retain.last(5) });
    expect(toldOf(stack).apis[0].functions).toEqual([]);
    expect(toldOf(other).apis[0].functions).toEqual([]);
  });
});

describe('where it stands', () => {
  test('of a release in a nested stack: in the outermost one, which alone says that nothing is taken back any more', () => {
    const stack = newStack();
    const nested = new NestedStack(new NestedStack(stack, 'Outer'), 'Inner');
    released(nested, { retain: Retain.last(5) });
    expect(ofPruner(Template.fromStack(nested).toJSON(), 'AWS::Lambda::Function')).toEqual([]);
    const [{ Properties: { Environment } }] = ofPruner(Template.fromStack(stack).toJSON(), 'AWS::Lambda::Function');
    expect(Environment.Variables.STACK_ID).toEqual({ Ref: 'AWS::StackId' });
    const { apis: [api] } = toldOf(stack);
    expect(api.restApiId).toMatch(/'Fn::GetAtt':\['OuterNested\w+','Outputs\./);
    expect(api.functions).toEqual([expect.stringMatching(/'Fn::GetAtt':\['OuterNested\w+','Outputs\./)]);
    expect(JSON.stringify(allowed(stack).filter(([action]) => action.startsWith('cloudformation:')))).toContain(':stack/Stack-*/*');
  });

  test('of an API in the parent, with the function nested', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Code');
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(nested, '1').currentVersion));
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(5) });
    expect(toldOf(stack).apis[0].functions).toEqual([expect.stringMatching(/CodeNested/)]);
  });

  test('inside a Stage', () => {
    const stage = new Stage(new App(), 'Prod');
    const stack = new Stack(stage, 'Shop');
    released(stack, { retain: Retain.last(5) });
    expect(toldOf(stack).apis[0].functions).toHaveLength(1);
  });

  test('of a function in another stack of the app: nothing of it goes', () => {
    const app = new App();
    const code = new Stack(app, 'Code');
    const stack = new Stack(app, 'Stack');
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(code, '1').currentVersion));
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(5) });
    expect(toldOf(stack).apis[0].functions).toEqual([]);
  });
});

describe('provisioned concurrency on a version', () => {
  const provisioned = (retain: Retain | undefined): Annotations => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Api');
    const version = new lambda.Version(stack, 'Version', { lambda: answering(stack, '1'), provisionedConcurrentExecutions: 2 });
    api.root.addMethod('GET', new apigateway.LambdaIntegration(version));
    new CanaryRelease(stack, 'Release', { api, retain });
    return Annotations.fromStack(stack);
  };
  const WARNING = Match.stringLikeRegexp('provisionedOnVersion');

  test('is warned about while nobody drops it', () => {
    provisioned(undefined).hasWarning('*', WARNING);
    provisioned(Retain.last(5, { provisionedConcurrency: IdleProvisionedConcurrency.KEEP })).hasWarning('*', WARNING);
  });

  test('is not where retain drops it', () => {
    provisioned(Retain.last(5)).hasNoWarning('*', WARNING);
  });
});
