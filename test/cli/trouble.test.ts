import { Fault, LiveShop, RecordedCall } from './live-shop';

/** AWS is busy, answers get lost, or something else goes wrong: for every command that only reads, at each of its calls. */
let shop: LiveShop;
beforeAll(async () => {
  shop = await LiveShop.open();
  await shop.deploy({ code: 'v1' });
  await shop.deploy({ code: 'v2', canary: { percentTraffic: 10 } });
  await shop.visit(6, 50);
});
afterAll(() => shop.close());
beforeEach(() => { shop.faults.length = 0; });

const FREE = /^sts:/;
const said = (): string => shop.terminal.errors.replace(/\s+/g, ' ');
const actionsOf = async (command: string): Promise<string[]> => {
  shop.calls.length = 0;
  await shop.run(command, 'Shop');
  return [...new Set(shop.calls.map(({ action }) => action))];
};
const at = (action: string, fault: Partial<Fault>): void => {
  shop.faults.push({ matches: (call: RecordedCall) => call.action === action, status: 500, code: 'InternalError', message: 'Trouble', ...fault });
};

describe.each(['status', 'doctor'])('%s', (command) => {
  test('asks again while AWS throttles, has no answer, or loses it, and says the same as without', async () => {
    await shop.run(command, 'Shop');
    const { output } = shop.terminal;
    const actions = await actionsOf(command);
    expect(actions.length).toBeGreaterThan(7);
    for (const action of actions) {
      at(action, { status: 429, code: 'ThrottlingException', message: 'Rate exceeded', times: 2 });
      at(action, { loses: true, times: 1 });
      at(action, { status: 503, code: 'ServiceUnavailable', times: 1 });
      const exit = await shop.run(command, 'Shop');
      expect({ action, exit, same: shop.terminal.output === output }).toEqual({ action, exit: 0, same: true });
      expect(shop.faults.every(({ times }) => times === 0)).toBe(true);
      shop.faults.length = 0;
    }
  });

  test('ends with 4 and one sentence when AWS goes on throttling, at any of its calls', async () => {
    for (const action of await actionsOf(command)) {
      at(action, { status: 429, code: 'ThrottlingException', message: 'Rate exceeded' });
      expect({ action, exit: await shop.run(command, 'Shop') }).toEqual({ action, exit: 4 });
      expect(said()).toMatch(/^error: .*\[Throttled\] ?$/);
      expect(said()).toContain(action);
      // Nothing was printed that was not read.
      expect(shop.terminal.output).toBe('');
      shop.faults.length = 0;
    }
  });

  test('ends with 4 when no answer comes at all', async () => {
    for (const action of (await actionsOf(command)).filter((one) => !FREE.test(one)).slice(0, 2)) {
      at(action, { loses: true });
      expect({ action, exit: await shop.run(command, 'Shop') }).toEqual({ action, exit: 4 });
      expect(said()).toMatch(/\[Unreachable\] ?$/);
      shop.faults.length = 0;
    }
  });
});
