import { App, CfnParameter, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answering } from './answering';
import { WatchedAws } from './watched-aws';
import { CanaryRelease } from '../../lib';
import { isOfType } from '../../lib/construct-tree/resource-type';

type Target = 'version' | 'alias' | 'function';

/** What the user has written: routes to one function, and an authorizer on the same. */
interface Written {
  readonly routes: readonly string[];
  readonly target: Target;
  readonly authorized?: boolean;
  readonly action?: 'hold' | 'promote';
  readonly released?: boolean;
}

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

function app({ routes, target, authorized, action, released = true }: Written) {
  return (root: App, code: string) => {
    const stack = new Stack(root, 'App');
    const fn = answering(stack, code, 'Fn');
    const called = target === 'alias' ? new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion })
      : target === 'version' ? fn.currentVersion : fn;
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const authorizer = authorized ? new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: called }) : undefined;
    for (const route of routes) { api.root.addResource(route).addMethod('GET', new apigateway.LambdaIntegration(called), { authorizer }); }
    const release = released ? new CanaryRelease(stack, 'Release', { api, canarySettings: action && { percentTraffic: 10 } }) : undefined;
    if (action === 'promote') { release!.promote(); }
  };
}

/** How many statements the fullest policy of the function has. */
function statements(): number {
  const [fn] = aws.aws.lambda.listFunctions().filter(({ functionName }) => /-Fn/.test(functionName));
  return Math.max(...[...fn.policies.values()].map((policy) => policy.length));
}

async function deploy(written: Written, code: string): Promise<void> {
  const { result, failures } = await aws.deploy(app(written), code);
  expect(result).toMatchObject({ succeeded: true });
  expect(failures).toEqual([]);
}

describe.each<Target>(['alias', 'function'])('the permissions on the same %s', (target) => {
  test('do not pile up when routes come and go', async () => {
    for (let round = 1; round <= 6; round++) { await deploy({ routes: ['hello', `first${round}`, `second${round}`], target }, 'code 1'); }
    // Two for each route, as in plain CDK, and one for the API.
    expect(statements()).toBe(7);
  });

  test('hold for a route that only the base still has', async () => {
    await deploy({ routes: ['hello', 'old'], target }, 'code 1');
    await deploy({ routes: ['hello'], target, action: 'hold' }, 'code 1');
    const { restApiId } = aws.aws.apiGateway.listRestApis().map(({ id }) => ({ restApiId: id }))[0];
    const request = { restApiId, stageName: 'prod', release: 'base' as const, method: 'GET', path: '/old' };
    expect(await aws.aws.dataPlane.invokeStage(request)).toMatchObject({ status: 200 });
    await deploy({ routes: ['hello'], target, action: 'promote' }, 'code 1');
  });

  test('hold beside a canary on a version', async () => {
    await deploy({ routes: ['hello'], target }, 'code 1');
    await deploy({ routes: ['hello'], target: 'version', action: 'hold' }, 'code 1');
    await deploy({ routes: ['hello'], target: 'version', action: 'promote' }, 'code 1');
  });

  test('hold beside a canary on a version, the other way round', async () => {
    await deploy({ routes: ['hello'], target: 'version' }, 'code 1');
    await deploy({ routes: ['hello'], target, action: 'hold' }, 'code 1');
    await deploy({ routes: ['hello'], target, action: 'promote' }, 'code 1');
  });

  test('hold for an authorizer', async () => {
    await deploy({ routes: ['hello'], target, authorized: true }, 'code 1');
    await deploy({ routes: ['hello'], target, action: 'hold' }, 'code 1');
    await deploy({ routes: ['hello'], target, action: 'promote' }, 'code 1');
  });

  test('leave with the stack', async () => {
    await deploy({ routes: ['hello'], target, action: 'hold' }, 'code 1');
    expect(await aws.destroyAll()).toEqual([]);
  });
});

