import { ENVIRONMENT, LiveShop, RecordedCall } from './live-shop';
import { arnLike } from '../../rehearsal/lambda/resource-policy';

/** Found by nobody's right: everybody may ask who he is. */
const FREE = 'sts:GetCallerIdentity';
let shop: LiveShop;

beforeAll(async () => {
  shop = await LiveShop.open();
  await shop.deploy({ code: 'v1' });
  await shop.deploy({ code: 'v2', canary: { percentTraffic: 10 } });
});
afterAll(() => shop.close());
beforeEach(() => { shop.faults.length = 0; });

interface Statement { readonly Action: string[]; readonly Resource: string | string[] }

/** The resource as IAM compares it. */
function arnOf({ action, resource }: RecordedCall): string {
  const { region, account } = ENVIRONMENT;
  switch (action.split(':')[0]) {
    case 'apigateway': return `arn:aws:apigateway:${region}::${resource}`;
    case 'cloudformation': return resource.startsWith('arn:') ? resource : `arn:aws:cloudformation:${region}:${account}:stack/${resource}/id`;
    case 'lambda': return resource.startsWith('arn:') ? resource : `arn:aws:lambda:${region}:${account}:function:${resource}`;
    case 'logs': return resource === '*' ? '*' : `arn:aws:logs:${region}:${account}:log-group:${resource}`;
    default: return '*';
  }
}

function allows({ Action, Resource }: Statement, call: RecordedCall): boolean {
  return Action.includes(call.action) && [Resource].flat().some((pattern) => pattern === '*' || arnLike(pattern, arnOf(call)));
}

describe.each(['status', 'doctor'])('the policy that %s --iam prints', (command) => {
  let statements: Statement[];
  let calls: RecordedCall[];

  beforeAll(async () => {
    shop.calls.length = 0;
    expect(await shop.run(command, 'Shop', '--iam')).toBe(0);
    expect(shop.calls).toEqual([]);
    statements = JSON.parse(shop.terminal.output).Statement;
    expect(await shop.run(command, 'Shop', '--json')).toBe(0);
    calls = shop.calls.filter(({ action }) => action !== FREE);
  });

  test('allows every call that the command makes', () => {
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.filter((call) => !statements.some((statement) => allows(statement, call)))).toEqual([]);
  });

  test('allows nothing that the command does not call', () => {
    const isCalled = (statement: Statement) => calls.some((call) => allows(statement, call));
    const unused = statements.flatMap(({ Action, Resource }) => Action.filter((action) => !isCalled({ Action: [action], Resource })));
    expect(unused).toEqual([]);
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
