import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { canaryByHand, helloApi, OwnApi, plain, releaseThroughLibrary } from './apps';
import { answering } from '../apis/answering';
import { WatchedAws } from '../apis/watched-aws';

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

describe('inverse canary', () => {
  const withoutDeployment = plain(helloApi(), (built) => {
    (built.deploymentStage.node.defaultChild as apigateway.CfnStage).canarySetting = { percentTraffic: 10 };
  });

  test('plain CDK: canary settings without a deployment keep the old code as the canary, and everybody else gets the new one', async () => {
    await aws.deploy(withoutDeployment, 'code 1');
    const { result } = await aws.deploy(withoutDeployment, 'code 2');
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(aws.stages()).toEqual({ prod: { base: 'code 2', canary: 'code 1', percentTraffic: 10 } });
  });

  test('with the release: the new code is the canary', async () => {
    const { failures } = await releaseThroughLibrary(aws, helloApi());
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
    expect(failures).toEqual([]);
  });
});

describe('unqualified function', () => {
  const unqualified: OwnApi = (stack, code) => {
    const built = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, retainDeployments: true });
    built.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code)));
    return built;
  };

  test('plain CDK: the base answers with the new code as soon as the function is updated', async () => {
    await aws.deploy(plain(unqualified), 'code 1');
    const production = aws.production();
    const { failures } = await aws.deploy(plain(unqualified, (built) => canaryByHand(built, production)), 'code 2');
    expect(failures[0]).toEqual({
      instant: expect.stringMatching(/^update: update Fn\w+ \(AWS::Lambda::Function\)$/), release: 'base', route: 'prod: GET /hello', got: 'code 2',
    });
  });

  test('plain CDK: there is not even a new deployment to be the canary', async () => {
    await aws.deploy(plain(unqualified), 'code 1');
    const production = aws.production();
    await aws.deploy(plain(unqualified, (built) => canaryByHand(built, production)), 'code 2');
    const [api] = aws.aws.apiGateway.listRestApis();
    expect(aws.aws.apiGateway.listDeployments(api.id)).toHaveLength(1);
  });

  test('with the release and the version of the function: base and canary answer with their own code', async () => {
    const { failures } = await releaseThroughLibrary(aws, helloApi());
    expect(failures).toEqual([]);
    expect(aws.asked.canary).toBeGreaterThan(0);
  });

  test('with the release and still without a version: synth warns', async () => {
    const { failures, messages } = await releaseThroughLibrary(aws, unqualified);
    expect(failures).not.toEqual([]);
    expect(messages).toContainEqual(expect.stringContaining('GET /hello calls a function without a version'));
  });
});