test('an alias that only a stage variable names stays with the version behind it, as long as the base names it', async () => {
  const named = (alias: string, canaryAlias?: string) => (root: App, code: string) => {
    const stack = new Stack(root, 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { variables: { alias } } });
    const fn = answering(stack, code, 'Fn');
    const current = canaryAlias ?? alias;
    new lambda.Alias(stack, `Alias${current}`, { aliasName: current, version: fn.currentVersion })
      .addPermission('Api', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi() });
    const target = lambda.Function.fromFunctionArn(stack, 'Target', `${fn.functionArn}:\${stageVariables.alias}`);
    api.root.addMethod('GET', new apigateway.LambdaIntegration(target));
    new CanaryRelease(stack, 'Release', {
      api, canarySettings: canaryAlias === undefined ? undefined : { percentTraffic: 10, stageVariableOverrides: { alias: canaryAlias } },
    });
  };
  await aws.deploy(named('r1'), 'code 1');
  const { result } = await aws.deploy(named('r1', 'r2'), 'code 2');
  expect(result).toMatchObject({ succeeded: true });
  const [{ id: restApiId }] = aws.aws.apiGateway.listRestApis();
  const answerOf = async (release: 'base' | 'canary') =>
    String((await aws.aws.dataPlane.invokeStage({ restApiId, stageName: 'prod', release, method: 'GET', path: '/' })).body);
  expect([await answerOf('base'), await answerOf('canary')]).toEqual(['code 1', 'code 2']);
});

