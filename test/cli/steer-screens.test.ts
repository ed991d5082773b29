import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LiveShop, ShopState } from './live-shop';

const COMMAND = join(__dirname, '..', '..', 'assets', 'cdk-canary', 'index.js');

let shop: LiveShop;
let [v1, v2]: string[] = [];
const V1: ShopState = { code: 'v1', counted: false, variables: { theme: 'light' } };
const V2: ShopState = { ...V1, code: 'v2', canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };

beforeAll(async () => {
  shop = await LiveShop.open();
  await shop.deploy(V1);
  shop.pass(86_400);
  await shop.deploy(V2);
  shop.pass(7_200);
  [v1, v2] = [shop.stage.deploymentId, shop.stage.canarySettings!.deploymentId];
});
afterAll(() => shop.close());

/** What stays the same from run to run. */
const settled = (text: string): string => text.replace(/operation [0-9a-f]{8}/g, 'operation 7f3c9a1e');
const uncoloured = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

/** Somebody puts the stage there. @param percent of v2 as the canary. undefined: there is none */
function stand(production: string, percent?: number): void {
  if (shop.stage.canarySettings) { shop.byHand({ op: 'remove', path: '/canarySettings' }); }
  shop.byHand(
    { op: 'replace', path: '/deploymentId', value: production },
    { op: 'replace', path: '/variables/theme', value: production === v1 ? 'light' : 'dark' },
  );
  if (percent === undefined) { return; }
  shop.byHand(
    { op: 'replace', path: '/canarySettings/deploymentId', value: v2 },
    { op: 'replace', path: '/canarySettings/stageVariableOverrides/theme', value: 'dark' },
    { op: 'replace', path: '/canarySettings/percentTraffic', value: String(percent) },
  );
}

const held = (): void => stand(v1, 10);
const parked = (): void => stand(v1, 0);
const promoted = (): void => stand(v2);
const off = (): void => stand(v1);

/** Each command: what it would do, what it does, and where it says no or has nothing to do. */
const SCREENS: ReadonlyArray<readonly [from: () => void, ...args: string[]]> = [
  [held, 'abort', 'Shop', '--dry-run'],
  [held, 'abort', 'Shop'],
  [off, 'abort', 'Shop'],
  [held, 'promote', 'Shop', '--dry-run'],
  [held, 'promote', 'Shop', '--yes'],
  [off, 'promote', 'Shop', '--yes'],
  [held, 'set-percent', '50', 'Shop', '--dry-run'],
  [held, 'set-percent', '5', 'Shop'],
  [held, 'set-percent', '50', 'Shop'],
  [parked, 'remove', 'Shop', '--dry-run'],
  [parked, 'remove', 'Shop'],
  [held, 'remove', 'Shop'],
  [promoted, 'rollback', 'Shop', '--dry-run'],
  [promoted, 'rollback', 'Shop', '--yes'],
  [off, 'rollback', 'Shop', '--yes'],
  [held, 'prune', 'Shop'],
];

/** Both streams, in the order of the screen: what was said last stands last. */
async function screenOf([from, ...args]: typeof SCREENS[number], screen: { columns: number; colors: boolean }): Promise<string> {
  from();
  const terminal = Object.assign(shop.newTerminal(), { columns: screen.columns, colors: screen.colors, errorColors: screen.colors });
  await shop.runIn(terminal, ...args);
  return settled([...terminal.printed, ...terminal.complaints].join('\n'));
}

describe.each([60, 80, 120])('at %i columns', (columns) => {
  test.each(SCREENS.map((screen) => [screen.slice(1).join(' '), screen] as const))('%s, with colours and without', async (name, screen) => {
    const coloured = await screenOf(screen, { columns, colors: true });
    const plain = await screenOf(screen, { columns, colors: false });
    expect(plain).toBe(uncoloured(coloured));
    expect(coloured).not.toBe(plain);
    expect(plain.split('\n').filter((line) => line.length > columns)).toEqual([]);
    expect(`$ cdk-canary ${name}\n${coloured.replace(/\u001b\[(\d+)m/g, '<$1>')}`).toMatchSnapshot();
  });
});

/** The bundled command, whose streams are pipes. */
function piped(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ readonly output: string; readonly errors: string }> {
  return new Promise((resolve) => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...before } = process.env;
    const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...before, ...env } });
    const [output, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => errors.push(chunk));
    child.on('close', () => resolve({ output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() }));
  });
}

describe('in a pipe', () => {
  const PIPED: typeof SCREENS = [
    [held, 'abort', 'Shop'],
    [held, 'promote', 'Shop', '--keep-variables', '--yes'],
    [held, 'set-percent', '5', 'Shop'],
    [parked, 'remove', 'Shop'],
    [held, 'remove', 'Shop'],
    [promoted, 'rollback', 'Shop', '--to'],
    [held, 'prune', 'Shop'],
  ];
  /** The process has a clock of its own, so that what is old is older there. */
  const undated = (text: string): string =>
    settled(text).replace(/\d+ (d|h|min|s)( \d+ (h|min))?(\s|\u001b\[\d+m)+old/g, 'old').replace(/ +$/gm, '').trimEnd();

  test.each(PIPED.map((screen) => [screen.slice(1, 3).join(' '), screen] as const))('%s is the screen of 80 columns', async (_, [from, ...given]) => {
    const args = given.at(-1) === '--to' ? [...given, v1, '--yes'] : given;
    for (const colors of [false, true]) {
      from();
      const { output, errors } = await piped(args, colors ? { FORCE_COLOR: '1' } : {});
      from();
      const terminal = Object.assign(shop.newTerminal(), { colors, errorColors: colors });
      await shop.runIn(terminal, ...args);
      expect(undated(output)).toBe(undated(terminal.output));
      expect(undated(errors)).toBe(undated(terminal.errors));
    }
  });
});

test('long names lose their middle, and nothing runs over the edge', async () => {
  held();
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
