import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LiveShop, ShopState } from './live-shop';
import type { StatusReport } from '../../cli/status/status-report';

let shop: LiveShop;
const DAY = 86_400;
const V1: ShopState = { code: 'v1', failing: 20, variables: { theme: 'light' } };
const V2: ShopState = { ...V1, code: 'v2', canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };

beforeEach(async () => { shop = await LiveShop.open(); });
afterEach(() => shop.close());

/** v1 for a day, then v2 beside it. */
const held = async (v2: Partial<ShopState> = {}): Promise<void> => {
  expect(await shop.deploy({ ...V1, counted: v2.counted })).toEqual({ status: 'CREATE_COMPLETE' });
  shop.pass(DAY);
  expect(await shop.deploy({ ...V2, ...v2 })).toEqual({ status: 'UPDATE_COMPLETE' });
};
const report = async (...args: string[]): Promise<StatusReport> => {
  expect(await shop.run('status', 'Shop', '--json', ...args)).toBe(0);
  return JSON.parse(shop.terminal.output);
};
const errors = (): string => shop.terminal.errors.replace(/\n/g, ' ');

describe('the state is that of the live stage', () => {
  test('with a rollback that has to be continued: no deploy can come before', async () => {
    await held({ counted: false });
    shop.stackIs('UPDATE_ROLLBACK_FAILED');
    expect(await report()).toMatchObject({ state: 'ROLLBACK_FAILED', nextDeploy: [] });
  });

  test('with a deploy that failed and is not over: the status, the way out, and no command that would be refused', async () => {
    await held();
    shop.open(1_200, { base: 1, canary: 1 });
    shop.pass(3_600);
    expect(await report()).toMatchObject({ state: 'HELD', health: { verdict: 'HEALTHY' } });
    shop.stackIs('UPDATE_FAILED');
    expect(await report()).toMatchObject({ state: 'STACK_FAILED', nextDeploy: [], findings: [{ id: 'StackFailed', severity: 'error' }] });
    expect(await shop.run('status', 'Shop', '--exit-code')).toBe(1);
    const screen = shop.terminal.output.replace(/\s+/g, ' ');
    expect(screen).toContain('STACK FAILED stack Shop is in UPDATE_FAILED: a deploy has failed and is not over. Remove the cause, then: npx cdk '
      + 'rollback Shop HEALTHY');
    expect(screen).not.toContain('promote');
    expect(screen).not.toContain('what the next cdk deploy makes of it');
  });

  test('after going back: who moved production, from where, and which deploy gives everybody the code of before again', async () => {
    await shop.deploy(V1);
    const { deploymentId: first } = shop.stage;
    await shop.deploy({ ...V1, code: 'v2' });
    const { deploymentId: second } = shop.stage;
    expect(await shop.run('rollback', 'Shop', '--yes')).toBe(0);
    expect(await report()).toMatchObject({ state: 'MOVED_BY_HAND', movedFrom: second, base: { deploymentId: first } });
    expect(await shop.run('status', 'Shop')).toBe(0);
    const screen = shop.terminal.output.replace(/\s+/g, ' ');
    expect(screen).toContain(`MOVED BY HAND production is on ${first}, and the last deploy left it on ${second}: somebody has moved it`);
    // Also where there is no room for every deploy.
    expect(screen).toContain(`same code, other settings ${second} for everybody, which was taken off`);
    expect(await shop.run('doctor', 'Shop')).toBe(0);
    expect(shop.terminal.output.replace(/\s+/g, ' ')).toContain(`Production is on ${first}, and the last deploy left it on ${second}`);
  });

  test('from the first deploy to a canary that somebody took off, put back, and promoted', async () => {
    await shop.deploy(V1);
    expect(await report()).toMatchObject({ state: 'PRODUCTION', base: { functions: [{ name: 'Orders', version: '1', state: 'ok' }] } });
    await shop.deploy(V2);
    const before = await report();
    expect(before).toMatchObject({
      format: 1,
      region: 'us-east-1',
      account: '123456789012',
      stack: { name: 'Shop', status: 'UPDATE_COMPLETE' },
      release: { path: 'Shop/Release', stageName: 'prod' },
      state: 'HELD',
      canary: { percentTraffic: 10, declaredPercent: 10, overrides: { theme: 'dark' }, variables: { theme: 'dark' }, functions: [{ version: '2' }] },
    });
    shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '0' });
    expect(await report()).toMatchObject({ state: 'PARKED', canary: { percentTraffic: 0, declaredPercent: 10 } });
    shop.byHand({ op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' });
    expect(await report()).toMatchObject({ state: 'MOVED_BY_HAND', base: { deploymentId: before.canary!.deploymentId } });
    shop.byHand({
      op: 'replace', path: '/canarySettings/deploymentId', value: before.base!.deploymentId,
    }, { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' });
    shop.byHand({ op: 'remove', path: '/canarySettings' });
    expect(await report()).toMatchObject({ state: 'ABORTED_BY_HAND', findings: [{ id: 'AbortedByHand' }] });
    await shop.deploy({ ...V2, action: 'abort' });
    expect((await report()).state).toBe('PRODUCTION');
    shop.byHand({
      op: 'replace', path: '/canarySettings/deploymentId', value: before.canary!.deploymentId,
    }, { op: 'replace', path: '/canarySettings/percentTraffic', value: '5' });
    expect((await report()).state).toBe('FOREIGN_CANARY');
    expect(await shop.run('status', 'Shop', '--exit-code')).toBe(1);
  });

  test('tells what the next deploy makes of it, by the rules of the driver', async () => {
    await held();
    shop.byHand({ op: 'remove', path: '/canarySettings' });
    const { nextDeploy } = await report();
    expect(Object.fromEntries(nextDeploy.map(({ when, outcome }) => [when, outcome]))).toMatchObject({
      'same-commit': 'nothing changes', 'stage-settings': 'refused [AbortedDeployment]', 'new-code': 'the new code becomes the canary at 10 %',
    });
    expect(await shop.deploy({ ...V2, canary: { percentTraffic: 20 } })).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect((await report()).state).toBe('ABORTED_BY_HAND');
  });

  test('is that of an API without a stack, too, and leaves out what only a template says', async () => {
    await held();
    expect(await shop.run('status', '--api', shop.restApiId, '--json')).toBe(0);
    const found = JSON.parse(shop.terminal.output);
    expect(found).toMatchObject({ state: 'HELD', nextDeploy: [], canary: { percentTraffic: 10 } });
    expect(found).not.toHaveProperty('stack');
    expect(found.canary).not.toHaveProperty('declaredPercent');
    expect(found.canary).not.toHaveProperty('functions');
  });
});

describe('the health of the canary', () => {
  test('is WORSE when it fails more often, with the figures, by the log of the stage', async () => {
    await held({ failing: 400 });
    await shop.visit(15, 300);
    const { health, base, canary } = await report();
    expect(health).toMatchObject({ verdict: 'WORSE', about: 'errors', needed: 20, source: 'access-log' });
    expect(health!.evidence).toBeGreaterThan(20);
    expect(health!.ratio).toBeGreaterThan(3);
    expect(base!.window!.requests + canary!.window!.requests).toBeGreaterThan(3000);
    expect(await shop.run('status', 'Shop', '--exit-code')).toBe(1);
    expect(await shop.run('status', 'Shop', '--until', 'healthy')).toBe(1);
  });

  test('is TOO EARLY, then HEALTHY, when it fails as often as the base', async () => {
    await held();
    await shop.visit(6, 200);
    expect((await report()).health).toMatchObject({ verdict: 'TOO_EARLY', missingRequests: expect.any(Number), missingMinutes: expect.any(Number) });
    await shop.visit(14, 300);
    expect((await report()).health).toMatchObject({ verdict: 'HEALTHY' });
    expect(await shop.run('status', 'Shop', '--until', 'healthy')).toBe(0);
  });

  test('comes without any monitoring from the functions, by version, and says what it does not see', async () => {
    await held({ failing: 400, counted: false });
    await shop.visit(15, 300);
    for (const [version, milliseconds] of [['1', 41], ['1', 310], ['2', 44], ['2', 330]] as const) {
      const dimensions = { FunctionName: 'Orders', Resource: `Orders:${version}` };
      const at = new Date(shop.aws.clock.now().getTime() - 600_000);
      shop.aws.metrics.put({ namespace: 'AWS/Lambda', metricName: 'Duration', dimensions }, at, milliseconds);
    }
    const seen = await report();
    expect(seen).toMatchObject({
      health: { verdict: 'WORSE', source: 'functions' },
      base: { window: { latency: { p50: 41, p99: 310 }, latencyOf: 'Orders' } },
      canary: { window: { latency: { p50: 44, p99: 330 }, latencyOf: 'Orders' } },
    });
    await shop.run('status', 'Shop');
    expect(shop.terminal.output).toMatch(/function errors\s+only/);
    expect(shop.terminal.output).toMatch(/duration p50 p99 +41 ms {2}310 ms +44 ms {2}330 ms/);
    expect(shop.terminal.output.replace(/\s+/g, ' ')).toContain('durations are those of Orders');
  });

  test('is NO DATA when filters count and nobody came, and there is none without a canary', async () => {
    await held();
    shop.pass(3600);
    expect((await report()).health).toEqual({ verdict: 'NO_DATA' });
    await shop.deploy({ ...V2, action: 'abort' });
    expect(await report()).not.toHaveProperty('health');
    expect(await shop.run('status', 'Shop', '--until', 'healthy')).toBe(1);
  });

  test('is UNKNOWN when nothing tells the releases apart, with what switches counting on', async () => {
    await shop.deploy({ ...V1, counted: false });
    await shop.deploy(
      { ...V1, counted: false, routes: ['orders'], canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } }, code: 'v2' },
    );
    expect(await shop.run('status', '--api', shop.restApiId, '--stage', 'prod')).toBe(0);
    expect(shop.terminal.output).toContain('UNKNOWN');
    expect(shop.terminal.output).toMatch(/^ {2}Name its stack, [^]+ version\.\n {2}Or in the stack, next to .+\n {4}release\.addAlarms/m);
  });
});

