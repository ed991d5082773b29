import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../../rehearsal/assembly';
import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { LocalAws } from '../../../rehearsal/local-aws';
import { outagesOf } from '../../../rehearsal/observation/outages';
import { Rehearsal, RehearsedOperation } from '../../../rehearsal/observation/rehearsal';
import { SkipInvocations } from '../../../rehearsal/observation/skip-invocations';
import { answering, plainShop, ShopProps } from '../../cli/assemblies';

let scratch: string;
let aws: LocalAws;
let rehearsal: Rehearsal;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  aws = new LocalAws({ runtime: new InProcessRuntime(() => () => ({ statusCode: 200 })) });
  rehearsal = new Rehearsal(aws);
});

afterEach(async () => {
  await aws.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function deploy(props: ShopProps, on = rehearsal): Promise<RehearsedOperation> {
  const [stack] = readAssembly(plainShop(mkdtempSync(join(scratch, 'assembly-')), props), aws).stacks;
  return on.deploy(stack);
}

test('given a first deploy, then no instant counts before its end: nobody uses the stage yet', async () => {
  const { action, instants } = await deploy({ code: answering('one') });
  const end = instants[instants.length - 1];
  expect(action).toBe('create');
  expect(instants.slice(0, -1).flatMap(({ stages }) => stages)).toEqual([]);
  expect(end).toMatchObject({
    happened: { kind: 'end', status: 'CREATE_COMPLETE' }, stages: [{ answers: [{ route: 'GET /hello', release: 'base', status: 200 }] }],
  });
});

test('given new code in plain CDK, then requests fail from the stage\'s move until the permission exists', async () => {
  await deploy({ code: answering('one') });
  const { instants } = await deploy({ code: answering('two') });
  expect(outagesOf(instants)).toMatchObject([{
    routes: ['GET /hello'],
    release: 'base',
    percentTraffic: 100,
    status: 500,
    instants: 1,
    cause: expect.stringContaining('Invalid permissions on Lambda function'),
    first: { happened: { type: 'AWS::ApiGateway::Stage', action: 'update', constructPath: 'Shop/Api/DeploymentStage.prod/Resource' } },
    end: { happened: { type: 'AWS::Lambda::Permission', action: 'create' } },
  }]);
});

test('given a canary by hand, when cleanup deletes what the base needs, then the base fails from then on', async () => {
  const { stagesAfter: [{ base }] } = await deploy({ code: answering('one') });
  const { instants } = await deploy({ code: answering('two'), percent: 10, base: base.deploymentId });
  const onBase = outagesOf(instants).filter(({ release }) => release === 'base');
  expect(onBase).toMatchObject([
    { percentTraffic: 90, first: { happened: { phase: 'cleanup', action: 'delete', type: 'AWS::Lambda::Permission' } } },
  ]);
  expect(onBase[0].end).toBeUndefined();
});

test('given a route that only the canary has, then a sentence says what its requests on the base get', async () => {
  const { stagesAfter: [{ base }] } = await deploy({ code: answering('one') });
  const { oneSidedRoutes } = await deploy({ code: answering('two'), percent: 10, base: base.deploymentId, routes: ['hello', 'orders'] });
  expect(oneSidedRoutes).toEqual([
    expect.stringContaining('GET /orders is served only by the canary release; the 90 % of its requests that land on the base release would get 403'),
  ]);
});

test('given the same assembly again, then nothing happens, and the stage is asked once', async () => {
  await deploy({ code: answering('one') });
  const again = await deploy({ code: answering('one') });
  expect(again).toMatchObject({ action: 'nothing', succeeded: true, instants: [{ happened: { kind: 'end' } }] });
});

test('given a destroy, then nobody asks the stage any more', async () => {
  await deploy({ code: answering('one') });
  const { status, instants } = await rehearsal.destroy('Shop');
  expect(status).toBe('DELETE_COMPLETE');
  expect(instants.flatMap(({ stages }) => stages)).toEqual([]);
});

test('instants are numbered over all operations and told as they happen', async () => {
  const told: number[] = [];
  const listening = new Rehearsal(aws, { onInstant: ({ index }) => { told.push(index); } });
  const first = await deploy({ code: answering('one') }, listening);
  const second = await deploy({ code: answering('two') }, listening);
  expect(told).toEqual([...first.instants, ...second.instants].map((_, index) => index));
});

test('an answer of the function itself is no failure, whatever its status', async () => {
  const failing = new LocalAws({ runtime: new InProcessRuntime(() => () => { throw new Error('out of order'); }) });
  const [stack] = readAssembly(plainShop(join(scratch, 'failing'), { code: answering('one') }), failing).stacks;
  const { instants } = await new Rehearsal(failing).deploy(stack);
  await failing.close();
  expect(instants[instants.length - 1].stages[0].answers).toEqual([expect.objectContaining({ status: 502, failure: undefined })]);
});

test('without invocations, only the functions of custom resources and of their state machines run, and gates pass', async () => {
  const ran: unknown[] = [];
  const runtime = new SkipInvocations(new InProcessRuntime(() => (event) => { ran.push(event); }));
  const code = { functionName: 'f', version: '1', directory: '/', handler: 'index.handler', environment: {}, timeoutSeconds: 3 };
  const custom = { RequestType: 'Create', ResponseURL: 'http://127.0.0.1/' };
  expect(await runtime.invoke(code, { httpMethod: 'GET' })).toEqual({ outcome: 'returned', payload: { statusCode: 200 } });
  await runtime.invoke(code, custom, 'request');
  expect(await runtime.invoke(code, {}, 'client')).toMatchObject({ payload: { verdict: 'PASS' } });
  expect(ran).toEqual([]);
  await runtime.invoke(code, { task: 'LOOK' }, 'task');
  await runtime.invoke(code, custom, 'custom-resource');
  expect(ran).toEqual([{ task: 'LOOK' }, custom]);
});
