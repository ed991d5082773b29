import { App, CfnResource, NestedStack, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answering, answeringProps } from './answering';
import { Target } from './practice';
import { WatchedAws } from './watched-aws';
import { CanaryRelease, CanaryReleaseOptions, UnqualifiedFunctions } from '../../lib';

const PRINCIPAL = new iam.ServicePrincipal('apigateway.amazonaws.com');

function restApi(stack: Stack, props: apigateway.RestApiProps = {}): apigateway.RestApi {
  return new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
}

function hello(
  api: apigateway.RestApi, fn: lambda.IFunction, options?: apigateway.LambdaIntegrationOptions, method?: apigateway.MethodOptions,
): Target {
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(fn, options), method);
  return { api };
}

function pathTo(arn: string): string {
  return `2015-03-31/functions/${arn}/invocations`;
}

/** An API out of a definition whose one route calls the function by a URI. */
function defined(stack: Stack, fn: lambda.Function, uri: unknown): Target {
  const api = new apigateway.SpecRestApi(stack, 'Api', {
    cloudWatchRole: false,
    apiDefinition: apigateway.ApiDefinition.fromInline({
      openapi: '3.0.1',
      info: { title: 'api', version: '1' },
      paths: { '/hello': { get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } } } },
    }),
  });
  fn.addPermission('Api', { principal: PRINCIPAL, sourceArn: api.arnForExecuteApi() });
  return { api };
}

/** APIs as people have them: nothing of them knows a version. */
const BARE: Record<string, (stack: Stack, code: string) => Target> = {
  'a permission for each method': (stack, code) => hello(restApi(stack), answering(stack, code)),
  'a permission for the API': (stack, code) => hello(restApi(stack), answering(stack, code), { scopePermissionToMethod: false }),
  'no test permission': (stack, code) => hello(restApi(stack), answering(stack, code), { allowTestInvoke: false }),
  'LambdaRestApi': (stack, code) => {
    const api = new apigateway.LambdaRestApi(stack, 'Api', { handler: answering(stack, code), proxy: false, cloudWatchRole: false });
    api.root.addResource('hello').addMethod('GET');
    return { api };
  },
  'a role that may invoke the function alone': (stack, code) => {
    const credentialsRole = new iam.Role(stack, 'Role', { assumedBy: PRINCIPAL });
    const fn = answering(stack, code);
    credentialsRole.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }));
    return hello(restApi(stack), fn, { credentialsRole });
  },
  'an AWS integration with a permission without a source': (stack, code) => {
    const api = restApi(stack);
    const fn = answering(stack, code);
    api.root.addResource('hello').addMethod('GET', new apigateway.AwsIntegration({ proxy: true, service: 'lambda', path: pathTo(fn.functionArn) }));
    fn.addPermission('Api', { principal: PRINCIPAL });
    return { api };
  },
  'a function in a nested stack': (stack, code) => hello(restApi(stack), answering(new NestedStack(stack, 'Functions'), code)),
  'a SingletonFunction': (stack, code) => hello(
    restApi(stack), new lambda.SingletonFunction(stack, 'Singleton', { uuid: 'f7d4f730', ...answeringProps(code) }),
  ),
  'an alias and a version of the function beside': (stack, code) => {
    const fn = answering(stack, code);
    new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
    return hello(restApi(stack), fn);
  },
  'a definition': (stack, code) => {
    const fn = answering(stack, code);
    return defined(stack, fn, `arn:aws:apigateway:us-east-1:lambda:path/${pathTo(fn.functionArn)}`);
  },
  'a definition with the function in the text of Fn::Sub': (stack, code) => {
    const fn = answering(stack, code);
    const id = stack.resolve((fn.node.defaultChild as CfnResource).logicalId);
    return defined(stack, fn, { 'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/${pathTo(`\${${id}.Arn}`)}` });
  },
  'an L1 function': (stack, code) => {
    const fn = new lambda.CfnFunction(stack, 'Fn', {
      code: { zipFile: 'exports.handler = async () => ({ statusCode: 200, body: process.env.CODE });' },
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      role: new iam.Role(stack, 'Execution', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).roleArn,
      environment: { variables: { CODE: code } },
    });
    const api = restApi(stack);
    api.root.addResource('hello').addMethod('GET', new apigateway.AwsIntegration({ proxy: true, service: 'lambda', path: pathTo(fn.attrArn) }));
    new lambda.CfnPermission(stack, 'Permission', {
      action: 'lambda:InvokeFunction', functionName: fn.ref, principal: 'apigateway.amazonaws.com', sourceArn: api.arnForExecuteApi(),
    });
    return { api };
  },
  'a property override': (stack, code) => {
    const fn = answering(stack, code);
    const target = hello(restApi(stack), answering(stack, code, 'Other'));
    const [method] = (target.api as apigateway.RestApi).methods;
    (method.node.defaultChild as CfnResource).addPropertyOverride(
      'Integration.Uri', `arn:aws:apigateway:us-east-1:lambda:path/${pathTo(fn.functionArn)}`,
    );
    fn.addPermission('Api', { principal: PRINCIPAL });
    return target;
  },
  'a token authorizer': (stack, code) => hello(restApi(stack), answering(stack, code), undefined, {
    authorizer: new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: answering(stack, code, 'AuthorizerFn') }),
  }),
  'a request authorizer with a role': (stack, code) => hello(restApi(stack), answering(stack, code), undefined, {
    authorizer: new apigateway.RequestAuthorizer(stack, 'Authorizer', {
      handler: answering(stack, code, 'AuthorizerFn'),
      identitySources: [apigateway.IdentitySource.header('Authorization')],
      assumeRole: new iam.Role(stack, 'Role', { assumedBy: PRINCIPAL }),
    }),
  }),
  'an explicit deployment': (stack, code) => {
    const api = restApi(stack, { deploy: false });
    hello(api, answering(stack, code), { scopePermissionToMethod: false });
    const deployment = new apigateway.Deployment(stack, 'Deployment', { api });
    return { stage: new apigateway.Stage(stack, 'Stage', { deployment }) };
  },
  'a worker that knows the URL of the API': (stack, code) => {
    const target = hello(restApi(stack), answering(stack, code));
    answering(stack, code, 'Worker').addEnvironment('API_URL', (target.api as apigateway.RestApi).url);
    return target;
  },
};

