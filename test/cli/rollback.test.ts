import { LiveShop, RecordedCall, ShopState } from './live-shop';
import { policyCovers } from './policy-covers';
import type { SteeringReport } from '../../cli/steer/steering-report';

let shop: LiveShop;
const V1: ShopState = { code: 'v1', counted: false, variables: { theme: 'light' } };
const V2: ShopState = { ...V1, code: 'v2', variables: { theme: 'dark' } };

beforeEach(async () => { shop = await LiveShop.open(); });
afterEach(() => shop.close());

const deployed = async (state: ShopState): Promise<string> => {
  expect((await shop.deploy(state)).status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
  shop.pass(3_600);
  return shop.stage.deploymentId;
};
const rollback = (...args: string[]): Promise<number> => shop.run('rollback', 'Shop', ...args);
const output = (): string => shop.terminal.output.replace(/\s+/g, ' ');
const errors = (): string => shop.terminal.errors.replace(/\s+/g, ' ');
const reported = (): SteeringReport => JSON.parse(shop.terminal.output);
const isWrite = ({ action }: RecordedCall): boolean => action === 'apigateway:PATCH';
const writes = (): RecordedCall[] => shop.calls.filter(isWrite);
const isGone = (resource: RegExp) => ({
  matches: (call: RecordedCall) => call.action === 'lambda:GetFunctionConfiguration' && resource.test(call.resource),
  status: 404,
  code: 'ResourceNotFoundException',
  message: 'Function not found',
});
/** CloudFormation shows no properties of custom resources. */
const muteHistory = (): void => {
  shop.faults.push({
    matches: ({ action }) => action === 'cloudformation:DescribeStackEvents',
    replace: (body) => body.replace(/<ResourceProperties>.*?<\/ResourceProperties>/gs, ''),
    status: 200,
    code: '',
    message: '',
  });
};

describe('after a deploy without a canary', () => {
  let [v1, v2]: string[] = [];

  beforeEach(async () => {
    v1 = await deployed(V1);
    v2 = await deployed(V2);
    shop.calls.length = 0;
  });

  test('takes everybody back to the deployment of before, with its variables, by one call', async () => {
    const terminal = Object.assign(shop.newTerminal(), { interactive: true });
    terminal.answers.push('prod');
    expect(await shop.runIn(terminal, 'rollback', 'Shop', '--reason', 'checkout fails')).toBe(0);
    expect(shop.stage).toMatchObject({ deploymentId: v1, variables: { theme: 'light' } });
    expect(shop.stage.canarySettings).toBeUndefined();
    expect(writes()).toHaveLength(1);
    expect(terminal.questions).toEqual([`Take everybody back to ${v1}? Type the stage's name (prod) to go on: `]);
    expect(terminal.output).toMatch(new RegExp(`production +${v2} +${v1}\n`));
    expect(terminal.output).toMatch(/theme +dark +light\n/);
    expect(output()).toMatch(new RegExp(`✓ ${v1} was production at the deploy of 2030-01-01 0\\d:\\d\\d:\\d\\d UTC, is \\d h`));
    expect(output()).toContain('✓ Orders:1: exists and may be called');
    expect(output()).toContain(`✓ production is back on ${v1} (read back)`);
    expect(output()).toContain(`undo: npx cdk-canary rollback Shop --to ${v2}`);
    expect(shop.aws.events.all).toMatchObject([
      { detail: { command: 'rollback', reason: 'checkout fails', before: { deploymentId: v2 }, after: { deploymentId: v1 } } },
    ]);
  });

  test('says in red that the next deploy brings the code again, and so it does', async () => {
    const terminal = Object.assign(shop.newTerminal(), { colors: true });
    expect(await shop.runIn(terminal, 'rollback', 'Shop', '--yes')).toBe(0);
    expect(terminal.output).toContain(`\u001b[31m${v2} for everybody, which was taken off`);
    expect(output()).toContain('revert the commit, and deploy. Or leave the stage as it is: cdk deploy -c cdk-canary-rest-api:action=abort');
    expect(await shop.deploy({ ...V2, variables: { theme: 'blue' } })).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(shop.stage.deploymentId).toBe(v2);
  });

  test('is what the template says after its advice: an abort leaves the stage as it is, a revert deploys the code of before', async () => {
    expect(await rollback('--yes')).toBe(0);
    expect(await shop.deploy({ ...V2, action: 'abort' })).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(shop.stage).toMatchObject({ deploymentId: v1, variables: { theme: 'light' } });
    expect(await shop.deploy(V1)).toEqual({ status: 'UPDATE_COMPLETE' });
    const { body } = await shop.aws.invoke({ restApiId: shop.restApiId, stageName: 'prod', path: '/orders' });
    expect(body).toBe('{"version":"v1"}');
  });

  test('is undone by its own advice', async () => {
    await rollback('--yes');
    expect(await rollback('--to', v2, '--yes')).toBe(0);
    expect(shop.stage).toMatchObject({ deploymentId: v2, variables: { theme: 'dark' } });
  });

  test('leaves variables as they are when it is told to, and those that somebody else has changed', async () => {
    shop.byHand({ op: 'replace', path: '/variables/table', value: 'Orders2' });
    expect(await rollback('--yes', '--keep-variables')).toBe(0);
    expect(shop.stage).toMatchObject({ deploymentId: v1, variables: { theme: 'dark', table: 'Orders2' } });
  });

  test('plans, and asks nobody who cannot answer', async () => {
    expect(await rollback('--dry-run', '--json')).toBe(0);
    expect(reported()).toMatchObject({
      command: 'rollback',
      outcome: 'planned',
      before: { deploymentId: v2 },
      expected: { deploymentId: v1, variables: { theme: 'light' } },
      operations: [
        { op: 'replace', path: '/variables/theme', value: 'light' },
        { op: 'replace', path: '/canarySettings/deploymentId', value: v1 },
        { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
        { op: 'remove', path: '/canarySettings' },
      ],
    });
    expect(await rollback()).toBe(2);
    expect(errors()).toContain('[NeedsYes]');
    expect(await rollback('--yes', '--if-production', v1)).toBe(1);
    expect(errors()).toContain('[IfProduction]');
    expect(await rollback('--yes', '--if-canary', v1)).toBe(1);
    expect(errors()).toMatch(/There is no canary, and --if-canary says .*\[IfCanary\]/);
    expect(writes()).toEqual([]);
  });

  test('is refused when what the deployment calls is gone, also with --force', async () => {
    shop.faults.push(isGone(/Orders/));
    expect(await rollback('--yes', '--force')).toBe(1);
    expect(errors()).toMatch(new RegExp(`The deployment ${v1} calls Orders:1, which does not exist .* \\[VersionMissing\\]`));
    expect(writes()).toEqual([]);
  });

  test('is refused when API Gateway may not call it any more', async () => {
    shop.faults.push({ ...isGone(/Orders/), matches: ({ action }) => action === 'lambda:GetPolicy' });
    expect(await rollback('--yes')).toBe(1);
    expect(errors()).toContain('[VersionMissing]');
  });

  test.each([
    ['nobody may look at functions', () => shop.faults.push({
      matches: ({ action }) => action.startsWith('lambda:'), status: 403, code: 'AccessDeniedException', message: 'denied: lambda:GetPolicy',
    })],
    ['the history shows no properties', muteHistory],
  ])('is refused while %s, and goes on with --force', async (_, trouble) => {
    trouble();
    expect(await rollback('--yes')).toBe(1);
    expect(errors()).toContain('[CannotVerify]');
    expect(writes()).toEqual([]);
    expect(await rollback('--yes', '--force')).toBe(0);
    expect(shop.stage.deploymentId).toBe(v1);
    const told = `What ${v1} calls could not be looked at afterwards: not known without lambda:GetFunctionConfiguration whether Orders:1 exists`;
    expect(errors().includes(told)).toBe(trouble !== muteHistory);
  });

  test('comes back at once when production turns out to call what is gone', async () => {
    muteHistory();
    let isWritten = false;
    const gone = isGone(/Orders/);
    shop.faults.push({
      ...gone,
      matches: (call) => {
        isWritten ||= isWrite(call);
        return isWritten && gone.matches(call);
      },
    });
    const before = shop.stage;
    expect(await rollback('--yes', '--force')).toBe(1);
    expect(errors()).toMatch(new RegExp(`${v1} calls Orders:1, .*Production was on it for .* s\\. Now production is on ${v2}.*\\[PutBackAgain\\]`));
    expect(shop.stage).toMatchObject({ deploymentId: v2, variables: before.variables });
    expect(shop.stage.canarySettings).toBeUndefined();
    expect(shop.aws.events.all).toEqual([]);
  });

  describe('with what it calls gone once production is there', () => {
    /** From the write on. @param at right before the look at the function */
    const goneAfterWrite = (at: () => void = () => undefined): void => {
      muteHistory();
      let isWritten = false;
      const gone = isGone(/Orders/);
      shop.faults.push({
        ...gone,
        matches: (call) => {
          isWritten ||= isWrite(call);
          if (!isWritten || !gone.matches(call)) { return false; }
          at();
          return true;
        },
      });
    };
    const refusingSecond = (fault: { status: number; code: string; times?: number }): void => {
      let seen = 0;
      shop.faults.push({ message: 'no', ...fault, matches: (call) => isWrite(call) && ++seen > 1 });
    };

    test('does not take back what somebody else has made of the stage meanwhile', async () => {
      goneAfterWrite(() => shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: v2 }));
      expect(await rollback('--yes', '--force')).toBe(5);
      expect(errors()).toMatch(new RegExp(
        `${v1} calls Orders:1, which does not exist .*Production was not put back: somebody else has changed the stage meanwhile\\. `
        + `It is now: production is on ${v1}, the canary ${v2} gets 0 %\\. .*\\[NotPutBack\\]`,
      ));
      expect(writes()).toHaveLength(1);
      expect(shop.aws.events.all).toMatchObject([{ detail: { command: 'rollback', after: { deploymentId: v1 } } }]);
    });

    test('says so when AWS does not let it put production back, and how it gets there', async () => {
      goneAfterWrite();
      refusingSecond({ status: 403, code: 'AccessDeniedException' });
      expect(await rollback('--yes', '--force')).toBe(5);
      expect(errors()).toMatch(new RegExp(
        `Production was not put back: AWS denied apigateway:PATCH.* It is now: production is on ${v1}.*`
        + `npx cdk-canary rollback Shop --to ${v2} --force.* \\[NotPutBack\\]`,
      ));
      expect(errors()).not.toContain('Nothing was changed');
      expect(shop.stage.deploymentId).toBe(v1);
    });

    test('puts it back once more while AWS is busy, or loses an answer', async () => {
      goneAfterWrite();
      refusingSecond({ status: 503, code: 'ServiceUnavailable', times: 2 });
      expect(await rollback('--yes', '--force')).toBe(1);
      expect(errors()).toContain('[PutBackAgain]');
      expect(shop.stage.deploymentId).toBe(v2);
    });
  });

  describe('that cannot look at what production calls afterwards', () => {
    const TROUBLE = { status: 429, code: 'TooManyRequestsException', message: 'slow down' };
    const afterWrite = (...actions: string[]): void => {
      let isWritten = false;
      shop.faults.push({
        ...TROUBLE,
        matches: (call) => {
          const is = isWritten && actions.includes(call.action) && !/\/stages\/prod$/.test(call.resource);
          isWritten ||= isWrite(call);
          return is;
        },
      });
    };

    test.each([['the export of the stage', 'apigateway:GET'], ['functions', 'lambda:GetFunctionConfiguration']])(
      'because AWS throttles %s: it says what is live, as it was looked at before', async (_, action) => {
        afterWrite(action);
        expect(await rollback('--yes')).toBe(0);
        expect(output()).toContain(`production is back on ${v1} (read back)`);
        expect(errors()).toMatch(new RegExp(`^What ${v1} calls could not be looked at afterwards: AWS throttled ${action}`));
        expect(shop.aws.events.all).toHaveLength(1);
      },
    );

    test('and nobody could before: it says that production has moved, and what to do', async () => {
      muteHistory();
      afterWrite('lambda:GetFunctionConfiguration');
      expect(await rollback('--yes', '--force')).toBe(5);
      expect(output()).toContain(`production is back on ${v1} (read back)`);
      expect(errors()).toMatch(new RegExp(
        `error: Production is on ${v1}, and whether what it calls exists is not known: AWS throttled lambda:GetFunctionConfiguration.*`
        + `cdk-canary doctor Shop.*cdk-canary rollback Shop --to ${v2}.*\\[NotLookedAt\\]`,
      ));
      expect(errors()).not.toContain('Nothing was changed');
      expect(shop.stage.deploymentId).toBe(v1);
      expect(shop.aws.events.all).toHaveLength(1);
    });
  });

  test('needs what its --iam prints, and no more', async () => {
    expect(await rollback('--iam')).toBe(0);
    const policy = JSON.parse(shop.terminal.output);
    expect(await rollback('--yes')).toBe(0);
    expect(policyCovers(policy, shop.calls)).toEqual({ denied: [], unused: [] });
  });

  test('goes only to a deployment that the API has', async () => {
    expect(await rollback('--to', 'nope', '--yes')).toBe(2);
    expect(errors()).toMatch(/The API has no deployment nope\. .*\[NoSuchDeployment\]/);
    expect(await rollback('--to', v2, '--yes')).toBe(0);
    expect(output()).toContain('Nothing to do');
    expect(writes()).toEqual([]);
  });

  test('without a stack knows neither history nor calls', async () => {
    const there = ['--api', shop.restApiId, '--stage', 'prod', '--yes'];
    expect(await shop.run('rollback', ...there)).toBe(1);
    expect(errors()).toContain('[NothingBefore]');
    expect(await shop.run('rollback', ...there, '--to', v1)).toBe(1);
    expect(errors()).toContain('[CannotVerify]');
    expect(await shop.run('rollback', ...there, '--to', v1, '--force')).toBe(0);
    expect(shop.stage).toMatchObject({ deploymentId: v1, variables: { theme: 'dark' } });
  });
});

