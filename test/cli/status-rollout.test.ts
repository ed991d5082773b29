import { Duration } from 'aws-cdk-lib';
import { FakeTerminal } from './fake-terminal';
import { LiveShop, ShopState } from './live-shop';
import { FREE, policyCovers } from './policy-covers';
import type { StatusReport } from '../../cli/status/status-report';
import { CanaryRollout, OnPauseTimeout, RolloutGate, RolloutPause } from '../../lib';

let shop: LiveShop;
const MINUTE = 60;
const GATES = { gates: [RolloutGate.errorShare()] };
const V1: ShopState = {
  code: 'v1',
  rollout: CanaryRollout.steps([{ percentTraffic: 5, bake: Duration.minutes(5) }, { percentTraffic: 20, bake: Duration.minutes(5) }], GATES),
};
const V2: ShopState = { ...V1, code: 'v2' };
/** The first step waits for a person. */
const pausing = (onTimeout?: OnPauseTimeout): CanaryRollout => CanaryRollout.steps([
  { percentTraffic: 5, bake: Duration.minutes(5), pause: RolloutPause.until({ timeout: Duration.minutes(20), onTimeout }) },
  { percentTraffic: 20, bake: Duration.minutes(5) },
], GATES);

beforeEach(async () => { shop = await LiveShop.open(); });
afterEach(() => shop.close());

/** v1 serves 600 requests a minute, of which some fail. */
const serving = async (v1: ShopState = V1, canaryFails = 1): Promise<void> => {
  expect(await shop.deploy(v1)).toEqual({ status: 'CREATE_COMPLETE' });
  shop.open(600, { base: 1, canary: canaryFails });
  shop.pass(3 * 3_600);
};
const report = async (): Promise<StatusReport> => {
  expect({ exit: await shop.run('status', 'Shop', '--json'), errors: shop.terminal.errors }).toEqual({ exit: 0, errors: '' });
  return JSON.parse(shop.terminal.output);
};
/** Deploys, and does something so many minutes after its begin. */
const during = async (state: ShopState, acts: Readonly<Record<number, () => Promise<unknown>>>): Promise<string> => {
  const done = Object.entries(acts).map(([minutes, act]) => shop.after(Number(minutes) * MINUTE, act));
  const { status } = await shop.deploy(state);
  await Promise.all(done);
  return status;
};
const gate = (name: string, verdict: string) => expect.arrayContaining([expect.objectContaining({ gate: name, verdict })]);
const shown = (terminal: FakeTerminal): string => terminal.output.replace(/\s+/g, ' ');

test('a running rollout has its step, what the gates said, when they are asked again, and its execution', async () => {
  await serving();
  const seen: StatusReport[] = [];
  const look = async (): Promise<void> => { seen.push(await report()); };
  expect(await during(V2, { 7: look, 12: look })).toBe('UPDATE_COMPLETE');
  const [first, second] = seen;
  expect(first).toMatchObject({
    state: 'ROLLING_OUT',
    stack: { status: 'UPDATE_IN_PROGRESS' },
    canary: { percentTraffic: 5, functions: [{ name: 'Orders', version: '2', state: 'ok' }] },
    rollout: {
      id: expect.stringMatching(/^r-[0-9a-f]{12}$/),
      steps: [
        { percentTraffic: 5, state: 'running', bakeSeconds: 300, metricDelaySeconds: 120, nextPercent: 20 }, { percentTraffic: 20, state: 'waiting' },
      ],
      promotion: 'waiting',
      look: { step: { index: 1, percentTraffic: 5 }, gates: gate('errorShare', 'PASS') },
      execution: expect.stringMatching(/^arn:aws:states:us-east-1:123456789012:execution:CanaryRollout.*:[0-9a-f-]{80}$/),
    },
    nextDeploy: [],
    findings: [],
  });
  const [step] = first.rollout!.steps;
  expect(Date.parse(step.bakedAt!) - Date.parse(step.startedAt!)).toBe(7 * MINUTE * 1000);
  expect(first.rollout!.nextLookAt! > first.at).toBe(true);
  expect(first.rollout!.nextLookAt).toMatch(/:20\.000Z$/);
  expect(second).toMatchObject({
    state: 'ROLLING_OUT', canary: { percentTraffic: 20 }, rollout: { steps: [{ state: 'done' }, { state: 'running' }] }, findings: [],
  });
  // Its own minutes are judged. Those before it, and of its warm-up, are not.
  expect(Date.parse(first.changedAt!) - Date.parse(step.startedAt!)).toBeGreaterThan(MINUTE * 1000);
  expect(second.changedAt).toBe(first.changedAt);
  // The execution is that of the step.
  const executions = shop.aws.stepFunctions.executions.map(({ identity }) => identity.executionArn);
  expect(executions).toContain(second.rollout!.execution);
  expect(second.rollout!.execution).not.toBe(first.rollout!.execution);
  // And it is over.
  expect(await report()).not.toHaveProperty('rollout');
});