describe('the screen', () => {
  test.each([120, 80, 60, 50])('of %i columns', async (columns) => {
    await held({ failing: 400 });
    await shop.visit(18, 200);
    for (const colors of [false, true]) {
      const terminal = Object.assign(shop.newTerminal(), { columns, colors });
      expect(await shop.runIn(terminal, 'status', 'Shop')).toBe(0);
      expect(terminal.errors).toBe('');
      // eslint-disable-next-line no-control-regex
      const plain = terminal.output.replace(/\u001b\[\d+m/g, '');
      expect(plain.split('\n').filter((line) => line.length > columns)).toEqual([]);
      expect(colors ? terminal.output : plain).toMatchSnapshot(colors ? 'with colours' : 'without');
    }
  });
});

test('the cache of the stage is shown, and whether the canary uses it', async () => {
  await held();
  expect(await report()).not.toHaveProperty('cacheSize');
  shop.faults.push({
    matches: ({ action, resource }) => action === 'apigateway:GET' && resource.endsWith('/stages/prod'),
    replace: (body) => JSON.stringify({ ...JSON.parse(body), cacheClusterEnabled: true, cacheClusterSize: '0.5' }),
    status: 200,
    code: '',
    message: '',
  });
  expect((await report()).cacheSize).toBe('0.5');
  await shop.run('status', 'Shop');
  expect(shop.terminal.output).toMatch(/cache +0\.5 GB +not used/);
});

describe('--watch', () => {
  test('prints one line for each change where nothing can be drawn, and ends with 0 on q', async () => {
    await held();
    const terminal = shop.newTerminal();
    let looks = 0;
    terminal.whileSleeping = async () => {
      shop.pass(5);
      looks++;
      if (looks === 3) { shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '20' }); }
      if (looks === 6) { terminal.stopFor('quit'); }
    };
    expect(await shop.runIn(terminal, 'status', 'Shop', '--watch')).toBe(0);
    expect(terminal.printed).toHaveLength(2);
    expect(terminal.printed[0]).toMatch(/^\d\d:\d\d:\d\d HELD, \w+ 10 %, TOO EARLY/);
    expect(terminal.printed[1]).toMatch(/^\d\d:\d\d:\d\d HELD, \w+ 20 %/);
  });

  test('draws over itself in a terminal, and ends with 130 on Ctrl-C, the cursor shown', async () => {
    await held();
    const terminal = Object.assign(shop.newTerminal(), { redraws: true });
    terminal.whileSleeping = async () => { terminal.stopFor('interrupted'); };
    expect(await shop.runIn(terminal, 'status', 'Shop', '--watch')).toBe(130);
    expect(terminal.written).toContain('q quits');
    expect(terminal.written.endsWith('\u001b[?25h')).toBe(true);
  });

  test('ends when the reader of its output has closed', async () => {
    await held();
    const terminal = shop.newTerminal();
    terminal.whileSleeping = async () => { terminal.stopFor('closed'); };
    expect(await shop.runIn(terminal, 'status', 'Shop', '--watch', '--json')).toBe(0);
    expect(terminal.printed.map((line) => JSON.parse(line).format)).toEqual([1]);
  });

  test.each(['quit', 'closed'] as const)('--until that nobody waits for to its end (%s) does not end as if it were so', async (why) => {
    await held();
    const terminal = shop.newTerminal();
    terminal.whileSleeping = async () => { terminal.stopFor(why); };
    expect(await shop.runIn(terminal, 'status', 'Shop', '--until', 'healthy')).toBe(3);
  });

  test('keeps what it has seen while AWS throttles, says since when, and goes on', async () => {
    await held();
    const terminal = shop.newTerminal();
    let looks = 0;
    terminal.whileSleeping = async (milliseconds) => {
      shop.pass(Math.ceil(milliseconds / 1000));
      // Pauses between attempts are slept through, too.
      if (milliseconds === 5_000 && ++looks === 1) {
        shop.faults.push({
          matches: ({ action }) => action === 'apigateway:GET', status: 429, code: 'TooManyRequestsException', message: 'Too Many Requests', times: 6,
        });
      }
      if (milliseconds === 20_000) { terminal.stopFor('quit'); }
    };
    expect(await shop.runIn(terminal, 'status', 'Shop', '--watch')).toBe(0);
    expect(terminal.errors).toMatch(/no answer for .* \(Throttled\), next try in 20 s/);
  });

  test('--until stable ends at once where nothing runs, with 1 after a rollback; --timeout ends with 3', async () => {
    await held();
    expect(await shop.run('status', 'Shop', '--until', 'stable')).toBe(0);
    const terminal = shop.newTerminal();
    terminal.whileSleeping = async () => { shop.pass(60); };
    expect(await shop.runIn(terminal, 'status', 'Shop', '--until', 'healthy', '--timeout', '3m')).toBe(3);
    await shop.deploy({ ...V2, action: 'abort' });
    expect(await shop.deploy({ ...V2, action: 'promote' })).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(await shop.run('status', 'Shop', '--until', 'stable')).toBe(1);
  });
});

