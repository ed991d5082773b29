import { Duration, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LiveShop, RecordedCall, ShopState } from './live-shop';
import { denyingAllBut, PolicyStatement, policyCovers, rightsOf } from './policy-covers';
import type { PruneReport } from '../../cli/prune/prune-report';
import { AFTER_DEPLOYS, HYPOTHESIS_ANSWERS } from '../../rehearsal/hypotheses';

let shop: LiveShop;
const DAY = Duration.days(1).toSeconds();
const release = (n: number, change: Partial<ShopState> = {}): ShopState => ({ code: `v${n}`, counted: false, ...change });

afterEach(() => { shop.faults.length = 0; });
/** A shop of its own for each test. */
const alone = (prepare: () => Promise<void> = async () => undefined): void => {
  beforeEach(async () => {
    shop = await LiveShop.open();
    await prepare();
  });
  afterEach(() => shop.close());
};
/** One for tests that only look. */
const together = (prepare: () => Promise<void>): void => {
  beforeAll(async () => {
    shop = await LiveShop.open();
    await prepare();
  });
  beforeEach(() => { shop.calls.length = 0; });
  afterAll(() => shop.close());
};

/** Releases 1 to `last` for everybody, 10 days each. */
async function released(last: number, change: Partial<ShopState> = {}): Promise<void> {
  for (let n = 1; n <= last; n++) {
    expect((await shop.deploy(release(n, change))).status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
    shop.pass(10 * DAY);
  }
  shop.calls.length = 0;
}

/** One release to go back to, if the arguments say no other number. */
const prune = (...args: string[]): Promise<number> => shop.run('prune', 'Shop', ...args.includes('--keep') ? [] : ['--keep', '1'], ...args);
const report = async (...args: string[]): Promise<PruneReport> => {
  expect(await prune('--json', ...args)).toBe(0);
  return JSON.parse(shop.terminal.output);
};
const planned = async (...args: string[]): Promise<string[]> => (await report(...args)).superseded.map(({ what }) => what);
const deletions = (): RecordedCall[] => shop.calls.filter(({ action }) => /DELETE|:Delete|:Remove/.test(action));
const errors = (): string => shop.terminal.errors.replace(/\s+/g, ' ');
const deployments = (): string[] => shop.aws.apiGateway.listDeployments(shop.restApiId).map(({ id }) => id);
const versions = (): string[] => [...shop.aws.lambda.findFunction('Orders')!.versions.keys()];
const answers = async (): Promise<string> =>
  (await shop.aws.invoke({ restApiId: shop.restApiId, stageName: 'prod', path: '/orders' })).body.toString();
const serves = async (n: number): Promise<void> => expect(JSON.parse(await answers())).toEqual({ version: `v${n}` });
/** Somebody does something right before the n-th call of the command that matches. */
const before = (matches: (call: RecordedCall) => boolean, n: number, act: () => void): void => {
  let seen = 0;
  shop.faults.push({
    matches: (call) => {
      if (matches(call) && ++seen === n) { act(); }
      return false;
    },
    status: 0,
    code: '',
    message: '',
  });
};
const isDeletion = ({ action }: RecordedCall): boolean => /DELETE|:Delete|:Remove/.test(action);
const stackIs = (status: string, from = 1): void => {
  let looks = 0;
  shop.faults.push({
    matches: ({ action }) => action === 'cloudformation:DescribeStacks' && ++looks >= from,
    replace: (body) => body.replace(/<StackStatus>\w+</, `<StackStatus>${status}<`),
    status: 200,
    code: '',
    message: '',
  });
};

describe('says', () => {
  together(() => released(4));

  test('what would go and why the rest stays, and deletes nothing', async () => {
    const [first, second] = deployments();
    const { superseded, kept, deleted, outcome } = await report();
    expect({ outcome, deleted }).toEqual({ outcome: 'planned', deleted: [] });
    expect(superseded.map(({ what }) => what)).toEqual([`deployment ${first}`, `deployment ${second}`, 'version Orders:1']);
    expect(kept.filter(({ kind }) => kind === 'deployment').map(({ because }) => because)).toEqual(['last-releases', 'live']);
    expect(await prune()).toBe(0);
    expect(shop.terminal.output.replace(/\s+/g, ' ')).toContain(
      'Nothing was changed. Delete them: npx cdk-canary prune Shop --keep 1 --yes',
    );
    expect(shop.terminal.questions).toEqual([]);
    expect(deletions()).toEqual([]);
  });

  test('that nothing may go', async () => {
    expect(await planned('--older-than', '100d')).toEqual([]);
    await prune('--keep', '5');
    expect(shop.terminal.output).toContain('Nothing may go. Nothing was changed.');
    expect(await prune('--keep', '5', '--yes')).toBe(0);
  });

  test('how much of it would go in one run', async () => {
    expect(await prune('--limit', '2')).toBe(0);
    expect(shop.terminal.output).toContain('would go: the first 2 of 3');
  });

  test('how to carry out just this plan', async () => {
    expect(await prune('--limit', '2', '--older-than', '36h', '--idle-for', '30d', '--keep-provisioned')).toBe(0);
    expect(shop.terminal.output.replace(/\s+/g, ' ')).toContain(
      'npx cdk-canary prune Shop --keep 1 --older-than 36h --idle-for 30d --limit 2 --keep-provisioned --yes',
    );
  });

  test.each([40, 60, 80, 120])('it in no more than %i columns', async (columns) => {
    const terminal = Object.assign(shop.newTerminal(), { columns });
    expect(await shop.runIn(terminal, 'prune', 'Shop', '--keep', '1')).toBe(0);
    expect(terminal.printed.filter((line) => line.length > columns)).toEqual([]);
    expect(terminal.output.replace(/\s+/g, ' ')).toContain('Orders:1');
    expect(terminal.output).not.toContain('\u001b[');
  });

  test('it at 80 columns', async () => {
    await prune();
    const fixed = shop.terminal.output.replaceAll(shop.restApiId, 'a1b2c3d4e5');
    expect(deployments().reduce((text, id, index) => text.replaceAll(id, `d0000${index}`), fixed)).toMatchSnapshot();
  });

  test('it where CloudFormation does not show what the releases call: then no version goes', async () => {
    shop.faults.push({
      matches: ({ action }) => action === 'cloudformation:DescribeStackEvents',
      replace: (body) => body.replace(/<ResourceProperties>[^<]*<\/ResourceProperties>/g, ''),
      status: 200,
      code: '',
      message: '',
    });
    const { superseded, kept } = await report();
    expect(superseded.map(({ kind }) => kind)).toEqual(['deployment', 'deployment']);
    expect(kept.filter(({ because }) => because === 'calls-unknown')).not.toEqual([]);
  });

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'])('no in %s', async (status) => {
    stackIs(status);
    expect(await prune('--yes')).toBe(1);
    expect(errors()).toMatch(/Nothing was changed\. .*\[StackBusy\]/);
    expect(deletions()).toEqual([]);
  });

  test('no while a rollback has to be continued, and how that is done', async () => {
    stackIs('UPDATE_ROLLBACK_FAILED');
    expect(await prune('--yes')).toBe(1);
    expect(errors()).toMatch(/npx cdk rollback Shop\. \[StackUnsettled\]/);
    expect(shop.terminal.output).toBe('');
  });

  test('no without a stack', async () => {
    expect(await shop.run('prune', '--api', shop.restApiId, '--stage', 'prod')).toBe(2);
    expect(errors()).toContain('[NeedsStack]');
    expect(shop.calls).toEqual([]);
  });

  test('no for a stack that is nested in another one', async () => {
    const [{ identity: { stackId } }] = shop.aws.cloudFormation.stacks;
    shop.faults.push({
      matches: ({ action }) => action === 'cloudformation:DescribeStacks',
      replace: (body) => body.replace('<StackStatus>', `<RootId>${stackId.replace('Shop', 'Root')}</RootId><StackStatus>`),
      status: 200,
      code: '',
      message: '',
    });
    expect(await prune()).toBe(2);
    expect(errors()).toContain('[UseRootStack]');
  });

  test('no to numbers that make no sense', async () => {
    expect(await prune('--keep', '0')).toBe(2);
    expect(await prune('--limit', '501')).toBe(2);
    expect(await prune('--idle-for', '1h')).toBe(2);
    expect(shop.calls).toEqual([]);
  });
});