test('a rollout that waits for a person says so, until when, and what goes on', async () => {
  await serving({ ...V1, rollout: pausing() });
  const screens: FakeTerminal[] = [];
  const waits: unknown[] = [];
  const status = await during({ ...V2, rollout: pausing() }, {
    3: async () => {
      expect((await report()).state).toBe('ROLLING_OUT');
    },
    10: async () => {
      expect(await report()).toMatchObject({ state: 'PAUSED', rollout: { steps: [{ state: 'paused', nextPercent: 20 }, { state: 'waiting' }] } });
      waits.push(await shop.run('status', 'Shop', '--until', 'paused'));
      screens.push(Object.assign(shop.newTerminal(), { columns: 120 }));
      await shop.runIn(screens[0], 'status', 'Shop');
      shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '20' });
    },
    // No other step pauses.
    13: async () => { waits.push(await shop.run('status', 'Shop', '--until', 'paused')); },
  });
  expect(status).toBe('UPDATE_COMPLETE');
  expect(waits).toEqual([0, 1]);
  expect(shown(screens[0])).toMatch(/PAUSED step 1 of 2: 5 % .* it waits for you\. npx cdk-canary set-percent 20 Shop goes on\./);
  expect(shown(screens[0])).toMatch(/In \d+ min the canary is put back/);
  expect(await shop.run('status', 'Shop', '--until', 'paused')).toBe(1);
});

test('one that is stopped says why while the deploy goes back, and --until ends with 1', async () => {
  await serving(V1, 300);
  const seen: StatusReport[] = [];
  let screen = '';
  const stop = shop.aws.cloudFormation.onResourceOperation(async (event) => {
    if (event.action === 'status' || event.phase !== 'rollback' || seen.length > 0) { return; }
    seen.push(await report());
    await shop.run('status', 'Shop');
    screen = shown(shop.terminal);
  });
  const { status } = await shop.deploy(V2);
  stop();
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(seen[0]).toMatchObject({
    state: 'ROLLING_BACK',
    rollout: {
      steps: [{ state: 'failed', reason: expect.stringMatching(/^The canary was stopped at 5 % after .*\[GateFailed\]$/) }, { state: 'waiting' }],
      look: { gates: gate('errorShare', 'FAIL') },
    },
  });
  expect(seen[0].rollout).not.toHaveProperty('nextLookAt');
  expect(screen).toMatch(/5 % ✗ \d+:\d\d min .* The canary was stopped at 5 %/);
  expect(await shop.run('status', 'Shop', '--until', 'stable')).toBe(1);
  expect(await shop.run('status', 'Shop', '--until', 'paused')).toBe(1);
  // Afterwards one sees that it went wrong.
  expect(await shop.run('status', 'Shop')).toBe(0);
  expect(shown(shop.terminal)).toContain('there is no canary; the last deploy was rolled back');
});

describe('the screen of a rollout', () => {
  test.each([120, 80, 50])('of %i columns', async (columns) => {
    await serving();
    const screens: string[] = [];
    await during(V2, {
      12: async () => {
        const terminal = Object.assign(shop.newTerminal(), { columns });
        expect(await shop.runIn(terminal, 'status', 'Shop')).toBe(0);
        screens.push(terminal.output);
      },
    });
    expect(screens[0].split('\n').filter((line) => line.length > columns)).toEqual([]);
    // Its name is another one each time.
    expect(screens[0].replace(/(execution ).*/, '$1...')).toMatchSnapshot();
  });
});

test('without the right to read the log it says which right, and everything else', async () => {
  await serving();
  const found: StatusReport[] = [];
  await during(V2, {
    4: async () => {
      shop.faults.push({ matches: ({ action }) => action === 'logs:FilterLogEvents', status: 403, code: 'AccessDeniedException', message: 'denied' });
      found.push(await report());
      await shop.run('status', 'Shop');
      expect(shown(shop.terminal)).toContain('what the gates say is not readable without logs:FilterLogEvents');
    },
  });
  expect(found[0]).toMatchObject({
    state: 'ROLLING_OUT', rollout: { unreadable: 'logs:FilterLogEvents', steps: [{ state: 'running' }, { state: 'waiting' }] },
  });
  expect(found[0].rollout).not.toHaveProperty('look');
});

test('the policy that status --iam prints allows what it calls in a rollout, too', async () => {
  await serving();
  expect(await shop.run('status', 'Shop', '--iam')).toBe(0);
  const policy = JSON.parse(shop.terminal.output);
  await during(V2, {
    4: async () => {
      shop.calls.length = 0;
      await report();
      const calls = shop.calls.filter(({ action }) => action !== FREE);
      expect(policyCovers(policy, calls)).toEqual({ denied: [], unused: [] });
    },
  });
});
