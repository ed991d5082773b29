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
    shop.faults.length = 0;
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

  test('is enough when AWS denies everything else', async () => {
    await shop.run(command, 'Shop');
    const { output } = shop.terminal;
    allowOnly(policy);
    expect(await shop.run(command, 'Shop')).toBe(0);
    expect(shop.terminal.output).toBe(output);
  });

  test('needs each right: without it the command says which, or one line of it', async () => {
    const rights = policy.Statement.flatMap(({ Action, Resource }) => [Resource].flat().flatMap((resource) => (
      Action.map((action) => ({ Action: [action], Resource: resource }))
    ))).filter((right) => calls.some((call) => policyCovers({ Statement: [right] }, [call]).denied.length === 0));
    expect(rights.length).toBeGreaterThan(command === 'doctor' ? 12 : 7);
    for (const right of rights) {
      const [action] = right.Action;
      allowOnly({ Statement: rights.filter((other) => other !== right) });
      const code = await shop.run(command, 'Shop');
      const said = `${shop.terminal.output} ${shop.terminal.errors}`.replace(/\s+/g, ' ');
      expect({ right, code: [0, 4].includes(code), said: said.includes(action) }).toEqual({ right, code: true, said: true });
      if (code === 4) { expect(said).toContain('[AccessDenied]'); }
      shop.faults.length = 0;
    }
  });
});

/** As IAM answers whoever has this policy and no other. */
function allowOnly(policy: Parameters<typeof policyCovers>[0]): void {
  shop.faults.push({
    matches: (call) => policyCovers(policy, [call]).denied.length > 0,
    status: 403,
    code: 'AccessDeniedException',
    message: 'User: arn:aws:sts::123456789012:assumed-role/reader/session is not authorized to perform this action',
  });
}
