import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease } from '../../lib';
import { newStack } from '../apps';
import { answering, answeringProps } from './answering';
import { ApiKind, expectPractice, practise } from './practice';
import { WatchedAws } from './watched-aws';

function routeTo(functionOf: (stack: Stack, code: string) => lambda.IFunction): ApiKind {
  return (stack, code) => {
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(functionOf(stack, code)));
    return { api };
  };
}

/** Why an API says that it cannot be canaried. */
async function warningsOf(kind: ApiKind): Promise<string[]> {
  return (await practise(kind)).operations.canary.messages.filter((message) => message.includes('/hello'));
}

test('fn.currentVersion goes through the practice', async () => {
  await expectPractice(routeTo((stack, code) => answering(stack, code).currentVersion));
});

test('a lambda.Version with an id per release goes through the practice', async () => {
  await expectPractice(routeTo((stack, code) => new lambda.Version(stack, `Version${code.slice(-1)}`, { lambda: answering(stack, code) })));
});

test('an alias of its own per release goes through the practice', async () => {
  await expectPractice(routeTo((stack, code) =>
    new lambda.Alias(stack, `Alias${code.slice(-1)}`, { aliasName: `release${code.slice(-1)}`, version: answering(stack, code).currentVersion })));
});

test('one alias for all releases: the base gets the new code, and synth warns', async () => {
  const kind = routeTo((stack, code) => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: answering(stack, code).currentVersion }));
  const { failures } = await practise(kind);
  expect(failures).toContainEqual(expect.objectContaining({ release: 'base', got: 'code 2' }));
  expect(await warningsOf(kind)).toEqual([expect.stringContaining('GET /hello calls a function through one alias')]);
});

test('a SingletonFunction by its current version goes through the practice', async () => {
  await expectPractice(routeTo((stack, code) =>
    new lambda.SingletonFunction(stack, 'Singleton', { uuid: 'f7d4f730', ...answeringProps(code) }).currentVersion));
});

test('a SingletonFunction without a version: synth warns', async () => {
  expect(await warningsOf(routeTo((stack, code) => new lambda.SingletonFunction(stack, 'Singleton', { uuid: 'f7d4f730', ...answeringProps(code) }))))
    .toEqual([expect.stringContaining('GET /hello calls a function without a version')]);
});

test('the alias in a stage variable that the canary overrides: base and canary run the code of their alias, on one deployment', async () => {
  const aws = new WatchedAws();
  const build = (live: string, canary?: string, promote = false) => (app: App, code: string) => {
    const stack = new Stack(app, 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { variables: { alias: live } } });
    const handler = answering(stack, code, 'Fn', { currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN } });
    new lambda.CfnAlias(stack, 'Blue', { name: 'blue', functionName: handler.functionName, functionVersion: '1' }).node.addDependency(
      handler.currentVersion,
    );
    new lambda.Alias(stack, 'Green', { aliasName: 'green', version: handler.currentVersion });
    for (const alias of ['Blue', 'Green']) {
      new lambda.CfnPermission(stack, `${alias}Permission`, {
        action: 'lambda:InvokeFunction',
        principal: 'apigateway.amazonaws.com',
        functionName: `${handler.functionArn}:${alias.toLowerCase()}`,
        sourceArn: api.arnForExecuteApi(),
      }).node.addDependency(stack.node.findChild(alias));
    }
    api.root.addResource('hello').addMethod('GET', new apigateway.Integration({
      type: apigateway.IntegrationType.AWS_PROXY,
      integrationHttpMethod: 'POST',
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${handler.functionArn}:\${stageVariables.alias}/invocations`,
    }));
    const canarySettings = canary === undefined ? undefined : { percentTraffic: 10, stageVariableOverrides: { alias: canary } };
    const release = new CanaryRelease(stack, 'Release', { api, canarySettings });
    if (promote) { release.promote(); }
  };
  const answers = async (release: 'base' | 'canary') => {
    const [{ id: restApiId }] = aws.aws.apiGateway.listRestApis();
    return String((await aws.aws.invoke({ restApiId, stageName: 'prod', path: '/hello' }, { release })).body);
  };
  const operations = [await aws.deploy(build('blue'), 'code 1'), await aws.deploy(build('blue', 'green'), 'code 2')];
  expect([await answers('base'), await answers('canary')]).toEqual(['code 1', 'code 2']);
  operations.push(await aws.deploy(build('blue', 'green', true), 'code 2'));
  expect(await answers('base')).toBe('code 2');
  operations.push(await aws.deploy(build('green'), 'code 2'));
  expect(await answers('base')).toBe('code 2');
  expect(operations.map(({ result }) => result.succeeded)).toEqual([true, true, true, true]);
  expect(operations.flatMap(({ failures }) => failures).filter(({ got }) => got.startsWith('500'))).toEqual([]);
  expect(operations[1].messages.filter((message) => message.includes('/hello'))).toEqual([]);
  await aws.close();
});

test('a function imported by the ARN of its version: another version is another release', async () => {
  const aws = new WatchedAws();
  const build = (version: number, percentTraffic?: number) => (app: App) => {
    const stack = new Stack(app, 'App', { env: { account: '123456789012', region: 'us-east-1' } });
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const imported = lambda.Function.fromFunctionAttributes(stack, 'Imported', {
      functionArn: `arn:aws:lambda:us-east-1:123456789012:function:elsewhere:${version}`, sameEnvironment: true,
    });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(imported));
    new CanaryRelease(stack, 'Release', { api, canarySettings: percentTraffic === undefined ? undefined : { percentTraffic } });
  };
  const code = (version: number) => ({ directory: '/', codeId: String(version), handler: 'index.handler', environment: { CODE: `code ${version}` } });
  aws.aws.lambda.createFunction('elsewhere', code(1));
  aws.aws.lambda.publishVersion('elsewhere');
  const first = await aws.deploy(build(1), 'code 1');
  aws.aws.lambda.updateFunction('elsewhere', code(2));
  aws.aws.lambda.publishVersion('elsewhere');
  const second = await aws.deploy(build(2, 10), 'code 2');
  expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
  const third = await aws.deploy(build(2), 'code 2');
  expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  expect([first, second, third].flatMap(({ failures }) => failures)).toEqual([]);
  await aws.close();
});

test('the version of a Docker function (synth only): is retained, and another image is another deployment', () => {
  const deploymentOf = (tag: string) => {
    const stack = newStack();
    const handler = new lambda.DockerImageFunction(stack, 'Fn', {
      code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Images', 'images'), { tagOrDigest: tag }),
    });
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
    new CanaryRelease(stack, 'Release', { api, canarySettings: { percentTraffic: 10 } });
    const template = Template.fromStack(stack);
    template.allResources('AWS::Lambda::Version', { DeletionPolicy: 'RetainExceptOnCreate' });
    return Object.keys(template.findResources('AWS::ApiGateway::Deployment'));
  };
  expect(deploymentOf('sha256:one')).not.toEqual(deploymentOf('sha256:two'));
});
