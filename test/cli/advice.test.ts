import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LiveShop, ShopState } from './live-shop';
import { CanaryRelease } from '../../lib';

let shop: LiveShop;
const V1: ShopState = { code: 'v1', variables: { theme: 'light' } };

/** A second API of the stack, with a release of its own. */
const withSecond = (state: ShopState): ShopState => ({
  ...state,
  more: (stack) => {
    const api = new apigateway.RestApi(stack, 'Second');
    const requestTemplates = { 'application/json': `{ "statusCode": 200, "code": "${state.code}" }` };
    api.root.addMethod('GET', new apigateway.MockIntegration({ requestTemplates }));
    new CanaryRelease(stack, 'SecondRelease', { api, canarySettings: state.canary });
  },
});
const HELD = withSecond({ ...V1, code: 'v2', canary: { percentTraffic: 10 } });

/** Every command on the screen, as somebody copies it. */
const said = (): string => shop.terminal.output.replace(/\s+/g, ' ');
const commands = (): string[] => said().match(/npx cdk-canary [a-z-]+ (?:\d+ )?Shop(?: --(?:yes|[a-z-]+ [^\s,.]+))*/g) ?? [];
const second = () => {
  const { id } = shop.aws.apiGateway.listRestApis().find(({ name }) => name === 'Second')!;
  return shop.aws.apiGateway.getStage(id, 'prod');
};
const first = () => {
  const { id } = shop.aws.apiGateway.listRestApis().find(({ name }) => name === 'Api')!;
  return shop.aws.apiGateway.getStage(id, 'prod');
};

beforeEach(async () => { shop = await LiveShop.open(); });
afterEach(() => shop.close());

describe('of a stack with several releases', () => {
  beforeEach(async () => {
    expect(await shop.deploy(withSecond(V1))).toEqual({ status: 'CREATE_COMPLETE' });
    expect(await shop.deploy(HELD)).toEqual({ status: 'UPDATE_COMPLETE' });
  });

  test('each command below status and doctor names the release that it stands below', async () => {
    expect(await shop.run('status', 'Shop')).toBe(0);
    expect(commands()).toEqual(['npx cdk-canary status Shop --release Shop/Release --until healthy']);
    shop.pass(4 * 86_400);
    expect(await shop.run('status', 'Shop')).toBe(0);
    const doctors = ['Shop/Release', 'Shop/SecondRelease'].map((release) => `npx cdk-canary doctor Shop --release ${release}`);
    expect(commands().sort()).toEqual(doctors);
    expect(await shop.run('doctor', 'Shop')).toBe(0);
    expect(commands()).toHaveLength(4);
    expect(commands().filter((command) => !command.includes(' --release Shop/'))).toEqual([]);
  });

  test('a copied command acts on that release alone, and so does the deploy that makes the template agree', async () => {
    expect(await shop.run('set-percent', '5', 'Shop', '--release', 'Shop/SecondRelease')).toBe(0);
    expect(commands()).toEqual(['npx cdk-canary set-percent 10 Shop --release Shop/SecondRelease']);
    expect(await shop.run(...commands()[0].split(' ').slice(2), '--yes')).toBe(0);
    expect(second().canarySettings?.percentTraffic).toBe(10);
    expect(await shop.run('abort', 'Shop', '--release', 'Shop/SecondRelease')).toBe(0);
    const [, action] = /cdk deploy -c 'cdk-canary-rest-api:action=([^']+)'/.exec(said())!;
    expect(await shop.deploy({ ...HELD, action })).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(second().canarySettings).toBeUndefined();
    expect(first().canarySettings?.percentTraffic).toBe(10);
    expect(await shop.run('doctor', 'Shop', '--release', 'Shop/SecondRelease')).toBe(0);
    expect(said()).not.toContain('AbortedByHand');
  });

  test('an error names the release in the commands that it suggests', async () => {
    expect(await shop.run('remove', 'Shop', '--release', 'Shop/SecondRelease')).toBe(1);
    expect(shop.terminal.errors.replace(/\s+/g, ' ')).toContain(
      'npx cdk-canary abort Shop --release Shop/SecondRelease takes it off, npx cdk-canary promote Shop --release Shop/SecondRelease keeps it.',
    );
    expect(await shop.run('abort', 'Shop', '--release', 'Shop/SecondRelease', '--if-canary', 'other')).toBe(1);
    expect(shop.terminal.errors.replace(/\s+/g, ' ')).toContain('Look at it: npx cdk-canary status Shop --release Shop/SecondRelease. [IfCanary]');
  });

  test('doctor says of an aborted canary which release the deploy is to abort', async () => {
    expect(await shop.run('abort', 'Shop', '--release', 'Shop/Release')).toBe(0);
    expect(await shop.run('doctor', 'Shop', '--release', 'Shop/Release')).toBe(0);
    expect(said()).toContain('cdk deploy -c \'cdk-canary-rest-api:action={"Shop/Release":"abort"}\' makes the template agree');
  });

  test('a watch that draws nothing names the release of each line, and says again only what has changed', async () => {
    const terminal = shop.newTerminal();
    let looks = 0;
    terminal.whileSleeping = async () => {
      shop.pass(5);
      looks++;
      if (looks === 2) { await shop.run('abort', 'Shop', '--release', 'Shop/SecondRelease'); }
      if (looks === 4) { terminal.stopFor('quit'); }
    };
    expect(await shop.runIn(terminal, 'status', 'Shop', '--watch')).toBe(0);
    const lines = terminal.printed.map((line) => line.replace(/^\d\d:\d\d:\d\d /, ''));
    expect(lines.slice(0, 2).sort()).toEqual([
      expect.stringMatching(/^Shop\/Release HELD, \w+ 10 %, TOO EARLY/), expect.stringMatching(/^Shop\/SecondRelease HELD, \w+ 10 %, UNKNOWN/),
    ]);
    expect(lines.slice(2)).toEqual(['Shop/SecondRelease ABORTED BY HAND']);
  });

  test('prune deletes what it has shown', async () => {
    shop.pass(30 * 86_400);
    for (const code of ['v3', 'v4']) { expect(await shop.deploy(withSecond({ ...V1, code }))).toEqual({ status: 'UPDATE_COMPLETE' }); }
    shop.pass(30 * 86_400);
    expect(await shop.run('prune', 'Shop', '--keep', '1')).toBe(0);
    expect(commands()).toEqual([
      expect.stringMatching(/^npx cdk-canary prune Shop --release Shop\/(Second)?Release --keep 1 --yes$/),
      expect.stringMatching(/^npx cdk-canary prune Shop --release Shop\/(Second)?Release --keep 1 --yes$/),
    ].slice(0, commands().length));
    expect(commands().length).toBeGreaterThan(0);
    for (const command of commands()) { expect(await shop.run(...command.split(' ').slice(2))).toBe(0); }
  });
});