type Step = 'plain' | 'adopt' | 'hold' | 'promote' | 'remove';

const LIFE: Array<[Step, string, object]> = [
  ['plain', 'code 1', { base: 'code 1' }],
  ['adopt', 'code 1', { base: 'code 1' }],
  ['hold', 'code 2', { base: 'code 1', canary: 'code 2', percentTraffic: 10 }],
  ['promote', 'code 2', { base: 'code 2', canary: 'code 2', percentTraffic: 0 }],
  ['remove', 'code 2', { base: 'code 2' }],
];

function attach(target: Target, step: Step, scope: Stack): void {
  if (step !== 'plain') { attachTo(target, step, scope, 'Release'); }
}

function attachTo(target: Target, step: Step, scope: Stack, id: string): void {
  const canarySettings = step === 'hold' || step === 'promote' ? { percentTraffic: 10 } : undefined;
  const release = new CanaryRelease(scope, id, { ...target, canarySettings, unqualifiedFunctions: UnqualifiedFunctions.PIN });
  if (step === 'promote') { release.promote(); }
}

async function live(build: (app: App, code: string, step: Step) => void): Promise<void> {
  const aws = new WatchedAws();
  for (const [step, code, stage] of LIFE) {
    const { result, failures, messages } = await aws.deploy((app, text) => build(app, text, step), code);
    // Plain CDK makes the first permission after the stage.
    expect([step, result.reason, aws.stages().prod, step === 'plain' ? [] : failures]).toEqual([step, undefined, stage, []]);
    expect(messages.filter((message) => step !== 'plain'
      && /cdk-canary-rest-api:(unqualified|NotPinned)|addPermissionsToVersion/.test(message))).toEqual([]);
  }
  expect(await aws.destroyAll()).toEqual([]);
  await aws.close();
}