describe('an alias that nothing refers to stays with the version behind it, as long as the base names it', () => {
  const nameOf = (code: string) => `r${code.slice(-1)}`;
  const uri = (fn: lambda.Function, qualifier: string, functionArn = fn.functionArn) =>
    `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}:${qualifier}/invocations`;
  const proxy = (uriOfDefinition: object) => ({ type: 'aws_proxy', httpMethod: 'POST', uri: uriOfDefinition });
  const byParameter = (stack: Stack) => ({
    deployOptions: { variables: { alias: new CfnParameter(stack, 'Alias', { default: 'r1' }).valueAsString } },
  });
  const method = (stack: Stack, fn: lambda.Function, qualifier: string, props?: apigateway.RestApiProps, functionArn?: string) => {
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
    api.root.addMethod('GET', new apigateway.Integration({
      type: apigateway.IntegrationType.AWS_PROXY, integrationHttpMethod: 'POST', uri: uri(fn, qualifier, functionArn),
    }));
    return api;
  };

  const KINDS: Record<string, (stack: Stack, fn: lambda.Function, name: string) => apigateway.RestApiBase> = {
    'by a stage variable that a parameter gives': (stack, fn) => method(stack, fn, '${stageVariables.alias}', byParameter(stack)),
    'by its name behind the ARN of the function': (stack, fn, name) => method(stack, fn, name),
    'by its name behind the literal name of the function': (stack, fn, name) => {
      fn.node.children.filter(isOfType('AWS::Lambda::Function')).forEach((one) => one.addPropertyOverride('FunctionName', 'shop'));
      return method(stack, fn, name, {}, 'arn:aws:lambda:us-east-1:123456789012:function:shop');
    },
    'by the number of the version behind it': (stack, fn, name) => {
      const api = method(stack, fn, name.slice(-1));
      new lambda.CfnPermission(stack, `OnNumber${name}`, {
        action: 'lambda:InvokeFunction',
        functionName: `${fn.functionArn}:${name.slice(-1)}`,
        principal: 'apigateway.amazonaws.com',
        sourceArn: api.arnForExecuteApi(),
      }).node.addDependency(fn.currentVersion);
      return api;
    },
    'by its name in the text of Fn::Sub in a definition': (stack, fn, name) => new apigateway.SpecRestApi(stack, 'Api', {
      cloudWatchRole: false,
      apiDefinition: apigateway.ApiDefinition.fromInline({
        openapi: '3.0.1',
        info: { title: 'api', version: '1' },
        paths: {
          '/': {
            get: {
              'x-amazon-apigateway-integration': proxy({
                'Fn::Sub': uri(fn, name).replace(fn.functionArn, `\${${stack.getLogicalId(fn.node.defaultChild as CfnResource)}.Arn}`),
              }),
            },
          },
        },
      }),
    }),
  };

  test.each(Object.entries(KINDS))('%s', async (_, apiOf) => {
    const build = (hold: boolean) => (root: App, code: string) => {
      const stack = new Stack(root, 'App');
      const fn = answering(stack, code, 'Fn');
      const name = nameOf(code);
      const api = apiOf(stack, fn, name);
      const alias = new lambda.Alias(stack, `Alias${name}`, { aliasName: name, version: fn.currentVersion });
      new lambda.CfnPermission(stack, `Permission${name}`, {
        action: 'lambda:InvokeFunction',
        functionName: `${fn.functionArn}:${name}`,
        principal: 'apigateway.amazonaws.com',
        sourceArn: api.arnForExecuteApi(),
      }).node.addDependency(alias);
      const canarySettings = hold ? { percentTraffic: 10, stageVariableOverrides: { alias: name } } : undefined;
      new CanaryRelease(stack, 'Release', { api, canarySettings });
    };
    await aws.deploy(build(false), 'code 1');
    const { result } = await aws.deploy(build(true), 'code 2');
    expect(result).toMatchObject({ succeeded: true });
    const [{ id: restApiId }] = aws.aws.apiGateway.listRestApis();
    const answerOf = async (release: 'base' | 'canary') =>
      String((await aws.aws.dataPlane.invokeStage({ restApiId, stageName: 'prod', release, method: 'GET', path: '/' })).body);
    expect([await answerOf('base'), await answerOf('canary')]).toEqual(['code 1', 'code 2']);
    expect(await aws.destroyAll()).toEqual([]);
  });

  /** Ids of the aliases that stay, of `dev` and `prod` and one whose name is a parameter. */
  const kept = (apiOf: (stack: Stack, fn: lambda.Function) => apigateway.RestApiBase, aliasesFirst = false): string[] => {
    const stack = new Stack(new App(), 'App');
    const fn = answering(stack, '1');
    const addAliases = () => ['dev', 'prod', new CfnParameter(stack, 'Name').valueAsString].forEach((aliasName, i) => {
      new lambda.Alias(stack, ['Dev', 'Prod', 'Named'][i], { aliasName, version: fn.currentVersion });
    });
    if (aliasesFirst) { addAliases(); }
    const api = apiOf(stack, fn);
    if (!aliasesFirst) { addAliases(); }
    new CanaryRelease(stack, 'Release', { api });
    const aliases = Object.entries<any>(Template.fromStack(stack).findResources('AWS::Lambda::Alias'));
    return aliases.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate').map(([id]) => id.slice(0, -8)).sort();
  };

  test.each([false, true])('an authorizer names it (aliases written first: %s); others of the function are left alone', (aliasesFirst) => {
    expect(kept((stack, fn) => {
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      api.root.addMethod('GET', new apigateway.MockIntegration());
      new apigateway.CfnAuthorizer(stack, 'Authorizer', {
        restApiId: api.restApiId, name: 'check', type: 'REQUEST', identitySource: 'method.request.header.A', authorizerUri: uri(fn, 'prod'),
      });
      return api;
    }, aliasesFirst)).toEqual(['Named', 'Prod']);
  });

  test.each<[string, (stack: Stack, fn: lambda.Function) => apigateway.RestApiBase, string[]]>([
    ['a variable that a parameter gives: all', (stack, fn) => method(stack, fn, '${stageVariables.alias}', byParameter(stack)),
      ['Dev', 'Named', 'Prod']],
    ['a variable with a literal value, which synth looks for', (stack, fn) => method(stack, fn, '${stageVariables.alias}', {
      deployOptions: { variables: { alias: 'prod' } },
    }), []],
    ['the number of a version', (stack, fn) => method(stack, fn, '7'), []],
  ])('kept for %s', (_, apiOf, ids) => {
    expect(kept(apiOf)).toEqual(ids);
  });
});

