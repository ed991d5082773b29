import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { answering } from './answering';
import { WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease } from '../../lib';

interface Shape {
  readonly stageName?: string;
  /** Routes beside GET /hello, on the same function. */
  readonly routes?: readonly string[];
  readonly apiId?: string;
  readonly releaseId?: string;
  /** Everything but the stack stands below a construct with this id. @default - below the stack */
  readonly below?: string;
  readonly percentTraffic?: number;
  readonly promote?: boolean;
}

const HELD = { percentTraffic: 10 };

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

/** GET /hello with a release, in a shape that changes between deploys. */
function app(shape: Shape) {
  return (root: App, code: string) => {
    const stack = new Stack(root, 'App');
    const scope = shape.below === undefined ? stack : new Construct(stack, shape.below);
    const api = new apigateway.RestApi(scope, shape.apiId ?? 'Api', { cloudWatchRole: false, deployOptions: { stageName: shape.stageName } });
    const version = answering(scope, code).currentVersion;
    for (const route of ['hello', ...shape.routes ?? []]) {
      api.root.addResource(route).addMethod('GET', new apigateway.LambdaIntegration(version));
    }
    const { percentTraffic } = shape;
    const release = new CanaryRelease(scope, shape.releaseId
      ?? 'Release', { api, canarySettings: percentTraffic === undefined ? undefined : { percentTraffic } });
    if (shape.promote) { release.promote(); }
  };
}

async function given(...shapes: Array<[Shape, string]>): Promise<void> {
  for (const [shape, code] of shapes) { expect(await aws.deploy(app(shape), code)).toMatchObject({ failures: [], result: { succeeded: true } }); }
}

function expectRefused({ result, failures }: WatchedOperation, id: string): void {
  expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining(`[${id}]`) });
  expect(failures).toEqual([]);
}

function expectDone({ result, failures, failedOperations }: WatchedOperation): void {
  expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect([failures, failedOperations]).toEqual([[], []]);
}

describe('the stage is renamed', () => {
  test('without a canary: works, and neither stage fails a request while it is there', async () => {
    await given([{}, 'code 1']);
    expectDone(await aws.deploy(app({ stageName: 'live' }), 'code 1'));
    expect(aws.stages()).toEqual({ live: { base: 'code 1' } });
  });

  test('with new code in a canary: is refused before anything moves', async () => {
    await given([{}, 'code 1']);
    expectRefused(await aws.deploy(app({ stageName: 'live', ...HELD }), 'code 2'), 'RenamedWithCanary');
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('while a canary is held: is refused before anything moves', async () => {
    await given([{}, 'code 1'], [HELD, 'code 2']);
    expectRefused(await aws.deploy(app({ stageName: 'live', ...HELD }), 'code 2'), 'RenamedWithCanary');
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
  });
});

describe.each(['reverse', 'dependencies-first'] as const)('a deploy fails that leads to another stage, and is rolled back (%s)', (rollbackOrder) => {
  beforeEach(async () => {
    await aws.close();
    aws = new WatchedAws(1, { rollbackOrder });
  });

  test.each([
    ['the stage is renamed', { stageName: 'live' }, 'code 2'],
    ['the stage is renamed, with new code', { stageName: 'live' }, 'code 3'],
    ['the API is replaced', { apiId: 'NewApi' }, 'code 2'],
  ])('%s: the held canary is back, and nothing is left of the new stage', async (_, shape, code) => {
    await given([{}, 'code 1'], [HELD, 'code 2']);
    const { result, failures, failedOperations } = await aws.deploy(app(shape), code, {
      inject: ({ phase, type }) => phase === 'update' && type === 'AWS::ApiGateway::Stage' ? { kind: 'fail', when: 'after' } : undefined,
    });
    expect([result.status, failures]).toEqual(['UPDATE_ROLLBACK_COMPLETE', []]);
    expect(failedOperations).toEqual([expect.stringMatching(/^update: create \w+ \(AWS::ApiGateway::Stage\)/)]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
    expect(aws.aws.apiGateway.listRestApis()).toHaveLength(1);
  });
});

describe('the path of the release changes', () => {
  test('without a canary: works', async () => {
    await given([{}, 'code 1']);
    expectDone(await aws.deploy(app({ releaseId: 'Rollout' }), 'code 1'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('while a canary is held: is refused before anything moves', async () => {
    await given([{}, 'code 1'], [HELD, 'code 2']);
    expectRefused(await aws.deploy(app({ releaseId: 'Rollout', ...HELD }), 'code 2'), 'AdoptedWithChange');
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
  });

  test('while a promotion stands: the canary stays at 0 %, as the template declares', async () => {
    await given([{}, 'code 1'], [HELD, 'code 2'], [{ ...HELD, promote: true }, 'code 2']);
    expectDone(await aws.deploy(app({ releaseId: 'Rollout', ...HELD, promote: true }), 'code 2'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 2', canary: 'code 2', percentTraffic: 0 } });
  });
});

describe('the API is replaced (another construct id)', () => {
  test('without a canary: works, and neither API fails a request while it is there', async () => {
    await given([{}, 'code 1']);
    expectDone(await aws.deploy(app({ apiId: 'NewApi' }), 'code 1'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('with new code in a canary: is refused before anything moves', async () => {
    await given([{}, 'code 1']);
    expectRefused(await aws.deploy(app({ apiId: 'NewApi', ...HELD }), 'code 2'), 'ReplacedWithCanary');
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });
});

describe('everything moves below another construct', () => {
  test('without a canary: works like a new API beside the old one', async () => {
    await given([{}, 'code 1']);
    expectDone(await aws.deploy(app({ below: 'Shop' }), 'code 1'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });
});

describe('a route leaves the code', () => {
  async function answerOf(path: string, release: 'base' | 'canary'): Promise<string> {
    const [{ id: restApiId }] = aws.aws.apiGateway.listRestApis();
    const { status, body } = await aws.aws.invoke({ restApiId, stageName: 'prod', path }, { release });
    return status === 200 ? String(body) : String(status);
  }

  test('beside a canary: the base still answers it, although its permission left the template', async () => {
    await given([{ routes: ['old'] }, 'code 1']);
    const { result, failures } = await aws.deploy(app(HELD), 'code 2');
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    // CloudFormation deletes the method only in the cleanup, so the canary's snapshot has it too, with the old code.
    expect(failures.filter(({ got }) => got !== 'code 1')).toEqual([]);
    expect([await answerOf('/old', 'base'), await answerOf('/hello', 'canary')]).toEqual(['code 1', 'code 2']);
  });
});
