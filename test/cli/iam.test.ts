import { LiveShop, RecordedCall } from './live-shop';
import { FREE, policyCovers } from './policy-covers';

let shop: LiveShop;

beforeAll(async () => {
  shop = await LiveShop.open();
  await shop.deploy({ code: 'v1' });
  await shop.deploy({ code: 'v2', canary: { percentTraffic: 10 } });
});
afterAll(() => shop.close());
beforeEach(() => { shop.faults.length = 0; });

describe.each(['status', 'doctor'])('the policy that %s --iam prints', (command) => {
  let policy: Parameters<typeof policyCovers>[0];
  let calls: RecordedCall[];

  beforeAll(async () => {
    shop.calls.length = 0;
    expect(await shop.run(command, 'Shop', '--iam')).toBe(0);
    expect(shop.calls).toEqual([]);
    policy = JSON.parse(shop.terminal.output);
    expect(await shop.run(command, 'Shop', '--json')).toBe(0);
    calls = shop.calls.filter(({ action }) => action !== FREE);
  });

  test('allows every call that the command makes', () => {
    expect(calls.length).toBeGreaterThan(5);
    expect(policyCovers(policy, calls).denied).toEqual([]);
  });

  test('allows nothing that the command does not call', () => {
    // status-rollout.test.ts makes the other call.
    expect(policyCovers(policy, calls).unused).toEqual(command === 'status' ? ['logs:FilterLogEvents'] : []);
  });

  test('names in ARNs what the arguments name', async () => {
    await shop.run(command, '--api', 'a1b2', '--stage', 'prod', '--region', 'eu-west-1', '--iam');
    expect(shop.terminal.output).toContain('arn:aws:apigateway:eu-west-1::/restapis/a1b2/stages/prod');
    expect(shop.terminal.output).not.toContain('cloudformation');
  });

  test('needs each right: without it the command says which, or one line of it', async () => {
    const actions = [...new Set(calls.map(({ action }) => action))];
    for (const denied of actions) {
      shop.faults.push({
        matches: ({
          action,
        }) => action === denied,
        status: 403,
        code: 'AccessDeniedException',
        message: `User: arn:x is not authorized to perform: ${denied}`,
      });
      const code = await shop.run(command, 'Shop');
      const said = `${shop.terminal.output} ${shop.terminal.errors}`.replace(/\s+/g, ' ');
      expect({ denied, code: [0, 4].includes(code), said: said.includes(denied) }).toEqual({ denied, code: true, said: true });
      if (code === 4) { expect(said).toContain('[AccessDenied]'); }
      shop.faults.length = 0;
    }
  });
});
