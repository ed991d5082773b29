import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CanaryRelease } from '../../lib';
import { newStack } from '../apps';
import { answering } from './answering';
import { ApiKind, AS_EXPECTED, expectPractice, Practice, practise, practiseApp, release } from './practice';
import { WatchedAws } from './watched-aws';

function helloApi(stack: Stack, code: string, props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion));
  return api;
}

/** An explicit deployment follows nothing but what its owner adds to its logical id. */
function explicitDeployment(api: apigateway.RestApi, code: string, id = 'Deployment'): apigateway.Deployment {
  const deployment = new apigateway.Deployment(Stack.of(api), id, { api });
  deployment.addToLogicalId({ code });
  return deployment;
}

test('an explicit deployment and stage (deploy: false), named by the stage', async () => {
  await expectPractice((stack, code) => {
    const api = helloApi(stack, code, { deploy: false });
    const stage = new apigateway.Stage(stack, 'Stage', { deployment: explicitDeployment(api, code) });
    api.deploymentStage = stage;
    return { stage };
  });
});

test('an explicit deployment and stage (deploy: false), named by the API', async () => {
  await expectPractice((stack, code) => {
    const api = helloApi(stack, code, { deploy: false });
    api.deploymentStage = new apigateway.Stage(stack, 'Stage', { deployment: explicitDeployment(api, code), stageName: 'live' });
    return { api };
  }, { stageName: 'live' });
});

test('two stages of one API, one with a release: the other one follows the code and is never touched by the driver', async () => {
  const practice = await practiseApp((app, code, step) => {
    const stack = new Stack(app, 'App');
    const api = helloApi(stack, code);
    new apigateway.Stage(stack, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta' });
    release({ api }, step);
  });
  // The permission of a route is for the deployment stage only, as CDK writes it.
  const onProd = practice.failures.filter(({ route }) => route.startsWith('prod:'));
  expect({ ...practice, failures: onProd }).toMatchObject(AS_EXPECTED);
});

test('two stages of one API, each with a release of its own', async () => {
  const aws = new WatchedAws();
  const build = (prodPercent?: number, betaPercent?: number) => (app: App, code: string) => {
    const stack = new Stack(app, 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addResource('hello').addMethod(
      'GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion, { scopePermissionToMethod: false }),
    );
    const beta = new apigateway.Stage(stack, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta' });
    const settings = (percentTraffic?: number) => percentTraffic === undefined ? undefined : { percentTraffic };
    new CanaryRelease(stack, 'Prod', { api, canarySettings: settings(prodPercent) });
    new CanaryRelease(stack, 'BetaRelease', { stage: beta, canarySettings: settings(betaPercent) });
  };
  const first = await aws.deploy(build(), 'code 1');
  const second = await aws.deploy(build(10), 'code 2');
  expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 }, beta: { base: 'code 2' } });
  const third = await aws.deploy(build(20, 50), 'code 3');
  expect(aws.stages()).toEqual({
    prod: { base: 'code 1', canary: 'code 3', percentTraffic: 20 }, beta: { base: 'code 2', canary: 'code 3', percentTraffic: 50 },
  });
  const fourth = await aws.deploy(build(), 'code 3');
  expect(aws.stages()).toEqual({ prod: { base: 'code 3' }, beta: { base: 'code 3' } });
  expect([first, second, third, fourth].flatMap(({ failures }) => failures)).toEqual([]);
  await aws.close();
});

describe('an explicit deployment', () => {
  const explicit = (salt: boolean): ApiKind => (stack, code) => {
    const api = helloApi(stack, code, { deploy: false });
    const deployment = salt ? explicitDeployment(api, code) : new apigateway.Deployment(stack, 'Deployment', { api });
    return { stage: new apigateway.Stage(stack, 'Stage', { deployment }) };
  };
  const ofDeployment = ({ operations }: Practice) => operations.canary.messages.filter((message) => message.includes('explicit deployment'));

  test('that follows nothing has no canary of new code: synth warns, and the deploy is refused', async () => {
    const practice = await practise(explicit(false));
    expect(practice.stages.canary).toEqual(expect.stringContaining('[CanaryWithoutNewCode]'));
    expect(practice.failures).toEqual([]);
    expect(ofDeployment(practice)).toEqual([expect.stringContaining('does not follow the methods and functions of the API')]);
  });

  test('that follows the code is released: synth says nothing', async () => {
    expect(ofDeployment(await practise(explicit(true)))).toEqual([]);
  });

  test.each([['prod', 1], ['beta', 0]])('that names the stage %s beside a release of prod: %d errors at synth', (stageName, errors) => {
    const stack = newStack();
    const api = helloApi(stack, 'code 1');
    new apigateway.Deployment(stack, 'Rival', { api, stageName });
    new CanaryRelease(stack, 'Release', { api });
    expect(Annotations.fromStack(stack).findError(
      '*', Match.stringLikeRegexp('The deployment names the stage prod.*deploymentNamesStage'),
    )).toHaveLength(errors);
  });

  test('that refers to the stage by its name token: an error at synth', () => {
    const stack = newStack();
    const api = helloApi(stack, 'code 1');
    new apigateway.CfnDeployment(stack, 'Rival', { restApiId: api.restApiId, stageName: api.deploymentStage.stageName });
    new CanaryRelease(stack, 'Release', { api });
    expect(Annotations.fromStack(stack).findError('*', Match.stringLikeRegexp('deploymentNamesStage'))).toHaveLength(1);
  });
});
