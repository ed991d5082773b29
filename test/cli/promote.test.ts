import { LiveShop, RecordedCall, ShopState } from './live-shop';
import { policyCovers } from './policy-covers';
import type { SteeringReport } from '../../cli/steer/steering-report';

let shop: LiveShop;
const V1: ShopState = { code: 'v1', counted: false, variables: { theme: 'light' } };
const V2: ShopState = { ...V1, code: 'v2', canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };

const held = async (more: Partial<ShopState> = {}): Promise<void> => {
  expect(await shop.deploy({ ...V1, counted: more.counted ?? false })).toEqual({ status: 'CREATE_COMPLETE' });
  shop.pass(86_400);
  expect(await shop.deploy({ ...V2, ...more })).toEqual({ status: 'UPDATE_COMPLETE' });
  [base, canary] = [shop.stage.deploymentId, shop.stage.canarySettings!.deploymentId];
  shop.calls.length = 0;
};
let base: string;
let canary: string;

beforeEach(async () => { shop = await LiveShop.open(); });
afterEach(() => shop.close());

const output = (): string => shop.terminal.output.replace(/\s+/g, ' ');
const errors = (): string => shop.terminal.errors.replace(/\s+/g, ' ');
const reported = (): SteeringReport => JSON.parse(shop.terminal.output);
const isWrite = ({ action }: RecordedCall): boolean => action === 'apigateway:PATCH';
const writes = (): RecordedCall[] => shop.calls.filter(isWrite);
const answering = (...answers: string[]) => {
  const terminal = shop.newTerminal();
  terminal.interactive = true;
  terminal.answers.push(...answers);
  return terminal;
};
describe('promote', () => {
  test('shows what becomes of the stage and of the next deploy, asks for the name of the stage, and gives the canary to everybody', async () => {
    await held();
    expect(await shop.runIn(answering('prod'), 'promote', 'Shop')).toBe(0);
    expect(shop.stage).toMatchObject({ deploymentId: canary, variables: { theme: 'dark' } });
    expect(shop.stage.canarySettings).toBeUndefined();
    expect(writes()).toHaveLength(1);
    expect(shop.terminal.questions).toEqual([`Give ${canary} to everybody? Type the stage's name (prod) to go on: `]);
    expect(shop.terminal.output).toMatch(new RegExp(`production +${base} +${canary}\n`));
    expect(shop.terminal.output).toMatch(/theme +light +dark\n/);
    expect(output()).toContain('Orders:2: exists and may be called');
    expect(output()).toContain('same code, other settings refused [PromotedVariableReverted]');
    expect(output()).toContain('write variables: { theme: \'dark\' } on the stage, take canarySettings away');
    expect(output()).toContain(`production is ${canary}, the canary is off (read back)`);
    // And so it is.
    expect(await shop.deploy({ ...V2, canary: { percentTraffic: 20 } })).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(await shop.deploy({ ...V2, canary: undefined, variables: { theme: 'dark' } })).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(shop.stage).toMatchObject({ deploymentId: canary, variables: { theme: 'dark' } });
  });

  test.each([['no'], ['']])('changes nothing when the answer is %j', async (answer) => {
    await held();
    expect(await shop.runIn(answering(answer), 'promote', 'Shop')).toBe(1);
    expect(errors()).toBe('Nothing was changed: the answer was not prod.');
    expect(writes()).toEqual([]);
  });

  test('never asks where nobody can answer', async () => {
    await held();
    expect(await shop.run('promote', 'Shop')).toBe(2);
    expect(errors()).toContain('[NeedsYes]');
    expect(writes()).toEqual([]);
    expect(await shop.run('promote', 'Shop', '--yes', '--json')).toBe(0);
    expect(reported()).toMatchObject({ command: 'promote', outcome: 'done', after: { deploymentId: canary, variables: { theme: 'dark' } } });
  });

  test('leaves variables and canary as it is told', async () => {
    await held();
    expect(await shop.run('promote', 'Shop', '--yes', '--keep-variables', '--keep-canary')).toBe(0);
    expect(shop.stage).toMatchObject({
      deploymentId: canary, variables: { theme: 'light' }, canarySettings: { deploymentId: canary, percentTraffic: 0 },
    });
    expect(await shop.run('remove', 'Shop')).toBe(0);
    expect(shop.stage.canarySettings).toBeUndefined();
  });

  test('of a canary that is worse needs more than --yes', async () => {
    await held({ counted: true, failing: 2_000 });
    await shop.visit(10, 300);
    expect(await shop.run('promote', 'Shop', '--yes')).toBe(1);
    expect(errors()).toContain('[CanaryWorse]');
    expect(output()).toMatch(
      /WORSE: the canary fails more often than the base \(base 0 of \d[\d,]* failed, canary \d+ of \d+ failed, last 15 min\)/,
    );
    expect(writes()).toEqual([]);
    expect(await shop.run('promote', 'Shop', '--yes', '--although-worse')).toBe(0);
  });

  test('is refused when the version that the canary calls is gone', async () => {
    await held();
    shop.faults.push({
      matches: ({ action, resource }) => action === 'lambda:GetFunctionConfiguration' && /Orders/.test(resource),
      status: 404,
      code: 'ResourceNotFoundException',
      message: 'Function not found',
    });
    expect(await shop.run('promote', 'Shop', '--yes')).toBe(1);
    expect(errors()).toMatch(/calls Orders:2, which does not exist.*\[VersionMissing\]/);
    expect(writes()).toEqual([]);
  });

  test('needs what its --iam prints, and no more', async () => {
    await held();
    expect(await shop.run('promote', 'Shop', '--iam')).toBe(0);
    const policy = JSON.parse(shop.terminal.output);
    expect(await shop.run('promote', 'Shop', '--yes')).toBe(0);
    expect(policyCovers(policy, shop.calls)).toEqual({ denied: [], unused: [] });
  });
});