describe('where AWS was reached by an option', () => {
  const REACHED = (): string[] => ['--region', 'us-east-1', '--endpoint-url', process.env.AWS_ENDPOINT_URL!];

  test('each command goes there, too', async () => {
    await shop.deploy(V1);
    await shop.deploy({ ...V1, code: 'v2', canary: { percentTraffic: 10 } });
    const reached = REACHED();
    expect(await shop.run('status', 'Shop', ...reached)).toBe(0);
    expect(said()).toContain(`npx cdk-canary status Shop ${reached.join(' ')} --until healthy waits`);
    expect(await shop.run('set-percent', '5', 'Shop', ...reached)).toBe(0);
    expect(said()).toContain(`undo: npx cdk-canary set-percent 10 Shop ${reached.join(' ')}`);
    expect(await shop.run('set-percent', '4', '--api', shop.restApiId, '--stage', 'prod', ...reached)).toBe(0);
    expect(said()).toContain(`undo: npx cdk-canary set-percent 5 --api ${shop.restApiId} --stage prod ${reached.join(' ')}`);
  });

  test('a stack that is named by its ARN is named with its region, where the environment has another', async () => {
    await shop.deploy(V1);
    await shop.deploy({ ...V1, code: 'v2', canary: { percentTraffic: 10 } });
    const { identity: { stackId: id } } = shop.aws.cloudFormation.find('Shop')!;
    expect(await shop.run('status', id)).toBe(0);
    expect(said()).toContain('npx cdk-canary status Shop --until healthy waits');
    const terminal = Object.assign(shop.newTerminal(), { environment: { ...shop.terminal.environment, AWS_REGION: 'eu-west-1' } });
    expect(await shop.runIn(terminal, 'status', id)).toBe(0);
    expect(said()).toContain('npx cdk-canary status Shop --region us-east-1 --until healthy waits');
  });
});
