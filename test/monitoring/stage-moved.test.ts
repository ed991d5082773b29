import { Duration } from 'aws-cdk-lib';
import { CanaryRollout, RolloutGate } from '../../lib';
import { LiveShop, ShopState } from '../cli/live-shop';

/** Counted out of the lines that our functions write, by the patterns of the template, on the local engine. */
let shop: LiveShop;
beforeEach(async () => { shop = await LiveShop.open(); });
afterEach(() => shop.close());

const counted: Partial<ShopState> = { more: (_, release) => { release.metricStageMoved(); } };

/** How often the stage was moved while a piece of work was done. */
const moves = async (work: () => Promise<unknown>): Promise<number> => {
  const since = shop.aws.clock.now();
  since.setUTCSeconds(0, 0);
  await work();
  // Filters pass their counts on minutes later.
  shop.pass(600);
  const periods = shop.aws.metrics.read(
    { namespace: `CanaryRelease/${shop.restApiId}/prod`, metricName: 'StageMoved' }, since, shop.aws.clock.now(), 60,
  );
  return [...periods.values()].flatMap((samples) => [...samples]).reduce((sum, [value, times]) => sum + value * times, 0);
};

test('a deploy that moves the stage counts, one that is refused, or leaves it as it is, does not, and neither does a person', async () => {
  await shop.deploy({ code: 'v1', ...counted });
  shop.pass(600);
  const held: ShopState = { code: 'v2', canary: { percentTraffic: 10 }, ...counted };
  expect(await moves(() => shop.deploy(held))).toBe(1);
  expect(await moves(async () => shop.byHand({ op: 'remove', path: '/canarySettings' }))).toBe(0);
  expect(await moves(async () => {
    expect(await shop.deploy({ ...held, canary: { percentTraffic: 20 } })).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  })).toBe(0);
  expect(await moves(() => shop.deploy({ ...held, action: 'abort' }))).toBe(0);
  expect(await moves(() => shop.deploy({ code: 'v3', ...counted }))).toBe(1);
});

test('each step of a rollout counts, and the promotion at its end', async () => {
  const rollout = CanaryRollout.steps(
    [{ percentTraffic: 5, bake: Duration.minutes(5) }, { percentTraffic: 20, bake: Duration.minutes(5) }], { gates: [RolloutGate.errorShare()] },
  );
  await shop.deploy({ code: 'v1', rollout, ...counted });
  shop.open(600, { base: 1, canary: 1 });
  shop.pass(3 * 3_600);
  // The canary at 0 %, 5 %, 20 %, and everybody.
  expect(await moves(async () => expect(await shop.deploy({ code: 'v2', rollout, ...counted })).toEqual({ status: 'UPDATE_COMPLETE' }))).toBe(4);
});