describe('a race', () => {
  test('while the person thinks is seen before anything is sent', async () => {
    await held();
    const terminal = answering('prod');
    const { ask } = terminal;
    terminal.ask = async (question) => {
      shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '50' });
      return ask.call(terminal, question);
    };
    expect(await shop.runIn(terminal, 'promote', 'Shop')).toBe(5);
    expect(errors()).toMatch(/Nothing was sent\..*\[ChangedMeanwhile\]/);
    expect(writes()).toEqual([]);
  });

  test('with an abort at the last moment: AWS refuses, and production stays', async () => {
    await held();
    shop.beforeCall('apigateway:PATCH', () => shop.byHand({ op: 'remove', path: '/canarySettings' }));
    expect(await shop.run('promote', 'Shop', '--yes')).toBe(5);
    expect(errors()).toContain('[ChangedMeanwhile]');
    expect(shop.stage).toMatchObject({ deploymentId: base, variables: { theme: 'light' } });
  });

  test('with another canary at the last moment: production goes back to where it was', async () => {
    await held();
    const third = shop.aws.apiGateway.createDeployment(shop.restApiId, {}).id;
    shop.beforeCall('apigateway:PATCH', () => shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: third }));
    expect(await shop.run('promote', 'Shop', '--yes')).toBe(5);
    expect(errors()).toMatch(/met another canary than it had read, and took its change back: production is on .*\[ChangedMeanwhile\]/);
    expect(shop.stage).toMatchObject({ deploymentId: base, variables: { theme: 'light' } });
    expect(shop.stage.canarySettings).toBeUndefined();
  });

  test('of set-percent with an abort: the canary that AWS makes of production is taken off', async () => {
    await held();
    shop.beforeCall('apigateway:PATCH', () => shop.byHand({ op: 'remove', path: '/canarySettings' }));
    expect(await shop.run('set-percent', '5', 'Shop')).toBe(5);
    expect(errors()).toContain('took its change back');
    expect(shop.stage.deploymentId).toBe(base);
    expect(shop.stage.canarySettings).toBeUndefined();
  });

  test('with a lost answer is decided by what the stage is', async () => {
    await held();
    shop.faults.push({ matches: isWrite, loses: true, status: 0, code: '', message: '', times: 1 });
    expect(await shop.run('promote', 'Shop', '--yes')).toBe(0);
    expect(shop.stage.deploymentId).toBe(canary);
    expect(writes()).toHaveLength(1);
  });

  test('with a lost call is not repeated: what became of it is not known', async () => {
    await held();
    shop.faults.push({ matches: isWrite, status: 500, code: 'InternalFailure', message: 'oops', times: 1 });
    expect(await shop.run('promote', 'Shop', '--yes')).toBe(5);
    expect(errors()).toContain('[OutcomeUnknown]');
    expect(writes()).toHaveLength(1);
  });
});

