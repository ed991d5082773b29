import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Aws, CfnCondition, CfnResource, Fn, Mixins, NestedStack, Stack, Stage as CdkStage, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryPolicy, CanaryPolicyProps, CanaryRelease, ReleasedThroughCanary, UnqualifiedFunctions } from '../../lib';
import { answering, canaryRestApi } from '../apps';
import { temporaryDirectory } from '../endpoints/baselines/temporary-files';

const PIN = { unqualifiedFunctions: UnqualifiedFunctions.PIN };

beforeEach(() => jest.spyOn(console, 'error').mockImplementation());

afterEach(() => {
  jest.restoreAllMocks();
  // A failed report makes the process that synthesizes exit with 1; this one shall not.
  process.exitCode = undefined;
});

/** An API that calls its function without a version. */
function restApi(scope: Construct, id = 'Api', props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, id, { cloudWatchRole: false, ...props });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(scope, '1', `${id}Fn`)));
  return api;
}

/** What the policy finds, as `NotReleased Prod/Stack/Api/DeploymentStage.prod`, out of the report that CDK writes. */
function found(build: (app: App) => CanaryPolicyProps | void): string[] {
  const app = new App({ outdir: temporaryDirectory() });
  process.exitCode = undefined;
  const props = build(app);
  Validations.of(app).addPlugins(new CanaryPolicy(props ?? undefined));
  const { directory } = app.synth();
  const { pluginReports } = JSON.parse(fs.readFileSync(path.join(directory, 'policy-validation-report.json'), 'utf8'));
  const violations = pluginReports.flatMap((report: any) => report.violations);
  expect(process.exitCode).toBe(violations.length === 0 ? undefined : 1);
  return violations.flatMap(({ ruleName, violatingConstructs }: any) =>
    violatingConstructs.map(({ constructPath }: any) => `${ruleName} ${constructPath.replace(/\/Resource$/, '')}`)).sort();
}

const stackIn = (scope: Construct, id = 'Stack') => new Stack(scope, id);

describe('a stage without a release', () => {
  test('is found in the App, in Stages and in nested stacks', () => {
    expect(found((app) => {
      restApi(stackIn(app));
      restApi(stackIn(new CdkStage(app, 'Prod')));
      restApi(new NestedStack(stackIn(app, 'Outer'), 'Nested'));
    })).toEqual(['Outer/Nested/Api', 'Prod/Stack/Api', 'Stack/Api'].map((api) => `NotReleased ${api}/DeploymentStage.prod`));
  });

  test('is found when it was built after the mixin', () => {
    expect(found((app) => {
      restApi(stackIn(app, 'Before'));
      Mixins.of(app).apply(new ReleasedThroughCanary(PIN));
      restApi(stackIn(app, 'After'));
    })).toEqual(['NotReleased After/Api/DeploymentStage.prod']);
  });

  test('is found beside a released one of the same API, and with an explicit deployment', () => {
    expect(found((app) => {
      const stack = stackIn(app);
      const api = restApi(stack);
      new CanaryRelease(stack, 'Release', { api, ...PIN });
      new apigateway.Stage(stack, 'Beta', { stageName: 'beta', deployment: new apigateway.Deployment(stack, 'Deployment', { api }) });
    })).toEqual(['NotReleased Stack/Beta']);
  });

  test('is found as a raw resource, as a deployment that names a stage, and as an API of SAM', () => {
    expect(found((app) => {
      const stack = stackIn(app);
      const { restApiId } = restApi(stack, 'Api', { deploy: false });
      const deployment = new CfnResource(stack, 'Deployment', { type: 'AWS::ApiGateway::Deployment', properties: { RestApiId: restApiId } });
      new CfnResource(stack, 'Raw', {
        type: 'AWS::ApiGateway::Stage', properties: { RestApiId: restApiId, DeploymentId: deployment.ref, StageName: 'raw' },
      });
      new apigateway.CfnDeployment(stack, 'Named', { restApiId, stageName: 'named' });
      new CfnResource(stack, 'Sam', { type: 'AWS::Serverless::Api', properties: { StageName: 'sam' } });
    })).toEqual(['NotReleased Stack/Named', 'NotReleased Stack/Raw', 'NotReleased Stack/Sam']);
  });

  test('is not found where every stage has one', () => {
    expect(found((app) => {
      restApi(stackIn(app));
      restApi(stackIn(new CdkStage(app, 'Prod')));
      restApi(new NestedStack(stackIn(app, 'Outer'), 'Nested'));
      canaryRestApi(stackIn(app, 'Own'));
      Mixins.of(app).apply(new ReleasedThroughCanary(PIN));
    })).toEqual([]);
  });

  test('is not an API without a stage, an HTTP API, or an app without APIs', () => {
    expect(found((app) => {
      restApi(stackIn(app), 'Api', { deploy: false });
      new CfnResource(stackIn(app, 'Http'), 'Stage', { type: 'AWS::ApiGatewayV2::Stage', properties: { StageName: '$default' } });
    })).toEqual([]);
  });

  test('says what to do', () => {
    const app = new App();
    const stack = stackIn(app);
    restApi(stack);
    const { directory } = app.synth();
    expect(new CanaryPolicy().validate({ templatePaths: [path.join(directory, stack.templateFile)] } as any)).toMatchObject({
      success: false,
      violations: [{
        ruleName: 'NotReleased',
        severity: 'error',
        description: expect.stringMatching(/^ApiDeploymentStageprod\w+ is a stage \(prod\) that is not released .* Attach a CanaryRelease to it/),
        fix: 'Attach a CanaryRelease, or apply ReleasedThroughCanary when the app is complete.',
      }],
    });
  });
});

