import { ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LiveShop, ShopState } from './live-shop';

/** The bundled command in a terminal of util-linux, where there is one: questions, answers, and Ctrl-C at each instant. */
const COMMAND = join(__dirname, '..', '..', 'assets', 'cdk-canary', 'index.js');
const hasScript = spawnSync('script', ['--version']).status === 0;
const inTerminal = hasScript ? describe : describe.skip;
const CTRL_C = '\u0003';

let shop: LiveShop;
const V1: ShopState = { code: 'v1', counted: false, variables: { theme: 'light' } };
const V2: ShopState = { ...V1, code: 'v2', canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };
let [v1, v2]: string[] = [];

beforeEach(async () => {
  shop = await LiveShop.open();
  await shop.deploy(V1);
  v1 = shop.stage.deploymentId;
  await shop.deploy(V2);
  v2 = shop.stage.canarySettings!.deploymentId;
});
afterEach(() => shop.close());

class Session {
  text = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcessWithoutNullStreams;
  private heard?: () => void;

  constructor(...args: string[]) {
    const { CI: _, ...env } = process.env;
    const command = [process.execPath, COMMAND, ...args].join(' ');
    this.child = spawn('script', ['-qec', command, '/dev/null'], { env: { ...env, TERM: 'xterm', NO_COLOR: '1' } });
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.text += chunk.toString();
      this.heard?.();
    });
    this.ended = new Promise((resolve) => { this.child.on('close', resolve); });
  }

  async until(words: string): Promise<void> {
    while (!this.text.includes(words)) { await new Promise<void>((resolve) => { this.heard = resolve; }); }
  }

  type(keys: string): void {
    this.child.stdin.write(keys);
  }
}

inTerminal('in a terminal', () => {
  test.each(['promote', 'rollback'])('%s asks for the name of the stage, and goes on with it', async (command) => {
    if (command === 'rollback') { expect(await shop.run('promote', 'Shop', '--yes')).toBe(0); }
    const session = new Session(command, 'Shop');
    await session.until('Type the stage\'s name (prod) to go on: ');
    session.type('prod\r');
    expect(await session.ended).toBe(0);
    expect(session.text).toContain('(read back)');
    expect(shop.stage.deploymentId).toBe(command === 'promote' ? v2 : v1);
  });

  test.each([['n\r', 1], ['\r', 1], ['y\r', 0]])('set-percent asks, and %j ends with %i', async (keys, exit) => {
    const session = new Session('set-percent', '50', 'Shop');
    await session.until('[y/N] ');
    session.type(keys);
    expect(await session.ended).toBe(exit);
    expect(shop.stage.canarySettings!.percentTraffic).toBe(exit === 0 ? 50 : 10);
  });

  test.each(['abort', 'remove'])('%s asks nothing', async (command) => {
    if (command === 'remove') { expect(await shop.run('set-percent', '0', 'Shop')).toBe(0); }
    expect(await new Session(command, 'Shop').ended).toBe(0);
    expect(shop.stage.canarySettings).toBeUndefined();
  });

  test('Ctrl-C at the question changes nothing, and says so', async () => {
    const session = new Session('promote', 'Shop');
    await session.until('to go on: ');
    session.type(CTRL_C);
    expect(await session.ended).toBe(130);
    expect(session.text).toContain('Nothing was changed.');
    expect(shop.stage.deploymentId).toBe(v1);
  });

  test('Ctrl-C while it waits for a deploy changes nothing, and says so', async () => {
    shop.stackIs('UPDATE_IN_PROGRESS');
    const session = new Session('set-percent', '5', 'Shop', '--wait');
    await session.until('waiting until it is stable');
    session.type(CTRL_C);
    expect(await session.ended).toBe(130);
    expect(session.text).toContain('Nothing was changed.');
    expect(shop.stage.canarySettings!.percentTraffic).toBe(10);
  });

  test('Ctrl-C after the call was sent waits for what is live', async () => {
    let session: Session | undefined;
    shop.beforeCall('apigateway:PATCH', () => session!.type(CTRL_C));
    session = new Session('abort', 'Shop');
    expect(await session.ended).toBe(130);
    expect(session.text).toContain('the canary is off');
    expect(shop.stage.canarySettings).toBeUndefined();
  });

  test('Ctrl-C while it stays with a deploy leaves, and the canary is off', async () => {
    shop.stackIs('UPDATE_IN_PROGRESS');
    const session = new Session('abort', 'Shop');
    await session.until('staying until it is stable');
    session.type(CTRL_C);
    expect(await session.ended).toBe(130);
    expect(shop.stage.canarySettings).toBeUndefined();
  });
});