/** What changes no production: what becomes of the stage. */
const SMALL = [
  { command: 'set-percent', args: ['5', 'Shop'], percent: 10, done: { percentTraffic: 5 } },
  { command: 'remove', args: ['Shop'], percent: 0, done: undefined },
];

describe.each(SMALL)('$command', ({ command, args, percent, done }) => {
  const act = (): Promise<number> => shop.run(command, ...args);
  const isDone = (): void => {
    expect(shop.stage).toMatchObject({ deploymentId: base, variables: { theme: 'light' } });
    if (done) { expect(shop.stage.canarySettings).toMatchObject({ deploymentId: canary, ...done }); }
    if (!done) { expect(shop.stage.canarySettings).toBeUndefined(); }
  };

  beforeEach(async () => {
    await held();
    shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: String(percent) });
  });

  test('with a lost answer is decided by what the stage is', async () => {
    shop.faults.push({ matches: isWrite, loses: true, status: 0, code: '', message: '', times: 1 });
    expect(await act()).toBe(0);
    expect(writes()).toHaveLength(1);
    isDone();
  });

  test('with a lost call is not repeated: what became of it is not known', async () => {
    const before = shop.stage;
    shop.faults.push({ matches: isWrite, status: 500, code: 'InternalFailure', message: 'oops', times: 1 });
    expect(await act()).toBe(5);
    expect(errors()).toContain('[OutcomeUnknown]');
    expect(writes()).toHaveLength(1);
    expect(shop.stage).toEqual(before);
  });

  test('that AWS refuses leaves the stage as it was', async () => {
    const before = shop.stage;
    shop.faults.push({ matches: isWrite, status: 403, code: 'AccessDeniedException', message: 'denied', times: 1 });
    expect(await act()).toBe(4);
    expect(errors()).toMatch(/AWS denied apigateway:PATCH.*\[AccessDenied\]/);
    expect(shop.stage).toEqual(before);
  });

  test('sees before it sends anything that the canary was replaced or removed since it looked', async () => {
    const third = shop.aws.apiGateway.createDeployment(shop.restApiId, {}).id;
    const hands = [
      () => shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: third }),
      () => shop.byHand({ op: 'remove', path: '/canarySettings' }),
    ];
    for (const hand of hands) {
      let looks = 0;
      shop.faults.push({
        matches: ({ action, resource }) => {
          if (action === 'apigateway:GET' && /\/stages\/prod$/.test(resource) && ++looks === 2) { hand(); }
          return false;
        },
        status: 0,
        code: '',
        message: '',
      });
      expect(await act()).toBe(5);
      expect(errors()).toMatch(/Nothing was sent\..*\[ChangedMeanwhile\]/);
      expect(writes()).toEqual([]);
      shop.faults.length = 0;
      shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: canary });
    }
  });

  test('at the last moment with another canary never moves production, and says what is live', async () => {
    const third = shop.aws.apiGateway.createDeployment(shop.restApiId, {}).id;
    shop.beforeCall('apigateway:PATCH', () => shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: third }));
    // A canary that is off is what was wanted, whichever it was.
    expect(await act()).toBe(done ? 5 : 0);
    if (done) { expect(errors()).toMatch(new RegExp(`It is now: .*${third}.*\\[ChangedMeanwhile\\]`)); }
    expect(shop.stage.deploymentId).toBe(base);
    expect(shop.stage.canarySettings?.deploymentId).toBe(done && third);
  });

  test('at the last moment with a promotion is told, and production is not moved back', async () => {
    shop.beforeCall('apigateway:PATCH', () => shop.byHand(
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' }, { op: 'remove', path: '/canarySettings' },
    ));
    expect(await act()).toBe(5);
    expect(errors()).toContain('[ChangedMeanwhile]');
    expect(shop.stage.deploymentId).toBe(canary);
    expect(shop.stage.canarySettings).toBeUndefined();
  });
});

