import { LiveShop, ShopState } from './live-shop';

let shop: LiveShop;
const V1: ShopState = { code: 'v1', counted: false, variables: { theme: 'light' } };
const V2: ShopState = { ...V1, code: 'v2', canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };

beforeAll(async () => {
  shop = await LiveShop.open();
  await shop.deploy(V1);
  shop.pass(86_400);
  await shop.deploy(V2);
  shop.pass(7_200);
});
afterAll(() => shop.close());

/** What stays the same from run to run. */
const settled = (text: string): string => text.replace(/operation [0-9a-f]{8}/g, 'operation 7f3c9a1e');
const uncoloured = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

/** One after the other on one stage: each begins where the one before has ended. */
const PRACTICE: ReadonlyArray<readonly [string, ...string[]]> = [
  ['set-percent', '50', 'Shop', '--dry-run'],
  ['promote', 'Shop', '--dry-run'],
  ['promote', 'Shop', '--yes'],
  ['rollback', 'Shop', '--dry-run'],
  ['rollback', 'Shop', '--yes'],
  ['abort', 'Shop'],
  ['remove', 'Shop'],
];

test.each([60, 80, 120])('screens of %i columns', async (columns) => {
  const before = shop.stage;
  const screens: string[] = [];
  for (const args of PRACTICE) {
    const terminal = Object.assign(shop.newTerminal(), { columns, colors: true, errorColors: true });
    await shop.runIn(terminal, ...args);
    const text = settled([...terminal.printed, ...terminal.complaints].join('\n'));
    const plain = uncoloured(text);
    expect(plain.split('\n').filter((line) => line.length > columns)).toEqual([]);
    screens.push(`$ cdk-canary ${args.join(' ')}\n${columns === 80 ? text.replace(/\u001b\[(\d+)m/g, '<$1>') : plain}`);
  }
  expect(screens.join('\n\n')).toMatchSnapshot();
  // As it was, for the next width.
  const { canarySettings: canary } = before;
  shop.byHand(
    { op: 'replace', path: '/canarySettings/deploymentId', value: canary!.deploymentId },
    { op: 'replace', path: '/canarySettings/stageVariableOverrides/theme', value: 'dark' },
    { op: 'replace', path: '/canarySettings/percentTraffic', value: '10' },
  );
});

test('long names lose their middle, and nothing runs over the edge', async () => {
  const name = 'aVariableThatIsNamedAtLength';
  shop.byHand({ op: 'replace', path: `/canarySettings/stageVariableOverrides/${name}`, value: 'x'.repeat(90) });
  const terminal = Object.assign(shop.newTerminal(), { columns: 60 });
  await shop.runIn(terminal, 'promote', 'Shop', '--dry-run');
  const lines = terminal.printed.flatMap((line) => line.split('\n'));
  expect(lines.find((line) => line.includes('xxx'))).toMatch(/^ {2}aVariab…tLength {2}none +x+…x+$/);
  // What is to be copied stays whole.
  expect(lines.filter((line) => line.length > 60 && !line.includes(`'${'x'.repeat(90)}'`))).toEqual([]);
  shop.byHand({ op: 'remove', path: `/canarySettings/stageVariableOverrides/${name}` });
});

test('colours are off where there are none, and the words are the same', async () => {
  const terminals = [true, false].map((colors) => Object.assign(shop.newTerminal(), { colors }));
  for (const terminal of terminals) { await shop.runIn(terminal, 'abort', 'Shop', '--dry-run'); }
  expect(uncoloured(terminals[0].output)).toBe(terminals[1].output);
  expect(terminals[0].output).not.toBe(terminals[1].output);
});
