import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { answering } from './answering';
import { WatchedAws } from './watched-aws';
import { CanaryRestApi, EndpointBaseline } from '../../lib';

interface Written {
  /** GET /pets beside GET /hello: the endpoint that the guide warns of. */
  readonly pets?: boolean;
  readonly held?: boolean;
  readonly baseline?: EndpointBaseline;
}

function app({ pets, held, baseline }: Written) {
  return (root: App, code: string): Stack => {
    const stack = new Stack(root, 'App');
    const api = new CanaryRestApi(stack, 'Api', {
      handler: answering(stack, code),
      resourcePath: 'hello',
      cloudWatchRole: false,
      baseline,
      canarySettings: held ? { percentTraffic: 10 } : undefined,
    });
    if (pets) { api.root.addResource('pets').addMethod('GET', api.handlerIntegration); }
    return stack;
  };
}

describe("the guide's example: an endpoint is added while a canary is held", () => {
  let aws: WatchedAws;
  beforeEach(() => { aws = new WatchedAws(); });
  afterEach(() => aws.close());

  test('with a baseline, synth fails and names the endpoint and the share of its requests', () => {
    const stack = app({ pets: true, held: true, baseline: EndpointBaseline.fromEndpoints(['GET /hello']) })(new App(), 'code 2');
    const errors = Annotations.fromStack(stack).findError(
      '*', Match.stringLikeRegexp('GET /pets is served only by the canary release; the 90 % of its requests'),
    );
    expect(errors).toHaveLength(1);
  });

  test('without a baseline, the deploy fails before anything moved, and no request with it', async () => {
    await aws.deploy(app({}), 'code 1');
    await aws.deploy(app({ held: true }), 'code 2');
    const { result, failures } = await aws.deploy(app({ held: true, pets: true }), 'code 3');
    expect(result).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringMatching(/GET \/pets is served only by the canary release.*\[UnservedEndpoint\]/),
    });
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
  });

  test('released without a canary first, it can then be canaried', async () => {
    await aws.deploy(app({}), 'code 1');
    await aws.deploy(app({ pets: true }), 'code 1');
    const { result, failures } = await aws.deploy(app({ held: true, pets: true }), 'code 2');
    expect([result.status, failures]).toEqual(['UPDATE_COMPLETE', []]);
  });
});
