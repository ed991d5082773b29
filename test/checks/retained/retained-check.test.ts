import { App, Aspects, CfnResource, NestedStack, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryRelease } from '../../../lib';
import { BeforeTraffic } from '../../../lib/base-alive/before-traffic';
import { KeepBaseAlive } from '../../../lib/base-alive/keep-base-alive';
import { KeepGrants } from '../../../lib/base-alive/keep-grants';
import { answering } from '../../apps';

afterEach(() => jest.restoreAllMocks());

const API_GATEWAY = new iam.ServicePrincipal('apigateway.amazonaws.com');

function released(stack: Stack, options: apigateway.LambdaIntegrationOptions = {}): { api: apigateway.RestApi; version: lambda.Version } {
  const version = answering(stack, '1').currentVersion;
  return { api: calling(stack, version, options), version };
}

function calling(stack: Stack, version: lambda.Version, options: apigateway.LambdaIntegrationOptions): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET', new apigateway.LambdaIntegration(version, options));
  new CanaryRelease(stack, 'Release', { api });
  return api;
}

/** Role and version are named by the integration, and the role is granted the version alone. */
function calledThroughRole(stack: Stack): void {
  const role = new iam.Role(stack, 'Caller', { assumedBy: API_GATEWAY });
  const { version } = released(stack, { credentialsRole: role });
  version.grantInvoke(role);
}

/** After the aspects of the release have visited the whole stack. */
function atLast(stack: Stack, undo: () => void): void {
  const last = new Construct(stack, 'Last');
  Aspects.of(last).add({ visit: (node) => { if (node === last) { undo(); } } }, { priority: 900 });
}

function resourceOf(construct: { node: { defaultChild?: unknown } }): CfnResource {
  return construct.node.defaultChild as CfnResource;
}

describe.each([['an App', (app: App) => new Stack(app, 'Stack')], ['a Stage', (app: App) => new Stack(new CdkStage(app, 'Beta'), 'Stack')]])(
  'in %s, without', (_, stackIn) => {
    test('what keeps versions, permissions and deployments: an error that names them', () => {
      jest.spyOn(KeepBaseAlive.prototype, 'visit').mockReturnValue();
      const app = new App();
      released(stackIn(app));
      expect(() => app.synth())
        .toThrow(/Stack\/Fn\/CurrentVersion \(AWS::Lambda::Version\).* would be deleted when a later deploy replaces it.*\[NotKept at /);
      expect(() => app.synth()).toThrow(/Api\/Deployment \(AWS::ApiGateway::Deployment\)/);
      expect(() => app.synth()).toThrow(/ApiPermission\.\S+ \(AWS::Lambda::Permission\).*\[NotAwaited at /);
    });

    test('what makes the driver wait for permissions: an error that names them', () => {
      jest.spyOn(BeforeTraffic.prototype, 'add').mockReturnValue();
      const app = new App();
      released(stackIn(app));
      expect(() => app.synth()).toThrow(/ApiPermission\.\S+ \(AWS::Lambda::Permission\).* traffic would move before it exists.*\[NotAwaited at /);
    });

    test('what lets a role invoke every version: an error that names the role', () => {
      jest.spyOn(KeepGrants.prototype, 'visit').mockReturnValue();
      const app = new App();
      calledThroughRole(stackIn(app));
      expect(() => app.synth()).toThrow(/Stack\/Caller \(AWS::IAM::Role\) may invoke one version of a function only.*\[NotGranted at /);
    });

    test.each<[string, (stack: Stack, invoke: iam.PolicyDocument) => iam.Role]>([
      ['a managed policy that the role names', (stack, document) => new iam.Role(stack, 'Caller', {
        assumedBy: API_GATEWAY, managedPolicies: [new iam.ManagedPolicy(stack, 'Policy', { document })],
      })],
      ['a policy resource of the role', (stack, policyDocument) => {
        const role = new iam.Role(stack, 'Caller', { assumedBy: API_GATEWAY });
        new iam.CfnRolePolicy(stack, 'Policy', { policyName: 'Invoke', roleName: role.roleName, policyDocument });
        return role;
      }],
      ['a policy that names the role by its text', (stack, policyDocument) => {
        const role = new iam.Role(stack, 'Caller', { assumedBy: API_GATEWAY, roleName: 'caller' });
        new iam.CfnPolicy(stack, 'Policy', { policyName: 'Invoke', roles: ['caller'], policyDocument });
        return role;
      }],
    ])('what lets a role invoke every version, beside %s: an error that names the role', (__, roleWith) => {
      jest.spyOn(KeepGrants.prototype, 'visit').mockReturnValue();
      const app = new App();
      const stack = stackIn(app);
      const { currentVersion } = answering(stack, '1');
      const role = roleWith(stack, new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [currentVersion.functionArn] })],
      }));
      calling(stack, currentVersion, { credentialsRole: role });
      expect(() => app.synth()).toThrow(/Stack\/Caller \(AWS::IAM::Role\) may invoke one version of a function only.*\[NotGranted at /);
    });

    test.each([[false, /Stack\/Caller \(AWS::IAM::Role\) may invoke one version.*\[NotGranted at /], [true, undefined]])(
      'a boundary that lets its role invoke every version (%s)', (every, message) => {
        const app = new App();
        const stack = stackIn(app);
        const fn = answering(stack, '1');
        const resources = [fn.currentVersion.functionArn, ...every ? [`${fn.functionArn}:*`] : []];
        const permissionsBoundary = new iam.ManagedPolicy(stack, 'Boundary', {
          statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources })],
        });
        const role = new iam.Role(stack, 'Caller', { assumedBy: API_GATEWAY, permissionsBoundary });
        fn.currentVersion.grantInvoke(role);
        calling(stack, fn.currentVersion, { credentialsRole: role });
        if (message) { expect(() => app.synth()).toThrow(message); } else { expect(() => app.synth()).not.toThrow(); }
      });

    test('nothing of that, it is silent', () => {
      const app = new App();
      calledThroughRole(stackIn(app));
      expect(() => app.synth()).not.toThrow();
    });
  });