describe('adopted by one line, then held, promoted and removed: no request fails with', () => {
  test.each(Object.entries(BARE))('%s', (_, kind) => live((app, code, step) => {
    const stack = new Stack(app, 'App');
    attach(kind(stack, code), step, stack);
  }));

  test('everything in a cdk.Stage', () => live((app, code, step) => {
    const stack = new Stack(new CdkStage(app, 'Beta', { env: { account: '123456789012', region: 'us-east-1' } }), 'App');
    attach(BARE['a permission for each method'](stack, code), step, stack);
  }));

  test('the function in another stack: the exports stay as they are', () => live((app, code, step) => {
    const env = { account: '123456789012', region: 'us-east-1' };
    const fn = answering(new Stack(app, 'Functions', { env }), code);
    const stack = new Stack(app, 'App', { env });
    attach(hello(restApi(stack), fn, { scopePermissionToMethod: false }), step, stack);
  }));

  test('two released stages of one API, each with its own deployment', async () => {
    const aws = new WatchedAws();
    for (const [step, code, stage] of LIFE) {
      const { result, failures } = await aws.deploy((app) => {
        const stack = new Stack(app, 'App');
        const api = restApi(stack, { deploy: false });
        hello(api, answering(stack, code), { scopePermissionToMethod: false });
        for (const stageName of ['prod', 'beta']) {
          const deployment = new apigateway.Deployment(stack, `Deployment${stageName}`, { api });
          const target = { stage: new apigateway.Stage(stack, stageName, { stageName, deployment }) };
          if (step !== 'plain') { attachTo(target, step, stack, `Release${stageName}`); }
        }
      }, code);
      expect([step, result.reason, aws.stages(), step === 'plain' ? [] : failures]).toEqual([step, undefined, { prod: stage, beta: stage }, []]);
    }
    expect(await aws.destroyAll()).toEqual([]);
    await aws.close();
  });

  test('an unreleased stage of the same API on a frozen deployment: it follows the function, as it always did, and never fails', async () => {
    const aws = new WatchedAws();
    for (const [step, code] of LIFE) {
      const { result, failures } = await aws.deploy((app) => {
        const stack = new Stack(app, 'App');
        const api = restApi(stack);
        attach(hello(api, answering(stack, code), { scopePermissionToMethod: false }), step, stack);
        new apigateway.Stage(stack, 'Frozen', { stageName: 'frozen', deployment: new apigateway.Deployment(stack, 'FrozenDeployment', { api }) });
      }, code);
      expect(result.reason).toBeUndefined();
      expect(step === 'plain' ? [] : failures.filter(({ route, got }) => route.startsWith('prod') || /^\d/.test(got))).toEqual([]);
    }
    await aws.close();
  });
});

describe('changes', () => {
  function templates(build: (stack: Stack) => Target, options: CanaryReleaseOptions): Array<Record<string, any>> {
    return [undefined, UnqualifiedFunctions.PIN].map((unqualifiedFunctions) => {
      const stack = new Stack(new App(), 'App');
      new CanaryRelease(stack, 'Release', { ...build(stack), ...options, unqualifiedFunctions });
      return Template.fromStack(stack).toJSON().Resources;
    });
  }

  test('references in methods, authorizers and definitions, adds a version and a permission for each function, and nothing else', () => {
    const [warned, pinned] = templates((stack) => {
      const authorizer = new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: answering(stack, '1', 'Guard') });
      const api = restApi(stack);
      const fn = answering(stack, '1');
      api.root.addMethod('PUT', new apigateway.LambdaIntegration(fn));
      return hello(api, fn, {}, { authorizer });
    }, {});
    const added = Object.keys(pinned).filter((id) => !(id in warned)).map((id) => pinned[id].Type).sort();
    // Each deployment has an anchor of its own.
    expect(added.filter((type) => !['AWS::ApiGateway::Deployment', 'Custom::CanaryAnchor'].includes(type)))
      .toEqual(['AWS::Lambda::Permission', 'AWS::Lambda::Permission', 'AWS::Lambda::Version', 'AWS::Lambda::Version']);
    const kept = Object.keys(warned).filter((id) => id in pinned);
    const changed = kept.filter((id) => JSON.stringify(warned[id].Properties) !== JSON.stringify(pinned[id].Properties));
    expect([...new Set(changed.map((id) => warned[id].Type))].sort())
      .toEqual(['AWS::ApiGateway::Authorizer', 'AWS::ApiGateway::Method', 'AWS::ApiGateway::Stage', 'Custom::CanaryStage']);
    const gone = Object.keys(warned).filter((id) => !(id in pinned)).map((id) => warned[id].Type);
    expect(gone.sort()).toEqual(['AWS::ApiGateway::Deployment', 'Custom::CanaryAnchor']);
  });

  test('the id of the deployment with the code, the same for a hold and a promotion', () => {
    const deploymentOf = (code: string, promotes: boolean) => {
      const stack = new Stack(new App(), 'App');
      const release = new CanaryRelease(stack, 'Release', {
        ...BARE['an explicit deployment'](stack, code), canarySettings: { percentTraffic: 10 }, unqualifiedFunctions: UnqualifiedFunctions.PIN,
      });
      if (promotes) { release.promote(); }
      return Object.keys(Template.fromStack(stack).findResources('AWS::ApiGateway::Deployment'))[0];
    };
    expect(deploymentOf('code 2', true)).toBe(deploymentOf('code 2', false));
    expect(deploymentOf('code 1', false)).not.toBe(deploymentOf('code 2', false));
  });
});