describe('a race', () => {
  let [v1, v2]: string[] = [];

  beforeEach(async () => {
    v1 = await deployed(V1);
    v2 = await deployed({ ...V2, variables: V1.variables });
  });

  test('before anything is sent is seen', async () => {
    const terminal = Object.assign(shop.newTerminal(), { interactive: true });
    terminal.ask = async () => {
      shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: v1 });
      return 'prod';
    };
    expect(await shop.runIn(terminal, 'rollback', 'Shop')).toBe(5);
    expect(errors()).toMatch(/Nothing was sent\..*\[ChangedMeanwhile\]/);
    expect(writes()).toEqual([]);
  });

  test.each([
    ['somebody sets a canary', (v: string) => shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: v })],
    ['somebody else goes back', (v: string) => shop.byHand(
      { op: 'replace', path: '/canarySettings/deploymentId', value: v },
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
      { op: 'remove', path: '/canarySettings' },
    )],
  ])('at the last moment ends as planned: %s', async (_, hands) => {
    shop.beforeCall('apigateway:PATCH', () => hands(v1));
    expect(await rollback('--yes')).toBe(0);
    expect(shop.stage.deploymentId).toBe(v1);
    expect(shop.stage.canarySettings).toBeUndefined();
  });

  test('with a lost answer is decided by what the stage is, with a lost call by nobody', async () => {
    shop.faults.push({ matches: isWrite, status: 500, code: 'InternalFailure', message: 'oops', times: 1 });
    expect(await rollback('--yes')).toBe(5);
    expect(errors()).toContain('[OutcomeUnknown]');
    expect(shop.stage.deploymentId).toBe(v2);
    shop.faults.push({ matches: isWrite, loses: true, status: 0, code: '', message: '', times: 1 });
    expect(await rollback('--yes')).toBe(0);
    expect(shop.stage.deploymentId).toBe(v1);
  });
});