test('both versions that an alias routes to are kept', () => {
  const stack = new Stack(new App(), 'Stack');
  const handler = answering(stack, '1');
  const earlier = new lambda.Version(stack, 'Earlier', { lambda: handler });
  const alias = new lambda.Alias(stack, 'Live', {
    aliasName: 'live', version: handler.currentVersion, additionalVersions: [{ version: earlier, weight: 0.1 }],
  });
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET', new apigateway.LambdaIntegration(alias));
  new CanaryRelease(stack, 'Release', { api });

  const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  Template.fromStack(stack).allResources('AWS::Lambda::Version', kept);
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Version', 2);

  atLast(stack, () => resourceOf(earlier).addOverride('DeletionPolicy', 'Delete'));
  const undone = () => (stack.node.root as App).synth({ force: true });
  expect(undone).toThrow(/Stack\/Earlier \(AWS::Lambda::Version\).* would be deleted when a later deploy replaces it.*\[NotKept at /);
});

describe('an error names', () => {
  test.each<[string, RegExp, (released: { api: apigateway.RestApi; version: lambda.Version }) => void]>([
    [
      'a version that an override lets go',
      /CurrentVersion .*\[NotKept/,
      ({ version }) => resourceOf(version).addOverride('DeletionPolicy', 'Delete'),
    ],
    [
      'a version that an override lets be replaced',
      /CurrentVersion .*\[NotKept/,
      ({ version }) => resourceOf(version).addDeletionOverride('UpdateReplacePolicy'),
    ],
    [
      'a deployment that an override lets go',
      /Deployment .*\[NotKept/,
      ({ api }) => resourceOf(api.latestDeployment!).addOverride('DeletionPolicy', 'Delete'),
    ],
    ['a permission that an override of DependsOn forgets', /Permission\S+ .*\[NotAwaited/, ({ api }) => {
      const driver = api.node.root.node.findAll().find((node) => CfnResource.isCfnResource(node) && node.cfnResourceType === 'Custom::CanaryStage');
      (driver as CfnResource).addOverride('DependsOn', []);
    }],
  ])('%s', (_, error, undo) => {
    const stack = new Stack(new App(), 'Stack');
    const one = released(stack);
    atLast(stack, () => undo(one));
    expect(() => Template.fromStack(stack)).toThrow(error);
  });

  test('what a nested stack of the release lets go', () => {
    const stack = new Stack(new App(), 'Stack');
    const nested = new NestedStack(stack, 'Functions');
    const api = new apigateway.RestApi(stack, 'Api');
    const version = answering(nested, '1').currentVersion;
    api.root.addMethod('GET', new apigateway.LambdaIntegration(version));
    new CanaryRelease(stack, 'Release', { api });
    atLast(stack, () => resourceOf(version).addOverride('DeletionPolicy', 'Delete'));
    expect(() => Template.fromStack(stack)).toThrow(/Functions\/Fn\/CurrentVersion .*\[NotKept/);
  });

  test('what an aspect attached too late for its own aspects', () => {
    const app = new App({ context: { '@aws-cdk/core:aspectStabilization': false } });
    const stack = new Stack(app, 'Stack');
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1').currentVersion));
    Aspects.of(app).add({ visit: (node) => { if (node === api) { new CanaryRelease(api, 'Release', { api }); } } });
    expect(() => app.synth()).toThrow(/set the feature flag @aws-cdk\/core:aspectStabilization to true in cdk\.json.*\[NotKept/);
  });
});

test('a version in another stack that is let go is a warning, not an error', () => {
  const app = new App();
  const functions = new Stack(app, 'Functions');
  const stack = new Stack(app, 'Stack');
  const api = new apigateway.RestApi(stack, 'Api');
  const version = answering(functions, '1').currentVersion;
  api.root.addMethod('GET', new apigateway.LambdaIntegration(version));
  new CanaryRelease(stack, 'Release', { api });
  atLast(stack, () => resourceOf(version).addOverride('DeletionPolicy', 'Delete'));
  Annotations.fromStack(functions).hasWarning(
    '/Functions/Fn/CurrentVersion', Match.stringLikeRegexp('would be deleted.*cdk-canary-rest-api:NotKept'),
  );
});

describe('silent about', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['a second API without a release', (stack) => {
      const other = new apigateway.RestApi(stack, 'Other');
      other.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', 'OtherFn').currentVersion));
    }],
    ['a second API on the same version', (stack) => {
      const other = new apigateway.RestApi(stack, 'Other');
      other.root.addMethod('GET', new apigateway.LambdaIntegration((stack.node.findChild('Fn') as lambda.Function).currentVersion));
    }],
    ['a permission for S3 on the same version', (stack) => {
      (stack.node.findChild('Fn') as lambda.Function).currentVersion.addPermission('S3', { principal: new iam.ServicePrincipal('s3.amazonaws.com') });
    }],
    ['a version that nobody calls', (stack) => { void answering(stack, '1', 'Worker').currentVersion; }],
  ])('%s', (_, add) => {
    const stack = new Stack(new App(), 'Stack');
    released(stack);
    add(stack);
    expect(() => Template.fromStack(stack)).not.toThrow();
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('NotKept|permissionAfterStage|NotAwaited'));
  });
});

describe('a permission from which the stage can be reached', () => {
  const AFTER_STAGE = Match.stringLikeRegexp('waits for the stage.*cdk-canary-rest-api:permissionAfterStage');

  function permission(stack: Stack, { api, version }: ReturnType<typeof released>, target: lambda.IFunction = version): lambda.CfnPermission {
    return new lambda.CfnPermission(stack, 'Extra', {
      action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', functionName: target.functionArn, sourceArn: api.arnForExecuteApi(),
    });
  }

  test.each<[string, (stack: Stack, one: ReturnType<typeof released>) => void]>([
    ['by a dependency on it', (stack, one) => permission(stack, one).node.addDependency(one.api.deploymentStage)],
    ['by a dependency on the whole API', (stack, one) => permission(stack, one).node.addDependency(one.api)],
    ['by DependsOn', (stack, one) => permission(stack, one).addDependency(resourceOf(one.api.deploymentStage))],
    ['by an override of DependsOn', (stack, one) => permission(stack, one)
      .addOverride('DependsOn', [stack.resolve(resourceOf(one.api.deploymentStage).logicalId)])],
    ['through a resource between', (stack, one) => {
      const between = new CfnResource(stack, 'Between', { type: 'AWS::SNS::Topic', properties: { DisplayName: one.api.url } });
      permission(stack, one).addDependency(between);
    }],
  ])('%s is not awaited, and warned about', (_, add) => {
    const stack = new Stack(new App(), 'Stack');
    add(stack, released(stack));
    const [driver] = Object.values(Template.fromStack(stack).findResources('Custom::CanaryStage'));
    expect(driver.DependsOn).not.toContain('Extra');
    Annotations.fromStack(stack).hasWarning('/Stack/Extra', AFTER_STAGE);
  });

  test('through the environment of a function that the API does not call is not awaited, and no warning', () => {
    const stack = new Stack(new App(), 'Stack');
    const one = released(stack);
    const worker = answering(stack, '1', 'Worker');
    worker.addEnvironment('API_URL', one.api.url);
    permission(stack, one, worker);
    const [driver] = Object.values(Template.fromStack(stack).findResources('Custom::CanaryStage'));
    expect(driver.DependsOn).not.toContain('Extra');
    Annotations.fromStack(stack).hasNoWarning('*', AFTER_STAGE);
  });

  test('that names the stage in its source alone is awaited, whoever wrote it', () => {
    const stack = new Stack(new App(), 'Stack');
    const { api, version } = released(stack);
    const stage = stack.resolve(resourceOf(api.deploymentStage).logicalId);
    const id = stack.resolve(resourceOf(api).logicalId);
    for (const [name, SourceArn] of Object.entries({
      Token: api.arnForExecuteApi('GET', '/', api.deploymentStage.stageName),
      Sub: { 'Fn::Sub': `arn:aws:execute-api:us-east-1:123456789012:\${${id}}/\${${stage}}/GET/` },
      Join: { 'Fn::Join': ['/', [{ 'Fn::Sub': `arn:aws:execute-api:us-east-1:123456789012:\${${id}}` }, { Ref: stage }, 'GET', '']] },
    })) {
      new CfnResource(stack, name, {
        type: 'AWS::Lambda::Permission',
        properties: { Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com', FunctionName: version.functionArn, SourceArn },
      });
    }
    const template = Template.fromStack(stack);
    const [driver] = Object.values(template.findResources('Custom::CanaryStage'));
    expect(driver.DependsOn).toEqual(expect.arrayContaining(['Token', 'Sub', 'Join']));
    expect(JSON.stringify(template.findResources('AWS::Lambda::Permission'))).not.toContain(stage);
    Annotations.fromStack(stack).hasNoWarning('*', AFTER_STAGE);
  });
});