describe('deletes', () => {
  alone();

  test('with --yes, one after the other, and what is left serves', async () => {
    await released(4);
    const kept = deployments().slice(2);
    expect(await prune('--yes')).toBe(0);
    expect(deployments()).toEqual(kept);
    expect(versions()).toEqual(['2', '3', '4']);
    expect(deletions()).toHaveLength(3);
    expect(shop.terminal.output).toContain('deleted 3 of 3');
    expect(errors()).toContain('deleted 3 of 3: version Orders:1');
    await serves(4);
    // And a deploy finds all that it needs.
    expect(await shop.deploy(release(5, { canary: { percentTraffic: 10 } }))).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(await planned()).toEqual([]);
  });

  test('and after every single deletion one can go back to each of the last releases, and it serves', async () => {
    await released(5);
    const { deploymentId: live } = shop.stage;
    const back = deployments().slice(2, 4);
    const served = async (deploymentId: string): Promise<string> => {
      expect(await shop.run('rollback', 'Shop', '--to', deploymentId, '--yes')).toBe(0);
      return JSON.parse(await answers()).version;
    };
    const runs = (await planned('--keep', '2')).length;
    expect(runs).toBeGreaterThan(2);
    for (let run = 0; run < runs; run++) {
      expect(await prune('--keep', '2', '--limit', '1', '--yes')).toBe(0);
      expect([await served(back[0]), await served(back[1]), await served(live)]).toEqual(['v3', 'v4', 'v5']);
    }
    expect(deployments()).toEqual([...back, live]);
  });

  test('neither a canary nor its base, whatever their age', async () => {
    await released(3);
    await shop.deploy(release(4, { canary: { percentTraffic: 50 } }));
    shop.pass(100 * DAY);
    expect(await prune('--yes')).toBe(0);
    const bodies = new Set<string>();
    for (let n = 0; n < 40; n++) { bodies.add(JSON.parse(await answers()).version); }
    expect([...bodies].sort()).toEqual(['v3', 'v4']);
    // The one that is held can be aborted, and one can go back from the base.
    expect(deployments()).toHaveLength(3);
  });

  test('at most --limit in one run, and says that there is more', async () => {
    await released(4);
    expect(await prune('--limit', '2', '--yes')).toBe(0);
    expect(deletions()).toHaveLength(2);
    expect(shop.terminal.output).toContain('1 more may go: run it again.');
  });

  test('night after night what --limit left, without a question, and then nothing', async () => {
    await released(4);
    const deletedBy = async (): Promise<number> => {
      shop.calls.length = 0;
      const { deleted, outcome } = await report('--yes', '--limit', '2');
      expect(deletions()).toHaveLength(deleted.length);
      expect(outcome).toBe(deleted.length > 0 ? 'done' : 'nothing');
      shop.pass(DAY);
      return deleted.length;
    };
    expect([await deletedBy(), await deletedBy(), await deletedBy()]).toEqual([2, 1, 0]);
    await serves(4);
  });

  test('after it read all pages: 130 versions', async () => {
    await released(4);
    for (let n = 0; n < 130; n++) {
      shop.aws.lambda.updateFunction('Orders', { ...shop.aws.lambda.findFunction('Orders')!.latest, description: String(n) });
      shop.aws.lambda.publishVersion('Orders');
    }
    const { kept, superseded } = await report();
    expect(superseded).toHaveLength(3);
    expect(kept.filter(({ kind }) => kind === 'version')).toHaveLength(133);
  });

  test('in the folder of the app what is in a nested stack, too', async () => {
    const nested = (n: number) => (stack: Stack): void => {
      const inner = new NestedStack(stack, 'Inner');
      const fn = new lambda.Function(inner, 'Users', {
        functionName: 'Users',
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
        environment: { CODE: `users${n}` },
      });
      const api = stack.node.findChild('Api') as apigateway.RestApi;
      api.root.addResource('users').addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion));
    };
    for (let n = 1; n <= 4; n++) {
      expect((await shop.deploy(release(n, { more: nested(n) }))).status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
      shop.pass(10 * DAY);
    }
    shop.synthesize(release(4, { more: nested(4) }), 'cdk.out');
    expect(await shop.run('prune', '--keep', '1', '--json')).toBe(0);
    const { superseded } = JSON.parse(shop.terminal.output) as PruneReport;
    expect(superseded.map(({ kind, functionName }) => functionName ?? kind)).toEqual(['deployment', 'deployment', 'Orders', 'Users']);
  });
});