describe('which release', () => {
  test('a stack that is not there is answered with those that are', async () => {
    await shop.deploy(V1);
    expect(await shop.run('status', 'Shops')).toBe(2);
    expect(errors()).toBe('error: Stack Shops does not exist in us-east-1 of account 123456789012. Stacks here: Shop. Correct the name, '
      + '--region or --profile. [UnknownStack]');
  });

  test('a stack that cdk.out has in another region is answered with that region', async () => {
    const manifest = join(shop.synthesize(V1, 'cdk.out'), 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll('/us-east-1', '/eu-west-1'));
    expect(await shop.run('status', 'Shop')).toBe(2);
    expect(errors()).toBe('error: Stack Shop of cdk.out is of region eu-west-1; the region in use is us-east-1. Give --region eu-west-1, or name '
      + 'another stack. [WrongRegion]');
    expect(await shop.run('status', 'Other')).toBe(2);
    expect(errors()).toContain('[UnknownStack]');
  });

  test('a release that was never created is named', async () => {
    await shop.deploy(V1);
    shop.faults.push({
      matches: ({ action }) => action === 'cloudformation:ListStackResources',
      replace: (body) => body.replace(/<PhysicalResourceId>[^<]+\/prod\/[^<]+</g, '<PhysicalResourceId>not-created-1<'),
      status: 200,
      code: '',
      message: '',
    });
    expect(await shop.run('status', 'Shop')).toBe(2);
    expect(errors()).toMatch(/its Custom::CanaryStage ReleaseDriver\w+ was never created\. Deploy the stack/);
    expect(errors()).toContain('[NoRelease]');
  });

  test('an unknown release is answered with those of the stack, and the known one is found by path and logical id', async () => {
    await shop.deploy(V1);
    expect(await shop.run('status', 'Shop', '--release', 'Shop/Other')).toBe(2);
    expect(errors()).toContain('There is no release Shop/Other; known is Shop/Release. Name one of them. [WhichRelease]');
    const { release } = await report('--release', 'Shop/Release');
    expect((await report('--release', release.logicalId!)).release).toEqual(release);
  });

  test('without arguments it is that of cdk.out', async () => {
    await shop.deploy(V1);
    expect(await shop.run('status')).toBe(2);
    expect(errors()).toContain('[NoTarget]');
    shop.synthesize(V1, 'cdk.out');
    expect(await shop.run('status')).toBe(0);
    expect(shop.calls.map(({ action }) => action)).toContain('cloudformation:GetTemplate');
  });

  test('credentials of another account are refused before anything else is called', async () => {
    await shop.deploy(V1);
    shop.calls.length = 0;
    expect(await shop.run('status', 'arn:aws:cloudformation:us-east-1:999999999999:stack/Shop/x')).toBe(2);
    expect(errors()).toContain('The stack is of account 999999999999; the credentials are of account 123456789012');
    expect(shop.calls.map(({ action }) => action)).toEqual(['sts:GetCallerIdentity']);
  });

  test('a region beside the one in the ARN is refused, before any call', async () => {
    expect(await shop.run('status', 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/x', '--region', 'eu-west-1')).toBe(2);
    expect(errors()).toContain('[WrongRegion]');
    expect(shop.calls).toEqual([]);
  });

  test.each([[['Shop', '--api', 'x']], [['--stage', 'prod']]])('%j names it in two ways, or in none', async (args) => {
    expect(await shop.run('status', ...args)).toBe(2);
    expect(errors()).toContain('Give either a stack');
  });

  test('a stage or API that is not there ends with NO STAGE, and with 2', async () => {
    await shop.deploy(V1);
    expect(await shop.run('status', '--api', shop.restApiId, '--stage', 'test', '--json')).toBe(2);
    expect(JSON.parse(shop.terminal.output).state).toBe('NO_STAGE');
    expect(await shop.run('status', '--api', 'nothing')).toBe(2);
    expect(errors()).toContain('[UnknownStage]');
  });
});

test('with stdout and stdin closed to people it asks nothing, and --json prints one document only', async () => {
  await held();
  expect(await shop.run('status', 'Shop', '--json')).toBe(0);
  expect(shop.terminal.printed).toHaveLength(1);
  expect(shop.terminal.questions).toEqual([]);
  expect(shop.terminal.errors).toBe('');
});