test('remove of a canary that somebody else took off at the last moment ends well', async () => {
  await held();
  shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '0' });
  shop.beforeCall('apigateway:PATCH', () => shop.byHand({ op: 'remove', path: '/canarySettings' }));
  expect(await shop.run('remove', 'Shop')).toBe(0);
  expect(shop.stage.deploymentId).toBe(base);
  expect(shop.stage.canarySettings).toBeUndefined();
});

describe('set-percent', () => {
  test('lowers without a question, raises with one, and says what the next deploy sets', async () => {
    await held();
    expect(await shop.run('set-percent', '0', 'Shop')).toBe(0);
    expect(shop.stage.canarySettings).toMatchObject({ deploymentId: canary, percentTraffic: 0, stageVariableOverrides: { theme: 'dark' } });
    expect(await shop.run('set-percent', '50%', 'Shop')).toBe(2);
    expect(errors()).toContain('[NeedsYes]');
    expect(await shop.runIn(answering('y'), 'set-percent', '50', 'Shop')).toBe(0);
    expect(shop.stage.canarySettings).toMatchObject({ percentTraffic: 50 });
    expect(output()).toContain('The next deploy that touches the stage sets 10 %.');
    expect(await shop.deploy({ ...V2, code: 'v3' })).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(shop.stage.canarySettings).toMatchObject({ percentTraffic: 10 });
  });

  test.each(['101', '-1', 'x', '', '%', ' % '])('refuses %j before it calls anything', async (percent) => {
    expect(await shop.run('set-percent', '--', percent, 'Shop')).toBe(2);
    expect(shop.calls).toEqual([]);
  });

  test('says where the percentage stands, when the stack is given first', async () => {
    expect(await shop.run('set-percent', 'Shop', '10')).toBe(2);
    expect(errors()).toContain("percent must be from 0 to 100, got 'Shop'. It stands before the stack: cdk-canary set-percent 10 Shop.");
  });
});

describe('remove', () => {
  test('of a canary that was parked and never promoted does not say to take canarySettings away: everybody would get it', async () => {
    await held();
    shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '0' });
    expect(await shop.run('remove', 'Shop')).toBe(0);
    expect(output()).toContain('To make the template agree: cdk deploy -c cdk-canary-rest-api:action=abort.');
    expect(output()).not.toContain('take canarySettings away');
  });

  test('is refused for a canary that serves', async () => {
    await held();
    expect(await shop.run('remove', 'Shop')).toBe(1);
    expect(errors()).toContain('[UseAbort]');
    expect(writes()).toEqual([]);
  });

  test('takes off what a promotion by deploy left', async () => {
    await held();
    expect(await shop.deploy({ ...V2, action: 'promote' })).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(shop.stage.canarySettings).toMatchObject({ percentTraffic: 0 });
    expect(await shop.run('remove', 'Shop')).toBe(0);
    expect(output()).toContain('To make the template agree: take canarySettings away, and deploy when convenient.');
    expect(shop.stage.canarySettings).toBeUndefined();
    expect(shop.stage.deploymentId).toBe(canary);
  });
});

test.each(['promote', 'set-percent', 'remove'])('%s has a help with exit codes and three examples', async (command) => {
  expect(await shop.run(command, '--help')).toBe(0);
  expect(shop.terminal.output).toMatch(/Exit codes: 0 /);
  expect(shop.terminal.output.match(/^ {2}\$ cdk-canary/gm)).toHaveLength(3);
});

test.each(['promote', 'set-percent', 'remove'])('%s waits for a deploy', async (command) => {
  await held();
  shop.stackIs('UPDATE_IN_PROGRESS');
  if (command === 'remove') { shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '0' }); }
  expect(await shop.run(command, ...command === 'set-percent' ? ['5'] : [], 'Shop', '--yes')).toBe(1);
  expect(errors()).toContain('[StackBusy]');
  expect(writes()).toEqual([]);
});