describe('what stays', () => {
  alone();

  test('a deployment and a version that no history has', async () => {
    await released(3);
    const foreign = shop.aws.apiGateway.createDeployment(shop.restApiId);
    shop.pass(30 * DAY);
    const { kept } = await report();
    expect(kept.find(({ deploymentId }) => deploymentId === foreign.id)?.because).toBe('not-of-this-stack');
  });

  test('what another stage of the API serves', async () => {
    await released(4);
    const [oldest] = deployments();
    shop.aws.apiGateway.createStage(shop.restApiId, { stageName: 'test', deploymentId: oldest });
    const { superseded, kept } = await report();
    expect(superseded.map(({ what }) => what)).toEqual([`deployment ${deployments()[1]}`]);
    expect(kept.find(({ deploymentId }) => deploymentId === oldest)).toMatchObject({ because: 'live', detail: 'stage test' });
    expect(kept.find(({ what }) => what === 'version Orders:1')?.because).toBe('called');
  });

  test('a version that was invoked lately, one behind an alias, and one that an event source calls', async () => {
    await released(6);
    await shop.aws.lambda.invoke('Orders:1', {});
    shop.pass(DAY);
    shop.aws.lambda.createAlias('Orders', 'live', '2');
    const { functionArn } = shop.aws.lambda.findFunction('Orders')!;
    shop.aws.lambda.eventSources.put({ uuid: 'queue', functionArn: `${functionArn}:3` });
    expect((await planned()).filter((what) => what.startsWith('version'))).toEqual([]);
    const { kept } = await report('--yes');
    expect(Object.fromEntries(kept.filter(({ kind }) => kind === 'version').map(({ version, because }) => [version, because]))).toEqual({
      1: 'invoked', 2: 'alias', 3: 'event-source', 4: 'not-older', 5: 'called', 6: 'in-stack',
    });
    expect(versions()).toEqual(['1', '2', '3', '4', '5', '6']);
    shop.pass(20 * DAY);
    expect(await planned()).toContain('version Orders:1');
  });
});

