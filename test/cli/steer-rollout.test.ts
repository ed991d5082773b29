import { Duration } from 'aws-cdk-lib';
import { FakeTerminal } from './fake-terminal';
import { LiveShop, ShopState } from './live-shop';
import { CanaryRollout, RolloutGate, RolloutPause } from '../../lib';

/**
 * Commands beside a rollout that really runs: driver, steps, promotion and CloudFormation on the engine, with 600 requests a minute.
 */
let shop: LiveShop;
const MINUTE = 60;
/** The first step bakes for five minutes, waits two for its metrics, and then twenty for a person. */
const rollout = CanaryRollout.steps([
  { percentTraffic: 5, bake: Duration.minutes(5), pause: RolloutPause.until({ timeout: Duration.minutes(20) }) },
  { percentTraffic: 20, bake: Duration.minutes(5) },
], { gates: [RolloutGate.errorShare()] });
const INSTANTS: ReadonlyArray<[string, number]> = [['bakes', 3 * MINUTE], ['pauses', 10 * MINUTE]];
const V1: ShopState = { code: 'v1', rollout };
const V2: ShopState = { ...V1, code: 'v2' };

let v1: string;

beforeEach(async () => {
  shop = await LiveShop.open();
  expect(await shop.deploy(V1)).toEqual({ status: 'CREATE_COMPLETE' });
  shop.open(600, { base: 1, canary: 1 });
  shop.pass(3 * 3_600);
  v1 = shop.stage.deploymentId;
});
afterEach(() => shop.close());

type Ran = { readonly exit: number; readonly terminal: FakeTerminal };
/** Deploys v2, and somebody runs commands so many seconds after its begin. */
const rollingOut = async (...runs: ReadonlyArray<readonly [number, ...string[]]>) => {
  const ran = runs.map(([seconds, ...args]) => shop.beside(seconds, ...args));
  const { status } = await shop.deploy(V2);
  // Time goes on for who stays longer than the deploy.
  return { status, ran: await shop.aws.clock.passUntil(Promise.all(ran)) };
};
const said = ({ terminal }: Ran): string => `${terminal.output} ${terminal.errors}`.replace(/\s+/g, ' ');
const reason = (): string => shop.aws.cloudFormation.find('Shop')!.events.map(({ reason: text = '' }) => text).join('\n');

describe('abort', () => {
  test.each(INSTANTS)('while a step %s puts the base back, and the deploy fails', async (_, seconds) => {
    const { status, ran: [abort] } = await rollingOut([seconds, 'abort', 'Shop', '--wait']);
    expect({ status, exit: abort.exit }).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE', exit: 0 });
    expect(reason()).toContain('[AbortedByHand]');
    expect(shop.stage).toMatchObject({ deploymentId: v1 });
    expect(shop.stage.canarySettings).toBeUndefined();
    expect(said(abort)).toContain('fails the deploy with [AbortedByHand], and CloudFormation rolls back');
    expect(said(abort)).toContain('same commit the rollout begins anew, once CloudFormation has rolled back');
    expect(said(abort)).toContain('The stack is in UPDATE_ROLLBACK_COMPLETE.');
    // And so it is.
    const { status: again, ran: [second] } = await rollingOut([3 * MINUTE, 'promote', 'Shop', '--yes']);
    expect({ again, exit: second.exit }).toEqual({ again: 'UPDATE_COMPLETE', exit: 0 });
  });

  test('leaves at once without --wait: nothing of CloudFormation puts the canary back', async () => {
    const { ran: [abort] } = await rollingOut([3 * MINUTE, 'abort', 'Shop']);
    expect(abort.exit).toBe(0);
    expect(said(abort)).not.toContain('staying');
  });
});

describe('promote', () => {
  test.each(INSTANTS)('while a step %s gives the canary to everybody, and the deploy ends well', async (_, seconds) => {
    const { status, ran: [promote] } = await rollingOut([seconds, 'promote', 'Shop', '--yes', '--wait']);
    expect({ status, exit: promote.exit }).toEqual({ status: 'UPDATE_COMPLETE', exit: 0 });
    expect(shop.stage.deploymentId).not.toBe(v1);
    expect(shop.stage.canarySettings).toBeUndefined();
    expect(said(promote)).toContain('The stack is in UPDATE_COMPLETE. On the stage production is on');
  });

  test('says that it is done when it cannot stay with the deploy, and the deploy ends well', async () => {
    let isWritten = false;
    shop.faults.push({
      matches: ({ action }) => {
        isWritten ||= action === 'apigateway:PATCH';
        return isWritten && action === 'cloudformation:DescribeStacks';
      },
      status: 403,
      code: 'AccessDenied',
      message: 'not authorized',
    });
    const { status, ran: [promote] } = await rollingOut([3 * MINUTE, 'promote', 'Shop', '--yes', '--wait']);
    expect({ status, exit: promote.exit }).toEqual({ status: 'UPDATE_COMPLETE', exit: 3 });
    expect(said(promote)).toMatch(/production is \w+, the canary is off \(read back\)/);
    expect(said(promote)).toMatch(/error: The stage is as planned\. Whether the deploy leaves it so is not known: AWS denied .*\[WatchLost\]$/);
  });

  test('and the way back: rollback is for when the deploy has ended, and leads to the base of the rollout', async () => {
    const { ran: [, early, late] } = await rollingOut(
      [3 * MINUTE, 'promote', 'Shop', '--yes'], [2 * MINUTE, 'rollback', 'Shop', '--yes'], [2 * MINUTE + 1, 'rollback', 'Shop', '--yes', '--wait'],
    );
    expect({ exit: early.exit, text: said(early) }).toEqual({ exit: 1, text: expect.stringContaining('[NothingBefore]') });
    expect({ exit: late.exit, text: said(late) }).toEqual({ exit: 0, text: expect.stringContaining(`production is back on ${v1}`) });
    expect(shop.stage.deploymentId).toBe(v1);
  });
});

describe('set-percent', () => {
  test('is refused while the step bakes, with another percent while it pauses, and with the next one goes on', async () => {
    const { status, ran: [early, other, next] } = await rollingOut(
      [3 * MINUTE, 'set-percent', '20', 'Shop', '--yes'],
      [10 * MINUTE, 'set-percent', '30', 'Shop', '--yes'],
      [11 * MINUTE, 'set-percent', '20', 'Shop', '--yes', '--wait'],
    );
    expect(early.exit).toBe(1);
    expect(said(early)).toMatch(/No step waits for a person now: npx cdk-canary status Shop says when one does\. \[RolloutDrives\]/);
    expect(other.exit).toBe(1);
    expect(said(other)).toMatch(/Its step waits for a person: npx cdk-canary set-percent 20 Shop goes on\. \[RolloutDrives\]/);
    expect({ exit: next.exit, text: said(next) }).toEqual({ exit: 0, text: expect.stringContaining('sees within a minute that the pause is over') });
    expect(status).toBe('UPDATE_COMPLETE');
    expect(reason()).not.toContain('[ModifiedOutside]');
    expect(shop.stage.deploymentId).not.toBe(v1);
  });
});

test('remove is refused, and does nothing to the rollout', async () => {
  const { ran: [remove, abort] } = await rollingOut([10 * MINUTE, 'remove', 'Shop'], [11 * MINUTE, 'abort', 'Shop']);
  expect(remove.exit).toBe(1);
  expect(said(remove)).toContain('[UseAbort]');
  expect(abort.exit).toBe(0);
});
