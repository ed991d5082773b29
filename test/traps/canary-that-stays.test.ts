import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { canaryByHand, helloApi, plain, released, releaseByHand, releaseThroughLibrary } from './apps';
import { UpcomingOperation } from '../../rehearsal/cloudformation/resource-operation';
import { WatchedAws } from '../apis/watched-aws';

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

const api = helloApi({ props: { retainDeployments: true } });

describe('canary not removed', () => {
  test('plain CDK: a canary that left the template stays live, and answers 500 once its version goes', async () => {
    await releaseByHand(aws, api);
    const { result, failures } = await aws.deploy(plain(api), 'code 3');
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(aws.stages()).toEqual({ prod: { base: 'code 3', canary: 'code 2', percentTraffic: 10 } });
    expect(failures.at(-1)).toEqual({
      instant: 'UPDATE_COMPLETE', release: 'canary', route: 'prod: GET /hello', got: expect.stringMatching(/^500 /),
    });
  });

  test('with the release: it is gone, and no request fails', async () => {
    await releaseThroughLibrary(aws, api);
    const { failures } = await aws.deploy(released(api), 'code 3');
    expect(aws.stages()).toEqual({ prod: { base: 'code 3' } });
    expect(failures).toEqual([]);
  });
});

describe('rollback of the first canary', () => {
  /** Comes after the stage in every order. */
  const withParameter = (built: apigateway.RestApi, stack: Stack) => {
    new ssm.StringParameter(stack, 'Address', { stringValue: built.url });
  };
  const inject = ({ type, phase }: UpcomingOperation) =>
    type === 'AWS::SSM::Parameter' && phase === 'update' ? { kind: 'fail' as const, when: 'before' as const } : undefined;

  test('plain CDK: after the rollback the canary is still live, and answers 500', async () => {
    await aws.deploy(plain(api), 'code 1');
    const production = aws.production();
    const { result, failures } = await aws.deploy(plain(api, (built, stack) => {
      canaryByHand(built, production);
      withParameter(built, stack);
    }), 'code 2', { inject });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
    expect(failures.at(-1)).toEqual({
      instant: 'UPDATE_ROLLBACK_COMPLETE', release: 'canary', route: 'prod: GET /hello', got: expect.stringMatching(/^500 /),
    });
  });

  test('with the release: after the rollback only the base serves, and no request fails', async () => {
    await aws.deploy(released(api), 'code 1');
    const { result, failures } = await aws.deploy(released(api, { percentTraffic: 10 }, withParameter), 'code 2', { inject });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
    expect(failures).toEqual([]);
    expect(aws.asked.canary).toBeGreaterThan(0);
  });
});

describe('StageName on a canary stage', () => {
  test('plain CDK: the deployment is refused, and with it the whole update', async () => {
    await releaseByHand(aws, api);
    const production = aws.production();
    const { result } = await aws.deploy(plain(api, (built, stack) => {
      canaryByHand(built, production);
      new apigateway.Deployment(stack, 'Again', { api: built, stageName: 'prod' });
    }), 'code 3');
    expect(result).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      reason: expect.stringContaining('Non canary deployment not supported on stage prod because Canary is enabled'),
    });
  });

  test('with the release: the next code is the next canary', async () => {
    await releaseThroughLibrary(aws, api);
    const { failures } = await aws.deploy(released(api, { percentTraffic: 10 }), 'code 3');
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 3', percentTraffic: 10 } });
    expect(failures).toEqual([]);
  });
});
