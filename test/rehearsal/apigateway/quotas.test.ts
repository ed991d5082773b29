import { mockMethod, SetClock } from './given-api';
import { ApiGatewayFrontend } from '../../../rehearsal/apigateway/api-gateway-frontend';
import { apiGatewayResourceTypes } from '../../../rehearsal/apigateway/api-gateway-resource-types';
import { ApiGatewayService } from '../../../rehearsal/apigateway/api-gateway-service';
import { DataPlane } from '../../../rehearsal/apigateway/data-plane';
import { randomIds } from '../../../rehearsal/apigateway/ids';
import { SeededGenerator } from '../../../rehearsal/cloudformation/seeded-generator';
import { LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';
import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { LambdaService } from '../../../rehearsal/lambda/lambda-service';
import { LocalAws } from '../../../rehearsal/local-aws';

const TOO_MANY = { code: 'TooManyRequestsException', status: 429, message: 'Too Many Requests' };

function givenQuotas(quotas?: 'off' | 'aws') {
  const clock = new SetClock();
  const generator = new SeededGenerator(1);
  const random = () => generator.next();
  const ids = randomIds(random);
  const service = new ApiGatewayService({ ids, clock: clock.now, hypotheses: LIKELY_HYPOTHESES, quotas });
  const lambda = new LambdaService({ runtime: new InProcessRuntime(() => undefined) });
  const dataPlane = new DataPlane({ service, lambda, random, ids, clock: clock.now });
  const { id, rootResourceId } = service.createRestApi({ name: 'Shop' });
  service.putMethod(id, rootResourceId, mockMethod('GET'));
  const wait = (seconds: number) => { clock.time = new Date(clock.time.getTime() + seconds * 1000); };
  return { service, dataPlane, id, wait };
}

/** What the call is refused with. */
function refusalOf(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('without quotas', () => {
  test('deploys as often as asked and makes as many stages', () => {
    const { service, id } = givenQuotas();
    for (let made = 0; made < 50; made++) { service.createStage(id, { stageName: `stage${made}`, deploymentId: service.createDeployment(id).id }); }

    expect(service.listStages(id)).toHaveLength(50);
  });
});

test('holds quotas in an engine that is asked to, and in no other', async () => {
  const engines = [{}, { quotas: 'aws' } as const].map((options) => new LocalAws({ ...options, runtime: new InProcessRuntime(() => undefined) }));
  const refusals = engines.map(({ apiGateway }) => Array.from({ length: 41 }, () => refusalOf(() => apiGateway.countCall())).pop());
  await Promise.all(engines.map((engine) => engine.close()));

  expect(refusals).toEqual([undefined, expect.objectContaining(TOO_MANY)]);
});

describe('with the quotas of AWS', () => {
  test('deploys once in five seconds', () => {
    const { service, id, wait } = givenQuotas('aws');
    service.createDeployment(id);
    wait(4.999);
    expect(refusalOf(() => service.createDeployment(id))).toMatchObject(TOO_MANY);
    wait(0.001);
    expect(refusalOf(() => service.createDeployment(id))).toBeUndefined();
  });

  test('deploys once in five seconds over all APIs of the account', () => {
    const { service, id } = givenQuotas('aws');
    const other = service.createRestApi({ name: 'Other' });
    service.putMethod(other.id, other.rootResourceId, mockMethod('GET'));
    service.createDeployment(id);

    expect(refusalOf(() => service.createDeployment(other.id))).toMatchObject(TOO_MANY);
  });

  test('takes 40 calls at once, then 10 in a second', () => {
    const { service, wait } = givenQuotas('aws');
    const callsTaken = (tried: number) =>
      Array.from({ length: tried }, () => refusalOf(() => service.countCall())).filter((refusal) => refusal === undefined).length;

    expect(callsTaken(50)).toBe(40);
    wait(1);
    expect(callsTaken(50)).toBe(10);
    wait(3600);
    expect(callsTaken(50)).toBe(40);
  });

  test('counts the calls of SDK clients, and answers 429', async () => {
    const { service, wait } = givenQuotas('aws');
    const frontend = new ApiGatewayFrontend(service);
    const call = () => frontend.handle({ method: 'GET', path: '/restapis', query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) });
    for (let made = 0; made < 40; made++) { await call(); }

    expect(await call()).toMatchObject({
      status: 429, headers: { 'x-amzn-ErrorType': 'TooManyRequestsException' }, body: '{"message":"Too Many Requests"}',
    });
    wait(0.1);
    expect((await call()).status).toBe(200);
  });

  test('counts the operations of CloudFormation, which fail as throttled', async () => {
    const { service, id } = givenQuotas('aws');
    const type = apiGatewayResourceTypes(service, LIKELY_HYPOTHESES)['AWS::ApiGateway::Deployment'];
    const create = () => type.create({ properties: { RestApiId: id }, logicalId: 'Deployment' } as never);
    await create();

    await expect(create()).rejects.toThrow('"Too Many Requests (Service: ApiGateway, Status Code: 429)" (HandlerErrorCode: Throttling)');
  });

  test('does not count clients of a stage', async () => {
    const { service, id, dataPlane } = givenQuotas('aws');
    service.createDeployment(id, { stageName: 'prod' });
    for (let asked = 0; asked < 50; asked++) { await dataPlane.invokeStage({ restApiId: id, stageName: 'prod', method: 'GET', path: '/' }); }

    expect(refusalOf(() => service.countCall())).toBeUndefined();
  });

  test('takes ten stages of an API, whoever makes them', () => {
    const { service, id, wait } = givenQuotas('aws');
    const { id: deploymentId } = service.createDeployment(id);
    for (let made = 0; made < 10; made++) { service.createStage(id, { stageName: `stage${made}`, deploymentId }); }
    wait(5);

    expect(refusalOf(() => service.createStage(id, {
      stageName: 'eleventh', deploymentId,
    }))).toMatchObject({ code: 'LimitExceededException', status: 429 });
    expect(refusalOf(() => service.createDeployment(id, { stageName: 'eleventh' }))).toMatchObject({ code: 'LimitExceededException' });
    expect(service.listDeployments(id)).toHaveLength(1);
    service.deleteStage(id, 'stage0');
    expect(refusalOf(() => service.createStage(id, { stageName: 'eleventh', deploymentId }))).toBeUndefined();
  });

  describe('on stage variables', () => {
    function creating(variables: Record<string, string>): unknown {
      const { service, id } = givenQuotas('aws');
      return refusalOf(() => service.createStage(id, { stageName: 'prod', deploymentId: service.createDeployment(id).id, variables }));
    }
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, 'x']));

    test.each([
      ['100 of them', many(100), many(101)],
      ['names of 64 characters', { ['n'.repeat(64)]: 'x' }, { ['n'.repeat(65)]: 'x' }],
      ['values of 512 characters', { name: 'v'.repeat(512) }, { name: 'v'.repeat(513) }],
    ])('takes %s and no more', (_, taken, refused) => {
      expect(creating(taken)).toBeUndefined();
      expect(creating(refused)).toMatchObject({ code: 'LimitExceededException' });
    });

    test('holds for an update and for the overrides of a canary', () => {
      const { service, id } = givenQuotas('aws');
      service.createStage(id, { stageName: 'prod', deploymentId: service.createDeployment(id).id });
      const replacing = (path: string) => refusalOf(() => service.updateStage(id, 'prod', [{ op: 'replace', path, value: 'v'.repeat(513) }]));

      expect(replacing('/variables/name')).toMatchObject({ code: 'LimitExceededException' });
      expect(replacing('/canarySettings/stageVariableOverrides/name')).toMatchObject({ code: 'LimitExceededException' });
      expect(service.getStage(id, 'prod').variables).toBeUndefined();
    });
  });
});