const warm = (stack: Stack): void => {
  const fn = stack.node.findChild('Orders') as lambda.Function;
  (fn.currentVersion.node.defaultChild as lambda.CfnVersion).provisionedConcurrencyConfig = { provisionedConcurrentExecutions: 5 };
};

describe('provisioned concurrency', () => {
  alone();

  const kept = (): string[] => shop.aws.lambda.provisioned.list('Orders').map(([qualifier]) => qualifier);

  test('of versions that no stage calls goes first, also of releases to go back to', async () => {
    await released(3, { more: warm });
    expect(kept()).toEqual(['1', '2', '3']);
    expect(await planned('--keep', '2')).toEqual(['provisioned concurrency of Orders:1', 'provisioned concurrency of Orders:2']);
    expect(await prune('--yes')).toBe(0);
    expect(kept()).toEqual(['3']);
    await serves(3);
  });

  test('of base and canary stays, and all of it with --keep-provisioned', async () => {
    await released(2, { more: warm });
    await shop.deploy(release(3, { more: warm, canary: { percentTraffic: 10 } }));
    expect(await planned()).toEqual(['provisioned concurrency of Orders:1']);
    expect(await planned('--keep-provisioned')).toEqual([]);
  });
});

const elsewise = AFTER_DEPLOYS.flatMap((question) => HYPOTHESIS_ANSWERS[question].slice(1).map((answer) => ({ [question]: answer })));
describe.each(elsewise.map((hypotheses) => [JSON.stringify(hypotheses), hypotheses] as const))('where AWS answers %s', (_, hypotheses) => {
  beforeEach(async () => { shop = await LiveShop.open(undefined, hypotheses); });
  afterEach(() => shop.close());

  const options = [[], ...'deleteProvisionedVersion' in hypotheses ? [['--keep-provisioned']] : []];
  test.each(options.map((args) => [args]))('the same goes, and what is left serves (%j)', async (args: string[]) => {
    await released(4, { more: warm });
    expect(await prune('--yes', ...args)).toBe(0);
    expect(deployments()).toHaveLength(2);
    expect(versions()).toEqual(args.length > 0 ? ['1', '2', '3', '4'] : ['2', '3', '4']);
    await serves(4);
    expect(await shop.deploy(release(5, { more: warm, canary: { percentTraffic: 10 } }))).toEqual({ status: 'UPDATE_COMPLETE' });
    expect(await planned(...args)).toEqual([]);
  });
});

