import { LiveShop, RecordedCall } from './live-shop';
import { denyingAllBut, FREE, policyCovers, rightsOf } from './policy-covers';

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
    shop.faults.push(denyingAllBut(policy));
    expect(await shop.run(command, 'Shop')).toBe(0);
    expect(shop.terminal.output).toBe(output);
  });

  test('needs each right: without it the command says which, or one line of it', async () => {
    const rights = rightsOf(policy, calls);
    expect(rights.length).toBeGreaterThan(command === 'doctor' ? 12 : 7);
    for (const right of rights) {
      const [action] = right.Action;
      shop.faults.push(denyingAllBut({ Statement: rights.filter((other) => other !== right) }));
      const code = await shop.run(command, 'Shop');
      const said = `${shop.terminal.output} ${shop.terminal.errors}`.replace(/\s+/g, ' ');
      expect({ right, code: [0, 4].includes(code), said: said.includes(action) }).toEqual({ right, code: true, said: true });
      if (code === 4) { expect(said).toContain('[AccessDenied]'); }
      shop.faults.length = 0;
    }
  });
});

/** The commands that change the stage, and where each of them has something to do. */
const STEERING: ReadonlyArray<{ readonly command: string; readonly args: readonly string[]; readonly from: () => void }> = [
  { command: 'abort', args: ['Shop'], from: () => stand(base, { percentTraffic: 10 }) },
  { command: 'promote', args: ['Shop', '--yes'], from: () => stand(base, { percentTraffic: 10 }) },
  { command: 'set-percent', args: ['5', 'Shop'], from: () => stand(base, { percentTraffic: 10 }) },
  { command: 'remove', args: ['Shop'], from: () => stand(base, { percentTraffic: 0 }) },
  { command: 'rollback', args: ['Shop', '--yes'], from: () => stand(canary) },
];
let [base, canary]: string[] = [];

beforeAll(() => { [base, canary] = [shop.stage.deploymentId, shop.stage.canarySettings!.deploymentId]; });

/** Somebody puts the stage there. */
function stand(production: string, withCanary?: { readonly percentTraffic: number }): void {
  if (shop.stage.canarySettings) { shop.byHand({ op: 'remove', path: '/canarySettings' }); }
  shop.byHand({ op: 'replace', path: '/deploymentId', value: production });
  if (withCanary === undefined) { return; }
  shop.byHand(
    { op: 'replace', path: '/canarySettings/deploymentId', value: canary },
    { op: 'replace', path: '/canarySettings/percentTraffic', value: String(withCanary.percentTraffic) },
  );
}

describe.each(STEERING)('the policy that $command --iam prints', ({ command, args, from }) => {
  let policy: Parameters<typeof policyCovers>[0];
  let calls: RecordedCall[];
  let after: string;
  const stage = (): string => JSON.stringify({ ...shop.stage, lastUpdatedDate: undefined });

  beforeAll(async () => {
    shop.faults.length = 0;
    shop.calls.length = 0;
    expect(await shop.run(command, ...args, '--iam')).toBe(0);
    expect(shop.calls).toEqual([]);
    policy = JSON.parse(shop.terminal.output);
    from();
    expect(await shop.run(command, ...args)).toBe(0);
    after = stage();
    calls = shop.calls.filter(({ action }) => action !== FREE);
  });
  beforeEach(() => from());

  test('is enough when AWS denies everything else', async () => {
    expect(stage()).not.toBe(after);
    shop.faults.push(denyingAllBut(policy));
    expect(await shop.run(command, ...args)).toBe(0);
    expect(shop.terminal.errors).not.toMatch(/denied|authorized/);
    expect(stage()).toBe(after);
  });

  test('allows nothing that the command does not call', () => {
    expect(policyCovers(policy, calls)).toEqual({ denied: [], unused: [] });
  });

  test('needs each right: without it the command says which, and changes the stage as it says or not at all', async () => {
    const rights = rightsOf(policy, calls);
    expect(rights.map(({ Action: [action] }) => action)).toEqual(expect.arrayContaining(['apigateway:PATCH', 'events:PutEvents']));
    for (const right of rights) {
      const [action] = right.Action;
      from();
      const before = stage();
      shop.faults.push(denyingAllBut({ Statement: rights.filter((other) => other !== right) }));
      const code = await shop.run(command, ...args);
      const said = `${shop.terminal.output} ${shop.terminal.errors}`.replace(/\s+/g, ' ');
      expect({ right, code: [0, 1, 4].includes(code), said: said.includes(action) }).toEqual({ right, code: true, said: true });
      if (code === 4) { expect(said).toContain('[AccessDenied]'); }
      // Nobody is taken back to a deployment when nobody could look at what it calls.
      if (code === 1) { expect({ command, said }).toEqual({ command: 'rollback', said: expect.stringContaining('[CannotVerify]') }); }
      expect({ right, stage: stage() }).toEqual({ right, stage: code === 0 ? after : before });
      shop.faults.length = 0;
    }
  });
});
