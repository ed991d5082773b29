import { RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { helloApi, OwnApi, plain, released, releaseByHand, releaseThroughLibrary } from './apps';
import { answering } from '../apis/answering';
import { WatchedAws, WatchedOperation } from '../apis/watched-aws';

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

const HELD = { prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } };

function expectNoFailure({ result, failures, failedOperations }: WatchedOperation): void {
  expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(failures).toEqual([]);
  expect(failedOperations).toEqual([]);
  expect(aws.asked.canary).toBeGreaterThan(0);
}

describe('version deleted', () => {
  // With a role for the call no permission is needed, so that only the version is missing.
  const api = helloApi({
    props: { retainDeployments: true },
    integrate: (version, stack) => new apigateway.LambdaIntegration(version, {
      credentialsRole: new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') }),
    }),
  });

  test('plain CDK: the base answers 500 as soon as the cleanup has deleted its version', async () => {
    const { result, failures } = await releaseByHand(aws, api);
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(aws.stages()).toEqual(HELD);
    expect(failures[0]).toEqual({
      instant: expect.stringMatching(/^cleanup: delete FnCurrentVersion\w+ \(AWS::Lambda::Version\)$/),
      release: 'base',
      route: 'prod: GET /hello',
      got: expect.stringMatching(/^500 .*Lambda function does not exist/),
    });
  });

  test('with the release: no request fails', async () => {
    expectNoFailure(await releaseThroughLibrary(aws, api));
    expect(aws.stages()).toEqual(HELD);
  });
});

describe('permission replaced', () => {
  const api: OwnApi = (stack, code) => {
    const built = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, retainDeployments: true });
    const handler = answering(stack, code, 'Fn', { currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN } });
    built.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
    return built;
  };

  test('plain CDK: the base answers 500 as soon as the cleanup has deleted its permission, although its version is retained', async () => {
    const { failures } = await releaseByHand(aws, api);
    expect(aws.stages()).toEqual(HELD);
    expect(failures.find(({ release }) => release === 'base')).toEqual({
      instant: expect.stringMatching(/^cleanup: delete ApihelloGETApiPermission\w+ \(AWS::Lambda::Permission\)$/),
      release: 'base',
      route: 'prod: GET /hello',
      got: expect.stringMatching(/^500 .*Invalid permissions on Lambda function/),
    });
  });

  test('with the release: no request fails', async () => {
    expectNoFailure(await releaseThroughLibrary(aws, api));
  });
});

describe('permission after the stage', () => {
  test('plain CDK: everybody gets 500 between the move of the stage and the new permission, in a deploy without any canary', async () => {
    await aws.deploy(plain(helloApi()), 'code 1');
    const { result, failures } = await aws.deploy(plain(helloApi()), 'code 2');
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(failures[0]).toEqual({
      instant: expect.stringMatching(/^update: update ApiDeploymentStageprod\w+ \(AWS::ApiGateway::Stage\)$/),
      release: 'base',
      route: 'prod: GET /hello',
      got: expect.stringMatching(/^500 .*Invalid permissions on Lambda function/),
    });
  });

  test('plain CDK: so does every canary request of a canary by hand', async () => {
    const { failures } = await releaseByHand(aws, helloApi({ props: { retainDeployments: true } }));
    expect(failures[0]).toMatchObject({ instant: expect.stringMatching(/^update: update ApiDeploymentStageprod/), release: 'canary' });
  });

  test('with the release: no request fails, with a canary or without', async () => {
    expectNoFailure(await releaseThroughLibrary(aws, helloApi()));
    expectNoFailure(await aws.deploy(released(helloApi()), 'code 3'));
  });
});

describe('deployment still referenced', () => {
  test('plain CDK: the cleanup tries three times to delete the base deployment, and leaves it outside of the stack', async () => {
    const { result, failedOperations } = await releaseByHand(aws, helloApi());
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(failedOperations).toHaveLength(3);
    expect(new Set(failedOperations)).toEqual(new Set([
      expect.stringMatching(/^cleanup: delete ApiDeployment\w+ .*Active stages pointing to this deployment must be moved or deleted/),
    ]));
  });

  test('plain CDK: the same for a deployment that only a canary is on', async () => {
    await releaseByHand(aws, helloApi());
    const { failedOperations } = await aws.deploy(plain(helloApi()), 'code 3');
    expect(failedOperations).toContainEqual(expect.stringMatching(
      /^cleanup: delete ApiDeployment\w+ .*Active stages with canary settings pointing to this deployment must be moved or deleted/));
  });

  test('with the release: nothing tries to delete a deployment, and no operation fails', async () => {
    expectNoFailure(await releaseThroughLibrary(aws, helloApi()));
    expectNoFailure(await aws.deploy(released(helloApi(), { percentTraffic: 10 }), 'code 3'));
  });
});

describe('a role of an authorizer leaves', () => {
  const api: OwnApi = (stack, code) => {
    const built = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const assumedBy = new iam.ServicePrincipal('apigateway.amazonaws.com');
    const assumeRole = new iam.Role(stack, code === 'code 1' ? 'First' : 'Second', { assumedBy });
    const guard = answering(stack, 'guard', 'Guard');
    built.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion), {
      authorizer: new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: guard, assumeRole }),
    });
    return built;
  };

  test('with the release: a canary beside a base that calls with it is refused', async () => {
    const { result } = await releaseThroughLibrary(aws, api);
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(result.reason).toMatch(/The base release needs the role App-First\S+, which this operation removes from stack App.*\[BaseRoleRemoved\]/);
    expect(aws.stages()).toEqual({ prod: { base: expect.anything() } });
  });
});
