/** The commands of the README, each run as it stands there against a canary that is held. */
import { Page } from './page';
import { LiveShop, ShopState } from '../cli/live-shop';

const README = new Page('README.md');
const HELD: ShopState = { code: 'v2', canary: { percentTraffic: 10 } };

/** What a page says to `cdk-canary` below a heading, also in a sentence. */
function commandsOf(title: string): string[][] {
  return [...README.section(title).text.matchAll(/npx cdk-canary ([^#`\n]*)/g)].map(([, words]) => words.trim().split(/\s+/));
}

let shop: LiveShop;
beforeEach(async () => {
  shop = await LiveShop.open();
  await shop.deploy({ code: 'v1' });
  await shop.deploy(HELD);
});
afterEach(() => shop.close());

test('Hold a canary: what nobody needs any more is named, and nothing is deleted', async () => {
  const [prune] = commandsOf('Hold a canary');
  expect(await shop.run(...prune)).toBe(0);
  expect(shop.calls.filter(({ action }) => /DELETE|Delete|Remove/.test(action))).toEqual([]);
});

test('Check the canary: the status, and whether it becomes healthy', async () => {
  const [status, until] = commandsOf('Check the canary');
  await shop.visit(15, 300);
  shop.pass(180);
  expect(await shop.run(...status)).toBe(0);
  expect(shop.terminal.output).toMatch(/HELD\s+10 % of the requests go to the canary/);
  expect(await shop.run(...until)).toBe(0);
  expect(shop.terminal.output).toContain('HEALTHY');
});

test('Check the canary: whether the split is the expected one', async () => {
  const [, , probe] = commandsOf('Check the canary');
  expect(probe[0]).toBe('probe');
  // The README's API has one route, this one another.
  const words = probe.map((word) => word === '/hello' ? '/orders' : word);
  expect(await shop.run(...words, '-n', '2500', '--rate', '0', '--yes')).toBe(0);
  expect(shop.terminal.output).toContain('agrees');
});

test('Promote, also from CI: without a deploy', async () => {
  const [promote] = commandsOf('Promote, also from CI');
  const { deploymentId } = shop.stage.canarySettings!;
  expect(await shop.run(...promote, '--yes')).toBe(0);
  expect(shop.stage.deploymentId).toBe(deploymentId);
});

test('Abort, and after an abort: at once', async () => {
  const [abort] = commandsOf('Abort, and after an abort');
  const { deploymentId } = shop.stage;
  expect(await shop.run(...abort)).toBe(0);
  expect(shop.stage).toMatchObject({ deploymentId });
  expect(shop.stage.canarySettings).toBeUndefined();
});

test('Go back after a promotion: at once, after which the code of before is deployed as production', async () => {
  const [rollback] = commandsOf('Go back after a promotion');
  const { deploymentId } = shop.stage;
  expect(await shop.deploy({ ...HELD, action: 'promote' })).toEqual({ status: 'UPDATE_COMPLETE' });
  expect(shop.stage.deploymentId).not.toBe(deploymentId);
  expect(await shop.run(...rollback, '--yes')).toBe(0);
  expect(shop.stage).toMatchObject({ deploymentId });
  expect(shop.stage.canarySettings).toBeUndefined();
  expect(await shop.deploy({ code: 'v1' })).toEqual({ status: 'UPDATE_COMPLETE' });
  expect((await shop.aws.invoke({ restApiId: shop.restApiId, stageName: 'prod', path: '/orders' })).body).toBe(JSON.stringify({ version: 'v1' }));
});