describe('a function without a version', () => {
  test('is found in a method, an authorizer and a definition of a released API', () => {
    expect(found((app) => {
      const stack = stackIn(app);
      const api = restApi(stack);
      const authorizer = new apigateway.RequestAuthorizer(stack, 'Auth', {
        handler: answering(stack, '1', 'AuthFn'), identitySources: [apigateway.IdentitySource.header('x')], authorizerName: 'auth',
      });
      api.root.addMethod('PUT', new apigateway.MockIntegration(), { authorizer });
      new CanaryRelease(stack, 'Release', { api });
      const uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${answering(stack, '1', 'SpecFn').functionArn}/invocations`;
      const spec = new apigateway.SpecRestApi(stack, 'Spec', {
        cloudWatchRole: false,
        apiDefinition: apigateway.ApiDefinition.fromInline({
          openapi: '3.0.1', paths: { '/': { get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } } } },
        }),
      });
      new CanaryRelease(stack, 'SpecRelease', { api: spec });
    })).toEqual(['UnqualifiedFunction Stack/Api/Default/GET', 'UnqualifiedFunction Stack/Auth', 'UnqualifiedFunction Stack/Spec']);
  });

  test('is found behind a parameter of a nested stack, and an import of another stack', () => {
    expect(found((app) => {
      const functions = stackIn(app, 'Functions');
      const fn = answering(functions, '1');
      const other = stackIn(app, 'Other');
      const api = new apigateway.RestApi(other, 'Api', { cloudWatchRole: false });
      api.root.addMethod('GET', new apigateway.LambdaIntegration(fn));
      new CanaryRelease(other, 'Release', { api });
      const outer = stackIn(app, 'Outer');
      const handler = answering(outer, '1');
      const nested = new NestedStack(outer, 'Nested');
      const inside = new apigateway.RestApi(nested, 'Api', { cloudWatchRole: false });
      inside.root.addMethod('GET', new apigateway.LambdaIntegration(handler));
      new CanaryRelease(nested, 'Release', { api: inside });
    })).toEqual(['UnqualifiedFunction Other/Api/Default/GET', 'UnqualifiedFunction Outer/Nested/Api/Default/GET']);
  });

  test('is not a version or an alias, nor a function of an API that is not released', () => {
    expect(found((app) => {
      const stack = stackIn(app);
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1').currentVersion));
      const alias = new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: answering(stack, '1', 'Other').currentVersion });
      api.root.addMethod('PUT', new apigateway.LambdaIntegration(alias));
      api.root.addMethod('PATCH', new apigateway.HttpIntegration('https://example.com'));
      new CanaryRelease(stack, 'Release', { api });
      return { except: [restApi(stack, 'Legacy')] };
    })).toEqual([]);
  });
});

describe('what is not kept', () => {
  /** A released API, and a later hand on one of its resources: on its template, where no aspect and no check of the release comes after it. */
  function unkept(type: string, build: (stack: Stack) => apigateway.RestApi = restApi): string[] {
    const app = new App({ outdir: temporaryDirectory() });
    const stack = stackIn(app);
    new CanaryRelease(stack, 'Release', { api: build(stack), ...PIN });
    const { directory } = app.synth();
    const file = path.join(directory, stack.templateFile);
    const template = JSON.parse(fs.readFileSync(file, 'utf8'));
    const resources = Object.entries<any>(template.Resources).filter(([, { Type }]) => Type === type);
    expect(resources.length).toBeGreaterThan(0);
    resources.forEach(([, resource]) => { delete resource.DeletionPolicy; });
    fs.writeFileSync(file, JSON.stringify(template));
    const { violations } = new CanaryPolicy().validate({ templatePaths: [file] } as any);
    return violations.map(({ ruleName, violatingResources: [{ resourceLogicalId: id }] }) => `${ruleName} ${template.Resources[id!].Type}`);
  }

  test.each(['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version', 'AWS::Lambda::Permission'])('is found: %s', (type) => {
    expect(new Set(unkept(type))).toEqual(new Set([`NotKept ${type}`]));
  });

  test.each<[string, (weighted: lambda.Version) => object]>([
    ['by weight', (version) => ({ AdditionalVersionWeights: [{ FunctionVersion: version.version, FunctionWeight: 0.1 }] })],
    ['by weight under a condition', ({ version: FunctionVersion }) => ({
      'Fn::If': ['Shifting', { AdditionalVersionWeights: [{ FunctionVersion, FunctionWeight: 0.1 }] }, { Ref: 'AWS::NoValue' }],
    })],
  ])('is found: the second version that an alias routes to %s', (_, routing) => {
    const reported = unkept('AWS::Lambda::Version', (stack) => {
      const fn = answering(stack, '1');
      const earlier = new lambda.Version(stack, 'Earlier', { lambda: fn });
      new CfnCondition(stack, 'Shifting', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
      const alias = new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: fn.currentVersion });
      (alias.node.defaultChild as CfnResource).addPropertyOverride('RoutingConfig', routing(earlier));
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      api.root.addMethod('GET', new apigateway.LambdaIntegration(alias));
      return api;
    });
    expect(reported).toEqual(['NotKept AWS::Lambda::Version', 'NotKept AWS::Lambda::Version']);
  });

  test.each(['AWS::Lambda::Function', 'AWS::ApiGateway::Method'])('need not be kept: %s', (type) => {
    expect(unkept(type)).toEqual([]);
  });
});

describe('an exception', () => {
  const two = (except: (api: apigateway.RestApi, stack: Stack, stage: CdkStage) => Construct[]) => (app: App) => {
    const stage = new CdkStage(app, 'Prod');
    const stack = stackIn(stage);
    const api = restApi(stack);
    restApi(stack, 'Other');
    return { except: except(api, stack, stage) };
  };

  test('is one API, or all of a stack or Stage', () => {
    expect(found(two((api) => [api]))).toEqual(['NotReleased Prod/Stack/Other/DeploymentStage.prod']);
    expect(found(two((api) => [api.deploymentStage as apigateway.Stage]))).toEqual(['NotReleased Prod/Stack/Other/DeploymentStage.prod']);
    expect(found(two((_, stack) => [stack]))).toEqual([]);
    expect(found(two((_, __, stage) => [stage]))).toEqual([]);
  });

  test('is made by an acknowledgement of the rule, too', () => {
    expect(found((app) => {
      const api = restApi(stackIn(app));
      Validations.of(api).acknowledge({ id: 'cdk-canary-rest-api::NotReleased', reason: 'It is a mock.' });
    })).toEqual([]);
  });

  test.each([undefined, null, {}])('is none: %j', (props) => {
    expect(() => new CanaryPolicy(props as any)).not.toThrow();
  });
});

test('two Stages with one stack name do not see each other\'s exports', () => {
  expect(found((app) => {
    for (const [id, qualified] of [['Hold', true], ['Promote', false]] as const) {
      const stage = new CdkStage(app, id);
      const functions = new Stack(stage, 'Functions', { stackName: 'Functions' });
      const fn = answering(functions, '1');
      functions.exportValue(qualified ? fn.currentVersion.functionArn : fn.functionArn, { name: 'called' });
      const stack = new Stack(stage, 'Shop', { stackName: 'Shop' });
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      const uri = 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Called}/invocations';
      const method = api.root.addMethod('GET', new apigateway.MockIntegration());
      (method.node.defaultChild as CfnResource).addPropertyOverride('Integration.Uri', {
        'Fn::Sub': [uri, { Called: { 'Fn::ImportValue': 'called' } }],
      });
      new CanaryRelease(stack, 'Release', { api });
    }
  })).toEqual(['UnqualifiedFunction Promote/Shop/Api/Default/GET']);
});