/** As an alias or a function has it that was called without a version by an earlier release. */
const oldPermission = (path: string) => ({
  statementId: 'Shop-ApiOldPermission1A2B3C4D-ABCDEFGHIJKL',
  principal: 'apigateway.amazonaws.com',
  action: 'lambda:InvokeFunction',
  sourceArn: `arn:aws:execute-api:us-east-1:123456789012:${shop.restApiId}/prod/GET/${path}`,
});

describe('a permission of a function without a version', () => {
  alone();
  const goes = async (): Promise<string[]> => (await planned()).filter((what) => what.startsWith('permission'));

  test('goes with its route, and not before', async () => {
    await shop.deploy(release(1, { routes: ['orders', 'old'] }));
    shop.aws.lambda.addPermission('Orders', oldPermission('old'));
    shop.pass(10 * DAY);
    // CloudFormation deletes a method after it made the deployment: release 2 still has the route in its snapshot, and one can go back to it.
    for (const n of [2, 3]) {
      await shop.deploy(release(n));
      shop.pass(10 * DAY);
      expect(await goes()).toEqual([]);
    }
    await shop.deploy(release(4));
    shop.pass(10 * DAY);
    expect(await goes()).toEqual([`permission ${oldPermission('old').statementId} of Orders`]);
    expect(await prune('--yes')).toBe(0);
    expect(shop.aws.lambda.findFunction('Orders')!.policies.get('$LATEST')).toEqual([]);
    await serves(4);
  });
});