describe('the one permission', () => {
  const standing = (functionName: (fn: lambda.Function, stack: Stack) => unknown) => {
    const stack = new Stack(new App(), 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addMethod('GET', new apigateway.MockIntegration());
    new CfnResource(stack, 'Permission', {
      type: 'AWS::Lambda::Permission',
      properties: {
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: api.arnForExecuteApi(),
        FunctionName: functionName(answering(stack, '1'), stack),
      },
    });
    new CanaryRelease(stack, 'Release', { api });
    const { Resources } = (stack.node.root as App).synth().getStackByName('App').template;
    return Object.keys(Resources).filter((id) => id.includes('MayInvoke'));
  };

  test.each<[string, (fn: lambda.Function, stack: Stack) => unknown]>([
    ['a function', (fn) => fn.functionName],
    ['a function by its ARN', (fn) => fn.functionArn],
    ['an alias, in a text', (fn) => `${fn.functionArn}:live`],
    ['a function of another app', () => 'arn:aws:lambda:us-east-1:123456789012:function:other'],
    ['an alias, by a reference as CloudFormation writes it', (fn, stack) => {
      new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
      return { Ref: stack.getLogicalId(stack.node.findChild('Live').node.defaultChild as CfnResource) };
    }],
  ])('stands on %s', (_, functionName) => {
    expect(standing(functionName)).toHaveLength(1);
  });

  test.each<[string, (fn: lambda.Function) => unknown]>([
    ['a version', (fn) => fn.currentVersion.functionArn],
    ['a version, in a text', (fn) => `${fn.functionArn}:3`],
    ['a version of another app', () => 'arn:aws:lambda:us-east-1:123456789012:function:other:3'],
    ['what only CloudFormation will know', (fn) => `${fn.functionArn}:${Fn.importValue('Version')}`],
  ])('does not stand on %s', (_, functionName) => {
    expect(standing(functionName)).toEqual([]);
  });
});

test('the permissions on a version stay for as long as the version: nothing else shares its policy', async () => {
  await deploy({ routes: ['hello', 'old'], target: 'version' }, 'code 1');
  await deploy({ routes: ['hello'], target: 'version' }, 'code 1');
  expect(statements()).toBe(4);
});

test('the permissions that somebody wrote go with their route, and no linter takes that for an oversight', () => {
  const stack = new Stack(new App(), 'App');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, 'code 1', 'Fn')));
  new CanaryRelease(stack, 'Release', { api });
  const { Resources } = (stack.node.root as App).synth().getStackByName('App').template;
  const permissions = Object.entries<any>(Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Permission');
  const written = permissions.filter(([id]) => !id.includes('MayInvoke'));
  const [[, standing], ...others] = permissions.filter(([id]) => id.includes('MayInvoke'));
  expect(others).toEqual([]);
  written.forEach(([, permission]) => expect(permission).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' }));
  expect(written.map(([id]) => id)).toEqual(expect.arrayContaining(standing.DependsOn));
});

test('two releases of one API share the statement', () => {
  const stack = new Stack(new App(), 'App');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, 'code 1', 'Fn')));
  const beta = new apigateway.Stage(stack, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta' });
  new CanaryRelease(stack, 'Release', { api });
  new CanaryRelease(stack, 'BetaRelease', { stage: beta });
  const { Resources } = (stack.node.root as App).synth().getStackByName('App').template;
  const standing = Object.entries<any>(Resources)
    .filter(([, { Type, DeletionPolicy }]) => Type === 'AWS::Lambda::Permission' && DeletionPolicy !== 'Delete');
  expect(standing.map(([, { Properties, DeletionPolicy }]) => [JSON.stringify(Properties.SourceArn).slice(-6), DeletionPolicy]))
    .toEqual([['/*"]]}', 'RetainExceptOnCreate']]);
  for (const { DependsOn } of Object.values<any>(Resources).filter(({ Type }) => Type === 'Custom::CanaryStage')) {
    expect(DependsOn).toContain(standing[0][0]);
  }
});