describe('what production was on before', () => {
  const HELD: ShopState = { ...V1, code: 'v2', canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };

  test('is the base of a canary that was promoted by hand, with the variables from before the promotion', async () => {
    const v1 = await deployed(V1);
    await deployed(HELD);
    expect(await shop.run('promote', 'Shop', '--yes')).toBe(0);
    expect(shop.stage.variables).toEqual({ theme: 'dark' });
    expect(await rollback('--yes')).toBe(0);
    expect(shop.stage).toMatchObject({ deploymentId: v1, variables: { theme: 'light' } });
  });

  test('is the base of a promotion by deploy, and the canary of the moment leaves', async () => {
    const v1 = await deployed(V1);
    await deployed(HELD);
    await deployed({ ...HELD, action: 'promote' });
    expect(await rollback('--yes')).toBe(0);
    expect(shop.stage).toMatchObject({ deploymentId: v1, variables: { theme: 'light' } });
    expect(shop.stage.canarySettings).toBeUndefined();
  });

  test.each([
    ['by hand', () => shop.run('promote', 'Shop', '--yes')],
    ['by a deploy', () => deployed({ ...HELD, variables: {}, action: 'promote' })],
  ])('had no variable that the canary brought and that was promoted %s: it goes, and the code of before can be deployed', async (_, promote) => {
    const v1 = await deployed({ ...V1, variables: {} });
    await deployed({ ...HELD, variables: {} });
    await promote();
    expect(shop.stage.variables).toEqual({ theme: 'dark' });
    const v2 = shop.stage.deploymentId;
    expect(await rollback('--yes')).toBe(0);
    expect(shop.stage.deploymentId).toBe(v1);
    expect(shop.stage.variables ?? {}).toEqual({});
    expect(shop.terminal.output).toMatch(/theme +dark +none\n/);
    expect(await rollback('--to', v2, '--yes')).toBe(0);
    expect(shop.stage).toMatchObject({ deploymentId: v2, variables: { theme: 'dark' } });
    expect(await rollback('--yes')).toBe(0);
    expect(await shop.deploy({ ...V1, variables: {} })).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(shop.stage.variables ?? {}).toEqual({});
  });

  test('keeps a variable of now that somebody has changed since', async () => {
    await deployed({ ...V1, variables: {} });
    await deployed(V2);
    shop.byHand({ op: 'replace', path: '/variables/theme', value: 'blue' });
    expect(await rollback('--yes')).toBe(0);
    expect(shop.stage.variables).toEqual({ theme: 'blue' });
  });

  test('is not the code of a deploy that failed', async () => {
    const v1 = await deployed(V1);
    const v2 = await deployed(V2);
    const isStage = ({ type, phase }: { type: string; phase: string }) => type === 'AWS::ApiGateway::Stage' && phase === 'update';
    shop.aws.cloudFormation.inject((operation) => isStage(operation) ? { kind: 'fail', when: 'after' } : undefined);
    expect(await shop.deploy({ ...V1, code: 'v3' })).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    shop.aws.cloudFormation.inject();
    expect(shop.stage.deploymentId).toBe(v2);
    expect(await rollback('--yes')).toBe(0);
    expect(shop.stage.deploymentId).toBe(v1);
  });

  test('is not what the clean-up deletes last: the driver of two deploys ago', async () => {
    const v1 = await deployed(V1);
    const v2 = await deployed({ ...V1, code: 'v2' });
    await deployed({ ...V1, code: 'v3' });
    const driver = shop.aws.cloudFormation.find('Shop')!.events.filter(({ type }) => type === 'Custom::CanaryStage').at(-1)!;
    expect(driver).toMatchObject({ status: 'DELETE_COMPLETE', physicalId: expect.stringContaining(v1) });
    expect(await rollback('--yes')).toBe(0);
    expect(shop.stage.deploymentId).toBe(v2);
  });

  test('is older each time, never what was left, and at last nothing', async () => {
    const v1 = await deployed(V1);
    const v2 = await deployed({ ...V1, code: 'v2' });
    const v3 = await deployed({ ...V1, code: 'v3' });
    // An operation that finds production there.
    await deployed({ ...V1, code: 'v3', variables: { theme: 'blue' } });
    expect(shop.stage.deploymentId).toBe(v3);
    for (const expected of [v2, v1]) {
      expect(await rollback('--yes')).toBe(0);
      expect(shop.stage.deploymentId).toBe(expected);
    }
    expect(await rollback('--yes')).toBe(1);
    expect(errors()).toContain('[NothingBefore]');
  });

  test('is not gone past when it was deleted', async () => {
    await deployed(V1);
    const v2 = await deployed({ ...V1, code: 'v2' });
    await deployed({ ...V1, code: 'v3' });
    shop.aws.apiGateway.deleteDeployment(shop.restApiId, v2);
    expect(await rollback('--yes')).toBe(2);
    expect(errors()).toMatch(new RegExp(`Production was on ${v2} before, and the API does not have it any more\\. .*\\[NoSuchDeployment\\]`));
  });
});