/** What goes: provisioned concurrency of versions 1 and 2, then the first deployment. */
describe('ends early', () => {
  alone(async () => {
    await released(3);
    for (const version of ['1', '2']) { shop.aws.lambda.provisioned.set('Orders', version, 5); }
  });

  test('when a deploy begins, and tells what is gone', async () => {
    let busy = false;
    before(isDeletion, 2, () => { busy = true; });
    shop.faults.push({
      matches: ({ action }) => busy && action === 'cloudformation:DescribeStacks',
      replace: (body) => body.replace(/<StackStatus>\w+</, '<StackStatus>UPDATE_IN_PROGRESS<'),
      status: 200,
      code: '',
      message: '',
    });
    expect(await prune('--yes')).toBe(5);
    expect(deletions()).toHaveLength(2);
    expect(shop.terminal.output).toContain('deleted 2 of 3');
    expect(shop.terminal.output).toContain('It ended early: 2 deleted, 1 not.');
    expect(errors()).toMatch(/The stack is in UPDATE_IN_PROGRESS\. Nothing more was deleted\. .*\[ChangedMeanwhile\]/);
  });

  test('when somebody moves the stage to what is about to go', async () => {
    const [first] = deployments();
    before(isDeletion, 1, () => shop.byHand({ op: 'replace', path: '/deploymentId', value: first }));
    expect(await prune('--yes')).toBe(5);
    expect(deletions()).toHaveLength(1);
    expect(errors()).toContain(`A stage was moved: prod on ${first}.`);
    await serves(1);
  });

  test('not for what AWS says is in use: that stays, and is told', async () => {
    const [first] = deployments();
    shop.faults.push({
      matches: ({ action, resource }) => action === 'apigateway:DELETE' && resource.endsWith(first),
      status: 400,
      code: 'BadRequestException',
      message: 'Active stages pointing to this deployment must be moved or deleted',
    });
    expect(await prune('--yes')).toBe(0);
    expect(deployments()).toContain(first);
    expect(shop.terminal.output.replace(/\s+/g, ' ')).toContain(
      `deployment ${first}: AWS says that it is in use (apigateway:DELETE failed: Active stages pointing`,
    );
  });

  test('not when somebody else was faster', async () => {
    const [first] = deployments();
    before(isDeletion, 3, () => shop.aws.apiGateway.deleteDeployment(shop.restApiId, first));
    expect(await prune('--yes')).toBe(0);
    expect(deletions()).toHaveLength(3);
    expect(deployments()).not.toContain(first);
  });

  test('not when an answer is lost and the thing is gone', async () => {
    shop.faults.push({ matches: isDeletion, loses: true, status: 0, code: '', message: '', times: 1 });
    expect(await prune('--yes')).toBe(0);
    expect(deletions()).toHaveLength(3);
  });

  test('when an answer is lost and the thing is still there', async () => {
    shop.faults.push({ matches: isDeletion, status: 500, code: 'InternalFailure', message: 'try again', times: 1 });
    expect(await prune('--yes')).toBe(5);
    expect(errors()).toContain('[DeletionUnknown]');
    expect(deletions()).toHaveLength(1);
  });

  test('not for a moment of throttling, and for a longer one with what is gone', async () => {
    const throttled = { matches: isDeletion, status: 429, code: 'TooManyRequestsException', message: 'slow down' };
    shop.faults.push({ ...throttled, times: 2 });
    expect(await prune('--yes', '--limit', '1')).toBe(0);
    let sent = 0;
    shop.faults.push({ ...throttled, matches: (call) => isDeletion(call) && ++sent > 1 });
    expect(await prune('--yes')).toBe(4);
    expect(shop.terminal.output).toContain('It ended early: 1 deleted, 1 not.');
    expect(errors()).toContain('[Throttled]');
  });

  test('without the right to delete, with its name', async () => {
    shop.faults.push({ matches: isDeletion, status: 403, code: 'AccessDeniedException', message: 'User: arn:x is not authorized' });
    expect(await prune('--yes')).toBe(4);
    expect(errors()).toMatch(/AWS denied lambda:DeleteProvisionedConcurrencyConfig.* prune Shop --iam\. Nothing was changed\. \[AccessDenied\]/);
    expect(shop.terminal.output).toContain('It ended early: 0 deleted, 3 not.');
  });

  test('on Ctrl-C, after the deletion that is under way', async () => {
    const terminal = shop.newTerminal();
    before(isDeletion, 2, () => terminal.stopFor('interrupted'));
    expect(await shop.runIn(terminal, 'prune', 'Shop', '--keep', '1', '--yes')).toBe(130);
    expect(deletions()).toHaveLength(2);
    expect(terminal.output).toContain('It ended early: 2 deleted, 1 not.');
  });

  test('with a report for machines that says so', async () => {
    const matches = (call: RecordedCall): boolean => isDeletion(call) && call.action.startsWith('apigateway:');
    shop.faults.push({ matches, status: 403, code: 'AccessDeniedException', message: 'x' });
    expect(await prune('--yes', '--json')).toBe(4);
    expect(JSON.parse(shop.terminal.output)).toMatchObject({
      format: 1,
      command: 'prune',
      outcome: 'ended',
      deleted: [{ instances: 5, version: '1' }, { kind: 'provisioned-concurrency', version: '2' }],
      rules: { keep: 1, limit: 20 },
      actor: expect.stringMatching(/^arn:aws:/),
      restApiId: shop.restApiId,
    });
  });
});