describe('left alone, with its reason', () => {
  const REASONS: Record<string, [RegExp, (stack: Stack) => Target]> = {
    namedAsText: [/names the function by a text/, (stack) => {
      const api = restApi(stack);
      api.root.addMethod('GET', new apigateway.AwsIntegration({
        proxy: true, service: 'lambda', path: pathTo('arn:aws:lambda:us-east-1:123456789012:function:some'),
      }));
      return { api };
    }],
    callersCredentials: [
      /passes on the credentials of the callers/, (stack) => hello(restApi(stack), answering(stack, '1'), { credentialsPassthrough: true }),
    ],
    foreignRole: [/calls with a role that is imported/, (stack) => hello(restApi(stack), answering(stack, '1'), {
      credentialsRole: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/some'),
    })],
    versionedElsewhere: [/something else of the app publishes versions/, (stack) => {
      const fn = answering(new Stack(stack.node.root, 'Functions'), '1');
      void fn.currentVersion;
      return hello(restApi(stack), fn, { scopePermissionToMethod: false });
    }],
    methodElsewhere: [/stands in another stack than the release/, (stack) => {
      const api = restApi(stack);
      api.root.addMethod('PUT', new apigateway.MockIntegration());
      const later = new Stack(stack.node.root, 'Later');
      apigateway.RestApi.fromRestApiAttributes(later, 'Api', { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId })
        .root.addMethod('GET', new apigateway.LambdaIntegration(answering(later, '1'), { scopePermissionToMethod: false }));
      return { api };
    }],
  };

  test.each(Object.entries(REASONS))('%s: a warning before the first canary, an error with one', (_, [reason, build]) => {
    const told = (options: CanaryReleaseOptions) => {
      const app = new App();
      const stack = new Stack(app, 'App');
      new CanaryRelease(stack, 'Release', { ...build(stack), unqualifiedFunctions: UnqualifiedFunctions.PIN, ...options });
      return app.synth().stacks.flatMap(({ messages }) => messages).filter(({ entry }) => reason.test(String(entry.data)))
        .map(({ level, entry }) => [level, /NotPinned/.test(String(entry.data))]);
    };
    expect(told({})).toEqual([['warning', true]]);
    expect(told({ canarySettings: { percentTraffic: 10 } })).toEqual([['error', true]]);
  });
});

test('REJECT fails synth for each call without a version, with a canary and without', () => {
  for (const canarySettings of [undefined, { percentTraffic: 10 }]) {
    const stack = new Stack(new App(), 'App');
    new CanaryRelease(stack, 'Release', {
      ...hello(restApi(stack), answering(stack, '1')), canarySettings, unqualifiedFunctions: UnqualifiedFunctions.REJECT,
    });
    Annotations.fromStack(stack).hasError(
      '/App/Api/Default/hello/GET', Match.stringLikeRegexp('GET /hello calls a function without a version.*UnqualifiedFunction'),
    );
  }
});