test('waits for a deploy only when it is told to', async () => {
  const v1 = await deployed(V1);
  await deployed(V2);
  shop.stackIs('UPDATE_IN_PROGRESS', 5);
  expect(await rollback('--yes')).toBe(1);
  expect(errors()).toContain('[StackBusy]');
  expect(await rollback('--yes', '--wait')).toBe(0);
  expect(errors()).toContain('waiting until it is stable');
  expect(shop.stage.deploymentId).toBe(v1);
});

describe('beside a canary that was never promoted', () => {
  test('going to where production is says nothing of a template that would have to agree', async () => {
    const v1 = await deployed(V1);
    await deployed({ ...V1, code: 'v2', canary: { percentTraffic: 10 } });
    expect(await rollback('--to', v1, '--yes')).toBe(0);
    expect(output()).toContain('Nothing to do');
    expect(output()).not.toContain('To make the template agree');
  });

  test('a history without another production names what takes the canary off', async () => {
    await deployed(V1);
    await deployed({ ...V1, code: 'v2', canary: { percentTraffic: 10 } });
    const { deploymentId } = shop.stage.canarySettings!;
    expect(await rollback('--yes')).toBe(1);
    expect(errors()).toMatch(new RegExp(`The canary ${deploymentId} is taken off by npx cdk-canary abort Shop\\. \\[NothingBefore\\]`));
  });
});