describe('the policy that prune --iam prints', () => {
  alone();

  const everything = async (): Promise<void> => {
    await released(4);
    shop.aws.lambda.provisioned.set('Orders', '1', 5);
    shop.aws.lambda.addPermission('Orders', oldPermission('old'));
  };

  test('is what it needs, and no more', async () => {
    await everything();
    expect(await prune('--iam')).toBe(0);
    expect(shop.calls).toEqual([]);
    const policy = JSON.parse(shop.terminal.output);
    expect(await prune('--yes')).toBe(0);
    expect([...new Set(deletions().map(({ action }) => action))].sort()).toEqual([
      'apigateway:DELETE', 'lambda:DeleteFunction', 'lambda:DeleteProvisionedConcurrencyConfig', 'lambda:RemovePermission',
    ]);
    expect(policyCovers(policy, shop.calls)).toEqual({ denied: [], unused: [] });
    // A version may be deleted, and the function may not.
    expect(policyCovers(policy, [{ action: 'lambda:DeleteFunction', resource: 'Orders' }]).denied).toHaveLength(1);
  });

  test('is enough when AWS denies everything else, and each right is named when it is missing', async () => {
    await everything();
    expect(await prune('--iam')).toBe(0);
    const policy = JSON.parse(shop.terminal.output);
    const plan = await planned();
    const without = async (right: { Action: string[] }, ...args: string[]): Promise<number> => {
      const [action] = right.Action;
      shop.faults.push(denyingAllBut({ Statement: all.filter((other) => other !== right) }));
      const code = await prune(...args);
      const said = `${shop.terminal.output} ${shop.terminal.errors}`.replace(/\s+/g, ' ');
      expect({ right, code: [0, 4].includes(code), said: said.includes(action) }).toEqual({ right, code: true, said: true });
      shop.faults.length = 0;
      return code;
    };
    const looks = rightsOf(policy, shop.calls);
    const all: PolicyStatement[] = policy.Statement.flatMap(({ Action, Resource }: PolicyStatement) => (
      [Resource].flat().flatMap((resource) => Action.map((action) => ({ Action: [action], Resource: resource })))
    ));
    // The events of the stack tell what a release calls as well: without the export nothing more goes.
    const [exported] = looks.filter(({ Resource }) => String(Resource).includes('/exports/'));
    shop.faults.push(denyingAllBut({ Statement: all.filter((one) => one.Resource !== exported.Resource) }));
    expect(plan).toEqual(expect.arrayContaining(await planned()));
    expect(JSON.parse(shop.terminal.output).stagesNotRead).toEqual([{ stageName: 'prod', right: 'apigateway:GET on its export' }]);
    await prune();
    expect(shop.terminal.output.replace(/\s+/g, ' ')).toContain(
      '! stage prod: what it calls is told by the events of the stack alone (apigateway:GET on its export)',
    );
    shop.faults.length = 0;
    for (const right of looks) { await without(all.find((one) => JSON.stringify(one) === JSON.stringify(right))!); }
    expect(deletions()).toEqual([]);
    // In the order of the deletions: each denied one ends the run after all before it.
    for (const action of ['lambda:DeleteProvisionedConcurrencyConfig', 'apigateway:DELETE', 'lambda:DeleteFunction', 'lambda:RemovePermission']) {
      const rights = all.filter(({ Action }) => Action[0] === action);
      expect({ action, rights: rights.length }).toEqual({ action, rights: 1 });
      expect(await without(rights[0], '--yes')).toBe(4);
    }
    shop.faults.push(denyingAllBut(policy));
    expect(await prune('--yes')).toBe(0);
    expect(await planned()).toEqual([]);
  });

  test('needs each right to look: without it the command says which, and deletes less', async () => {
    await everything();
    const plan = await planned();
    const looked = [...new Set(shop.calls.map(({ action }) => action))].filter((action) => action !== 'sts:GetCallerIdentity');
    for (const denied of looked) {
      const matches = ({ action }: RecordedCall): boolean => action === denied;
      shop.faults.push({ matches, status: 403, code: 'AccessDeniedException', message: `not authorized: ${denied}` });
      const code = await prune();
      const said = `${shop.terminal.output} ${shop.terminal.errors}`.replace(/\s+/g, ' ');
      expect({ denied, code: [0, 4].includes(code), said: said.includes(denied) }).toEqual({ denied, code: true, said: true });
      if (code === 0) { expect((await planned()).length).toBeLessThan(plan.length); }
      shop.faults.length = 0;
    }
  });
});
