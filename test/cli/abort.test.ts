import { LiveShop, RecordedCall, ShopState } from './live-shop';
import { policyCovers } from './policy-covers';
import type { SteeringReport } from '../../cli/steer/steering-report';

let shop: LiveShop;
const V1: ShopState = { code: 'v1', counted: false, variables: { theme: 'light' } };
const V2: ShopState = { ...V1, code: 'v2', canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };

beforeEach(async () => {
  shop = await LiveShop.open();
  expect(await shop.deploy(V1)).toEqual({ status: 'CREATE_COMPLETE' });
  expect(await shop.deploy(V2)).toEqual({ status: 'UPDATE_COMPLETE' });
  shop.calls.length = 0;
});
afterEach(() => shop.close());

const abort = (...args: string[]): Promise<number> => shop.run('abort', 'Shop', ...args);
const reported = (): SteeringReport => JSON.parse(shop.terminal.output);
const errors = (): string => shop.terminal.errors.replace(/\s+/g, ' ');
const writes = (): RecordedCall[] => shop.calls.filter(({ action }) => action === 'apigateway:PATCH');
const canary = () => shop.stage.canarySettings;
const putBack = (): void => {
  shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '10' });
};

describe('abort', () => {
  test.each([
    ['lists the stages of the API', true, ' Stages: prod.'],
    ['lists no stages where they may not be read', false, ''],
  ])('of a stage that is not there %s', async (_what, isReadable, there) => {
    const matches = ({ resource }: RecordedCall) => !isReadable && resource.endsWith('/stages');
    shop.faults.push({ matches, status: 403, code: 'AccessDeniedException', message: 'not authorized' });
    expect(await shop.run('abort', '--api', shop.restApiId, '--stage', 'test')).toBe(2);
    expect(errors()).toContain(`Stage test of API ${shop.restApiId} does not exist in us-east-1.${there} Correct --api, `
      + '--stage or --region. Nothing was changed. [UnknownStage]');
  });

  test('of an API that is not there says so', async () => {
    expect(await shop.run('abort', '--api', 'nothing', '--stage', 'prod')).toBe(2);
    expect(errors()).toContain('There is no such API. Correct --api');
  });

  test('takes the canary off by one call, and says what the next deploy makes of it', async () => {
    const { deploymentId } = shop.stage;
    expect(await abort()).toBe(0);
    expect(canary()).toBeUndefined();
    expect(shop.stage).toMatchObject({ deploymentId, variables: { theme: 'light' } });
    expect(writes()).toHaveLength(1);
    expect(shop.terminal.questions).toEqual([]);
    expect(shop.terminal.output).toContain(`the canary is off, ${deploymentId} serves everybody (read back)`);
    expect(shop.terminal.output).toMatch(/same code, other settings +refused \[AbortedDeployment\]/);
    expect(shop.terminal.output).toContain('cdk deploy -c cdk-canary-rest-api:action=abort');
    // And so it is.
    expect(await shop.deploy({ ...V2, canary: { percentTraffic: 20 } })).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(await shop.deploy({ ...V2, action: 'abort' })).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(canary()).toBeUndefined();
  });

  test('reports for machines, with an operation id that every call tells AWS', async () => {
    const { deploymentId } = shop.stage;
    expect(await abort('--json', '--reason', 'checkout fails')).toBe(0);
    const report = reported();
    expect(report).toMatchObject({
      format: 1,
      command: 'abort',
      outcome: 'done',
      dryRun: false,
      reason: 'checkout fails',
      actor: expect.stringMatching(/^arn:aws:/),
      release: { path: 'Shop/Release', stageName: 'prod' },
      before: { deploymentId, canary: { percentTraffic: 10 } },
      operations: [{ op: 'remove', path: '/canarySettings' }],
      after: { deploymentId, variables: { theme: 'light' } },
      operationId: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(report.after).not.toHaveProperty('canary');
    expect(writes()[0].userAgent).toContain(`app/cdk-canary-${report.operationId}`);
    expect(shop.terminal.errors).toBe('');
  });

  test('writes nothing with --dry-run', async () => {
    expect(await abort('--dry-run')).toBe(0);
    expect(writes()).toEqual([]);
    expect(canary()).toBeDefined();
    expect(shop.terminal.output).toContain('Nothing was changed (--dry-run).');
    expect(await abort('--dry-run', '--json')).toBe(0);
    expect(reported()).toMatchObject({ outcome: 'planned', dryRun: true });
  });

  test('has nothing to do without a canary', async () => {
    await abort();
    shop.calls.length = 0;
    expect(await abort()).toBe(0);
    expect(writes()).toEqual([]);
    expect(shop.terminal.output).toContain('Nothing to do: ');
  });

  test('leaves another canary than the meant one alone', async () => {
    expect(await abort('--if-canary', 'other')).toBe(1);
    expect(errors()).toMatch(/Nothing was changed\. .* \[IfCanary\] ?$/);
    expect(writes()).toEqual([]);
    expect(await abort('--if-canary', canary()!.deploymentId)).toBe(0);
  });

  test('works on a stage without its stack', async () => {
    expect(await shop.run('abort', '--api', shop.restApiId, '--stage', 'prod', '--json')).toBe(0);
    expect(reported()).toMatchObject({ outcome: 'done', nextDeploy: [] });
    expect(shop.calls.filter(({ action }) => action.startsWith('cloudformation:'))).toEqual([]);
  });

  test('refuses a reason that is too long, before it calls anything', async () => {
    expect(await abort('--reason', 'x'.repeat(281))).toBe(2);
    expect(shop.calls).toEqual([]);
  });
});

describe('the event', () => {
  test('tells who changed what, when and why', async () => {
    const { deploymentId } = shop.stage;
    expect(await abort('--reason', 'checkout fails', '--json')).toBe(0);
    const { operationId, actor } = reported();
    expect(shop.aws.events.all).toMatchObject([{
      source: 'cdk-canary-rest-api',
      detailType: 'Canary Changed By Hand',
      detail: {
        schema: 1,
        operationId,
        actor,
        command: 'abort',
        reason: 'checkout fails',
        restApiId: shop.restApiId,
        stage: 'prod',
        stackId: expect.stringMatching(/:stack\/Shop\//),
        before: { deploymentId, canary: { percentTraffic: 10 } },
        after: { deploymentId },
      },
    }]);
  });

  test('that is denied costs one line, and not the exit code', async () => {
    shop.faults.push({
      matches: ({ action }) => action === 'events:PutEvents', status: 400, code: 'AccessDeniedException', message: 'not authorized',
    });
    expect(await abort()).toBe(0);
    expect(shop.terminal.errors).toBe('No event tells others of it: events:PutEvents is denied');
    expect(canary()).toBeUndefined();
  });

  test('is not sent for what was not done', async () => {
    await abort('--dry-run');
    await abort('--if-canary', 'other');
    expect(shop.aws.events.all).toEqual([]);
  });
});

describe('a race', () => {
  test('with somebody who takes the canary off a moment before ends well', async () => {
    shop.beforeCall('apigateway:PATCH', () => shop.byHand({ op: 'remove', path: '/canarySettings' }));
    expect(await abort()).toBe(0);
    expect(canary()).toBeUndefined();
  });

  test('with somebody who replaces the canary: whichever it is, it leaves, and production stays', async () => {
    const { deploymentId } = shop.stage;
    shop.beforeCall('apigateway:PATCH', () => shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: deploymentId }));
    expect(await abort()).toBe(0);
    expect(canary()).toBeUndefined();
    expect(shop.stage.deploymentId).toBe(deploymentId);
  });

  test('with somebody who promotes the canary is told, and nothing is moved back', async () => {
    const promoted = canary()!.deploymentId;
    shop.beforeCall('apigateway:PATCH', () => shop.byHand({ op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' }));
    expect(await abort()).toBe(5);
    expect(errors()).toContain('[ChangedMeanwhile]');
    expect(shop.stage.deploymentId).toBe(promoted);
  });
});

describe('between the look and the call', () => {
  /** Right before the second look at the stage. */
  const meanwhile = (act: () => void): void => {
    let looks = 0;
    shop.faults.push({
      matches: ({ action, resource }) => {
        if (action === 'apigateway:GET' && /\/stages\/prod$/.test(resource) && ++looks === 2) { act(); }
        return false;
      },
      status: 0,
      code: '',
      message: '',
    });
  };
  const replace = (): string => {
    const { id } = shop.aws.apiGateway.createDeployment(shop.restApiId, {});
    shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: id });
    return id;
  };

  test('somebody puts another canary there: it was not meant, and stays', async () => {
    let other: string | undefined;
    meanwhile(() => { other = replace(); });
    expect(await abort()).toBe(5);
    expect(errors()).toMatch(new RegExp(`It is now: .*${other}.*Nothing was sent\\..*\\[ChangedMeanwhile\\]`));
    expect(writes()).toEqual([]);
    expect(canary()).toMatchObject({ deploymentId: other });
  });

  test('somebody promotes the canary and leaves it there: nothing is sent', async () => {
    meanwhile(() => shop.byHand({ op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' }));
    expect(await abort()).toBe(5);
    expect(writes()).toEqual([]);
  });

  test('somebody gives it another share: it leaves', async () => {
    meanwhile(() => shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '50' }));
    expect(await abort()).toBe(0);
    expect(canary()).toBeUndefined();
  });

  test('somebody takes it off: there is nothing to do', async () => {
    meanwhile(() => shop.byHand({ op: 'remove', path: '/canarySettings' }));
    expect(await abort()).toBe(0);
    expect(writes()).toEqual([]);
    expect(shop.terminal.output).toContain('Nothing to do: ');
  });

  test.each([[[], 0], [['--if-canary'], 1]])('a deploy brings another one: it leaves, too, unless %j names the first', async (option, exit) => {
    const [meant] = [canary()!.deploymentId];
    shop.stackIs('UPDATE_IN_PROGRESS', 2);
    meanwhile(replace);
    expect(await abort(...option.flatMap((name: string) => [name, meant]))).toBe(exit);
    expect(canary() === undefined).toBe(exit === 0);
  });
});

describe('a deploy that has failed and is not over', () => {
  test.each(['UPDATE_ROLLBACK_FAILED', 'UPDATE_FAILED'])('lets it act at once in %s, and it says what the way back may do', async (status) => {
    shop.stackIs(status);
    expect(await abort()).toBe(0);
    expect(canary()).toBeUndefined();
    expect(shop.terminal.output).toMatch(/npx cdk rollback +the canary stays off, unless CloudFormation writes its own\s+Stage: abort again then/);
    expect(shop.terminal.output).toContain('what comes next');
    expect(shop.terminal.output).not.toContain('same commit');
  });
});

describe('an answer', () => {
  test('that is lost after the write is made up for by reading the stage', async () => {
    shop.faults.push({ matches: ({ action }) => action === 'apigateway:PATCH', loses: true, status: 0, code: '', message: '', times: 1 });
    expect(await abort()).toBe(0);
    expect(canary()).toBeUndefined();
    expect(writes()).toHaveLength(1);
  });

  test('that is an error of the service, without a write, is followed by another try', async () => {
    shop.faults.push({
      matches: ({ action }) => action === 'apigateway:PATCH', status: 500, code: 'InternalFailure', message: 'try again', times: 2,
    });
    expect(await abort()).toBe(0);
    expect(writes()).toHaveLength(3);
  });

  test('that is too busy or a conflict is followed by another try', async () => {
    const matches = ({ action }: RecordedCall) => action === 'apigateway:PATCH';
    shop.faults.push({ matches, status: 429, code: 'TooManyRequestsException', message: 'slow down', times: 1 });
    shop.faults.push({ matches, status: 409, code: 'ConflictException', message: 'changing', times: 1 });
    expect(await abort()).toBe(0);
    expect(writes()).toHaveLength(3);
  });

  test('that denies it ends with 4, the right that is missing, and the stage as it was', async () => {
    shop.faults.push({
      matches: ({ action }) => action === 'apigateway:PATCH',
      status: 403,
      code: 'AccessDeniedException',
      message: 'User: arn:x is not authorized to perform: apigateway:PATCH',
    });
    expect(await abort()).toBe(4);
    expect(errors()).toMatch(/AWS denied apigateway:PATCH.*cdk-canary abort Shop --iam.*\[AccessDenied\]/);
    expect(writes()).toHaveLength(1);
    expect(canary()).toBeDefined();
  });

  test('that never tells, about a stage that cannot be read any more, ends with 5', async () => {
    let isSent = false;
    shop.faults.push({
      matches: ({ action }) => {
        isSent ||= action === 'apigateway:PATCH';
        return isSent && action.startsWith('apigateway:');
      },
      status: 403,
      code: 'AccessDeniedException',
      message: 'denied',
    });
    expect(await abort()).toBe(5);
    expect(errors()).toContain('[OutcomeUnknown]');
  });
});

describe('during a deploy', () => {
  test('it stays until the stack is stable, and takes the canary off again when CloudFormation sets it', async () => {
    shop.stackIs('UPDATE_IN_PROGRESS', 4);
    const terminal = shop.newTerminal();
    let looks = 0;
    terminal.whileSleeping = async (milliseconds) => {
      if (milliseconds === 3_000 && looks++ === 0) { shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: v2 }); putBack(); }
    };
    const v2 = canary()!.deploymentId;
    expect(await shop.runIn(terminal, 'abort', 'Shop')).toBe(0);
    expect(canary()).toBeUndefined();
    expect(writes()).toHaveLength(2);
    expect(errors()).toContain(`The canary ${v2} was there again, and is off.`);
    expect(errors()).toContain('The stack is in UPDATE_COMPLETE.');
  });

  test('it waits for the canary of a deploy that has not brought it yet', async () => {
    const v2 = canary()!.deploymentId;
    shop.byHand({ op: 'remove', path: '/canarySettings' });
    shop.stackIs('UPDATE_IN_PROGRESS', 3);
    const terminal = shop.newTerminal();
    let looks = 0;
    terminal.whileSleeping = async (milliseconds) => {
      if (milliseconds === 3_000 && looks++ === 0) { shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: v2 }); }
    };
    expect(await shop.runIn(terminal, 'abort', 'Shop')).toBe(0);
    expect(canary()).toBeUndefined();
    expect(writes()).toHaveLength(1);
  });

  test('it leaves at once with --wait 0, and with 3 whenever the deploy still runs', async () => {
    shop.stackIs('UPDATE_IN_PROGRESS');
    expect(await abort('--wait', '0')).toBe(3);
    expect(canary()).toBeUndefined();
    expect(errors()).toBe(
      'The stack is in UPDATE_IN_PROGRESS: CloudFormation may set the canary again. Look when it is stable: npx cdk-canary status Shop.',
    );
    const terminal = shop.newTerminal();
    terminal.whileSleeping = async () => shop.pass(60);
    expect(await shop.runIn(terminal, 'abort', 'Shop', '--wait', '5m')).toBe(3);
  });

  test.each([
    ['be asked how the stack is', 'cloudformation:DescribeStacks'],
    ['take the canary off again', 'apigateway:PATCH'],
  ])('that it cannot %s any more does not hide what it has done', async (_what, action) => {
    const v2 = canary()!.deploymentId;
    shop.stackIs('UPDATE_IN_PROGRESS', 2);
    const terminal = shop.newTerminal();
    let looks = 0;
    terminal.whileSleeping = async (milliseconds) => {
      if (milliseconds !== 3_000 || looks++ > 0) { return; }
      shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: v2 });
      shop.faults.unshift({ matches: (call) => call.action === action, status: 403, code: 'AccessDeniedException', message: 'not authorized' });
    };
    expect(await shop.runIn(terminal, 'abort', 'Shop')).toBe(3);
    expect(errors()).toMatch(new RegExp(
      `The canary was taken off\\. Whether the deploy leaves it so is not known: AWS denied ${action}: .*\\[WatchLost\\]`,
    ));
    expect(errors()).not.toContain('Nothing was changed');
  });

  test('Ctrl-C ends the staying, and the canary is off', async () => {
    shop.stackIs('UPDATE_IN_PROGRESS');
    const terminal = shop.newTerminal();
    terminal.whileSleeping = async (milliseconds) => { if (milliseconds === 3_000) { terminal.stopFor('interrupted'); } };
    expect(await shop.runIn(terminal, 'abort', 'Shop')).toBe(130);
    expect(canary()).toBeUndefined();
  });

  test('Ctrl-C before the call sends nothing', async () => {
    const terminal = shop.newTerminal();
    shop.beforeCall('apigateway:GET', () => terminal.stopFor('interrupted'));
    expect(await shop.runIn(terminal, 'abort', 'Shop')).toBe(130);
    expect(terminal.errors).toBe('Nothing was changed.');
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    expect(writes()).toEqual([]);
    expect(canary()).toBeDefined();
  });

  test('Ctrl-C twice ends at once, and says that the outcome is not known', async () => {
    const terminal = shop.newTerminal();
    shop.beforeCall('apigateway:PATCH', () => {
      terminal.stopFor('interrupted');
      terminal.stopAtOnce();
    });
    expect(await shop.runIn(terminal, 'abort', 'Shop')).toBe(130);
    expect(terminal.errors).toBe('The change was sent, and its outcome is not known. Look at the stage: npx cdk-canary status Shop.');
    await new Promise((resolve) => { setTimeout(resolve, 300); });
  });

  test('Ctrl-C after the call was sent waits for what is live', async () => {
    const terminal = shop.newTerminal();
    shop.beforeCall('apigateway:PATCH', () => terminal.stopFor('interrupted'));
    expect(await shop.runIn(terminal, 'abort', 'Shop')).toBe(130);
    expect(terminal.output).toContain('the canary is off');
  });
});

test('the policy that abort --iam prints is what it needs, and no more', async () => {
  expect(await abort('--iam')).toBe(0);
  expect(shop.calls).toEqual([]);
  const policy = JSON.parse(shop.terminal.output);
  expect(await abort()).toBe(0);
  expect(policyCovers(policy, shop.calls)).toEqual({ denied: [], unused: [] });
});
