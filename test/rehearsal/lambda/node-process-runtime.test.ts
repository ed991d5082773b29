import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventClock } from '../../../rehearsal/cloudformation/event-clock';
import { RealTimeClock } from '../../../rehearsal/cloudformation/real-time-clock';
import { FunctionLogLine } from '../../../rehearsal/lambda/function-log';
import { FunctionCode } from '../../../rehearsal/lambda/function-runtime';
import { NodeProcessRuntime } from '../../../rehearsal/lambda/node-process-runtime';

describe('NodeProcessRuntime', () => {
  let folder: string;
  let runtime: NodeProcessRuntime;
  let lines: FunctionLogLine[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'node-process-runtime-'));
    lines = [];
    runtime = new NodeProcessRuntime({ environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, log: (line) => lines.push(line) });
  });

  afterEach(async () => {
    await runtime.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function code(source: string, overrides: Partial<FunctionCode> & { file?: string } = {}): FunctionCode {
    writeFileSync(join(folder, overrides.file ?? 'index.js'), source);
    return { functionName: 'hello', version: '1', directory: folder, handler: 'index.handler', environment: {}, timeoutSeconds: 20, ...overrides };
  }

  test('answers with what an async handler returns, having passed the event through', async () => {
    const result = await runtime.invoke(code('exports.handler = async (event) => ({ got: event.name });'), { name: 'Ada' });

    expect(result).toEqual({ outcome: 'returned', payload: { got: 'Ada' } });
  });

  test('answers with what a handler passes to its callback', async () => {
    const result = await runtime.invoke(code('exports.handler = (event, context, callback) => callback(null, event + 1);'), 41);

    expect(result).toEqual({ outcome: 'returned', payload: 42 });
  });

  test('answers null for a plain function that neither returns a promise nor takes a callback, as Lambda does', async () => {
    const result = await runtime.invoke(code('exports.handler = (event) => ({ statusCode: 200 });'), {});

    expect(result).toEqual({ outcome: 'returned', payload: null });
  });

  test('finds the modules of layers, those for a version of Node.js, too', async () => {
    for (const [path, answer] of [['nodejs/node_modules/greeting', 'hello'], ['nodejs/node20/node_modules/name', 'Ada']]) {
      mkdirSync(join(folder, 'layer', path), { recursive: true });
      writeFileSync(join(folder, 'layer', path, 'index.js'), `module.exports = '${answer}';`);
    }
    const source = 'exports.handler = async () => require("greeting") + " " + require("name");';
    const result = await runtime.invoke(code(source, { layerFolders: [join(folder, 'layer')] }), {});

    expect(result).toEqual({ outcome: 'returned', payload: 'hello Ada' });
  });

  test('runs an ECMAScript module', async () => {
    const result = await runtime.invoke(code('export const handler = async () => "module";', { file: 'index.mjs' }), {});

    expect(result).toEqual({ outcome: 'returned', payload: 'module' });
  });

  test('finds a handler in a subfolder and a nested export', async () => {
    const result = await runtime.invoke(code('exports.api = { get: async () => "nested" };', { handler: './index.api.get' }), {});

    expect(result).toEqual({ outcome: 'returned', payload: 'nested' });
  });

  test('gives the handler a context that names function, version, ARN, request and remaining time', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:hello:1';
    const source = 'exports.handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });';

    const result = await runtime.invoke(code(source, { invokedFunctionArn: arn }), {});

    expect(result).toMatchObject({
      payload: { functionName: 'hello', functionVersion: '1', invokedFunctionArn: arn, awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    const { remaining } = (result as unknown as { payload: { remaining: number } }).payload;
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(20_000);
  });

  test('shows the function its own variables, Lambda\'s and the runtime\'s, and nothing of this process\' environment', async () => {
    process.env.SECRET_OF_THE_DEVELOPER = 'do not leak';

    const { payload } = await runtime.invoke(
      code('exports.handler = async () => process.env;', { environment: { STAGE: 'prod' }, region: 'eu-west-1' }), {},
    ) as unknown as { payload: Record<string, string> };
    delete process.env.SECRET_OF_THE_DEVELOPER;

    expect(payload).toMatchObject({
      STAGE: 'prod',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'hello',
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    expect(payload).not.toHaveProperty('SECRET_OF_THE_DEVELOPER');
  });

  test('resolves the AWS SDK that Lambda\'s runtime brings, from code that lies elsewhere', async () => {
    const source = 'exports.handler = async () => typeof require("@aws-sdk/client-api-gateway").GetStageCommand;';

    expect(await runtime.invoke(code(source), {})).toEqual({ outcome: 'returned', payload: 'function' });
  });

  test('reports what a handler throws synchronously', async () => {
    const result = await runtime.invoke(code('exports.handler = () => { throw new TypeError("no such pet"); };'), {});

    expect(result).toMatchObject({ outcome: 'failed', errorType: 'TypeError', errorMessage: 'no such pet' });
  });

  test('reports a handler that is not exported', async () => {
    const result = await runtime.invoke(code('exports.other = 1;'), {});

    expect(result).toMatchObject({
      outcome: 'failed', errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported',
    });
  });

  test('reports code whose file is missing', async () => {
    const result = await runtime.invoke(code('', { handler: 'absent.handler' }), {});

    expect(result).toMatchObject({ outcome: 'failed', errorType: 'Runtime.ImportModuleError', errorMessage: expect.stringContaining('absent') });
  });

  test('fails an invocation that outlasts its timeout, and serves the next one from a fresh process', async () => {
    const source =
      'let calls = 0; exports.handler = (event) => event.hang ? new Promise(() => setInterval(() => {}, 1e6)) : Promise.resolve(++calls);';
    const slow = code(source, { timeoutSeconds: 0.2 });
    const patient = { ...slow, timeoutSeconds: 20 };
    await runtime.invoke(patient, {});

    const timedOut = await runtime.invoke(slow, { hang: true });
    const next = await runtime.invoke(patient, {});

    expect(timedOut).toMatchObject({ outcome: 'failed', errorMessage: expect.stringMatching(/Task timed out after 0\.20 seconds$/) });
    expect(next).toEqual({ outcome: 'returned', payload: 1 });
  });

  test('fails an invocation whose process exits, and serves the next one from a fresh process', async () => {
    const exiting = code('exports.handler = async (event) => event.exit ? process.exit(7) : process.pid;');

    const exited = await runtime.invoke(exiting, { exit: true });
    const next = await runtime.invoke(exiting, {});

    expect(exited).toMatchObject({
      outcome: 'failed', errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/Runtime exited with error: exit status 7$/),
    });
    expect(next).toMatchObject({ outcome: 'returned' });
  });

  test('fails an invocation with the error that nobody caught', async () => {
    const source = 'exports.handler = () => new Promise(() => setImmediate(() => { throw new RangeError("thrown later"); }));';

    const result = await runtime.invoke(code(source), {});

    expect(result).toMatchObject({ outcome: 'failed', errorType: 'RangeError', errorMessage: 'thrown later' });
  });

  test('interleaves concurrent invocations of one version in one process, each getting its own answer', async () => {
    const source = `
      const waiting = [];
      exports.handler = (event) => new Promise((resolve) => {
        waiting.push(() => resolve({ n: event.n, pid: process.pid }));
        if (waiting.length === 5) waiting.reverse().forEach((release) => release());
      });`;
    const rendezvous = code(source);

    const results = await Promise.all([0, 1, 2, 3, 4].map((n) => runtime.invoke(rendezvous, { n })));

    const payloads = results.map((result) => (result as unknown as { payload: { n: number; pid: number } }).payload);
    expect(payloads.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(payloads.map(({ pid }) => pid)).size).toBe(1);
  });

  test('runs each version in a process of its own', async () => {
    const pid = code('exports.handler = async () => process.pid;');

    const first = await runtime.invoke(pid, {});
    const second = await runtime.invoke({ ...pid, version: '2' }, {});

    expect(first).not.toEqual(second);
  });

  test('runs changed code of $LATEST in a fresh process', async () => {
    const latest = code('exports.handler = async () => process.env.THEME;', { version: '$LATEST', environment: { THEME: 'light' } });
    await runtime.invoke(latest, {});

    const result = await runtime.invoke({ ...latest, environment: { THEME: 'dark' } }, {});

    expect(result).toEqual({ outcome: 'returned', payload: 'dark' });
  });

  test('passes on what a function prints, line by line', async () => {
    await runtime.invoke(code('exports.handler = async () => { console.log("one\\ntwo"); console.error("three"); };'), {});
    await runtime.close();

    expect(lines).toEqual(expect.arrayContaining([
      { functionName: 'hello', version: '1', logGroup: '/aws/lambda/hello', stream: 'stdout', line: 'one' },
      { functionName: 'hello', version: '1', logGroup: '/aws/lambda/hello', stream: 'stdout', line: 'two' },
      { functionName: 'hello', version: '1', logGroup: '/aws/lambda/hello', stream: 'stderr', line: 'three' },
    ]));
  });

  test('ends idle processes above the maximum, least recently used first', async () => {
    const small = new NodeProcessRuntime({ maxProcesses: 2 });
    const pid = code('exports.handler = async () => process.pid;');
    const version = (number: string) => small.invoke({ ...pid, version: number }, {});
    const [first, second] = [await version('1'), await version('2')];
    await version('1');
    await version('3');

    expect(await version('1')).toEqual(first);
    expect(await version('2')).not.toEqual(second);
    await small.close();
  });

  describe('given a clock', () => {
    const START = new Date('2030-01-01T00:00:00Z');
    const timed = `const time = globalThis[Symbol.for('cdk-canary-rest-api.time')];
      exports.handler = async ({ seconds }) => {
        const began = time.now();
        let expired = false;
        const stop = time.startTimer(60_000, () => { expired = true; });
        await time.sleep(seconds * 1000);
        stop();
        return { waited: time.now() - began, began, expired };
      };`;

    test('lets code that asks for the time wait without taking any of the real time', async () => {
      const clock = new EventClock(START);
      const virtual = new NodeProcessRuntime({ clock });
      const began = Date.now();
      const first = await clock.passUntil(virtual.invoke(code(timed), { seconds: 240 }));
      const second = await clock.passUntil(virtual.invoke(code(timed), { seconds: 1 }));
      await virtual.close();
      expect(first).toMatchObject({ payload: { waited: 240_000, began: START.toISOString(), expired: false } });
      expect(second).toMatchObject({ payload: { waited: 1_000, began: new Date(START.getTime() + 240_000).toISOString() } });
      expect(Date.now() - began).toBeLessThan(60_000);
      expect(clock.now()).toEqual(new Date(START.getTime() + 241_000));
    });

    test('holds the clock while code works', async () => {
      const clock = new EventClock(START);
      const virtual = new NodeProcessRuntime({ clock });
      let expired = false;
      clock.startTimer(1, () => { expired = true; });
      await clock.passUntil(virtual.invoke(code('exports.handler = () => new Promise((resolve) => { setTimeout(resolve, 100); });'), {}));
      await virtual.close();
      expect(expired).toBe(false);
    });

    test('lets code that waits pass on a clock that follows the real time', async () => {
      const virtual = new NodeProcessRuntime({ clock: new RealTimeClock() });
      const result = await virtual.invoke(code(timed), { seconds: 240 });
      await virtual.close();
      expect(result).toMatchObject({ payload: { waited: 240_000 } });
    });
  });

  test('gives code no other time than the real one without a clock', async () => {
    const result = await runtime.invoke(code("exports.handler = async () => String(globalThis[Symbol.for('cdk-canary-rest-api.time')]);"), {});
    expect(result).toMatchObject({ payload: 'undefined' });
  });

  test('fails invocations once it is closed', async () => {
    const hello = code('exports.handler = async () => "hello";');
    await runtime.close();

    expect(await runtime.invoke(hello, {})).toMatchObject({ outcome: 'failed', errorType: 'Runtime.Closed' });
  });
});
