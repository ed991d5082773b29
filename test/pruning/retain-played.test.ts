import { App, CfnResource, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease, CanaryRollout, OnInconclusive, Retain, RolloutGate } from '../../lib';
import { ENVIRONMENT, LiveShop, RecordedCall, ShopState } from '../cli/live-shop';
import { denyingAllBut, PolicyStatement, policyCovers, rightsOf } from '../cli/policy-covers';

let shop: LiveShop;
const DAY = Duration.days(1).toSeconds();
const LAST = Retain.last(1);
const release = (n: number, change: Partial<ShopState> = {}): ShopState => ({ code: `v${n}`, counted: false, retain: LAST, ...change });
const HELD = { percentTraffic: 10 };
/** A sibling that CloudFormation cannot make, after the stage has moved. */
const failing = (stack: Stack, { node }: CanaryRelease): void => {
  const properties = { FunctionName: 'Orders', FunctionVersion: '999', Name: 'x' };
  const broken = new CfnResource(stack, 'Broken', { type: 'AWS::Lambda::Alias', properties });
  broken.node.addDependency(node.scope!.node.findChild('Api'));
};

beforeEach(async () => { shop = await LiveShop.open(); });
afterEach(() => shop.close());

/** Releases for everybody, 10 days each, the last one of just now. */
async function released(first: number, last: number, change: Partial<ShopState> = {}): Promise<void> {
  for (let n = first; n <= last; n++) {
    shop.pass(10 * DAY);
    expect((await shop.deploy(release(n, change))).status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
  }
}
/** The same, and the run of the last deploy has deleted nothing yet. */
async function kept(last: number, change: Partial<ShopState> = {}): Promise<void> {
  await released(1, last - 1, { ...change, retain: Retain.last(100) });
  shop.pass(10 * DAY);
  await shop.aws.deploy(shop.synthesize(release(last, change), 'last'));
  shop.rules.forget();
  shop.pass(10 * DAY);
  shop.calls.length = 0;
  shop.pruner.lines.length = 0;
  shop.rules.calls.length = 0;
}
const daily = async (): Promise<void> => {
  shop.rules.calls.length = 0;
  await shop.rules.daily();
};
const deployments = (): string[] => shop.aws.apiGateway.listDeployments(shop.restApiId).map(({ id }) => id);
const versions = (): string[] => [...shop.aws.lambda.findFunction('Orders')!.versions.keys()];
const answers = async (stageName = 'prod'): Promise<any> =>
  JSON.parse((await shop.aws.invoke({ restApiId: shop.restApiId, stageName, path: '/orders' })).body.toString());
const isDeletion = ({ action }: RecordedCall): boolean => /DELETE|:Delete|:Remove/.test(action);
const deletions = (): RecordedCall[] => shop.calls.filter(isDeletion);
const logged = (): string[] => shop.pruner.lines.map(({ message }) => message);
const summary = (): any => shop.pruner.lines.find(({ end }) => end !== undefined);
const outcomes = (): string[] => shop.rules.calls.map(({ rule, outcome }) => `${rule.replace(/^CanaryPruner|[0-9A-F]{8}$/g, '')} ${outcome}`);

describe('when a deploy has succeeded', () => {
  test('what is neither served nor one of the last releases goes, and each of those can be gone back to', async () => {
    await released(1, 4);
    expect(outcomes()).toEqual(['Deployed returned', 'Deployed returned', 'Deployed returned']);
    expect(await answers()).toEqual({ version: 'v4' });
    expect(deployments()).toHaveLength(2);
    expect(versions()).toEqual(['2', '3', '4']);
    expect(await shop.run('rollback', 'Shop', '--yes')).toBe(0);
    expect(await answers()).toEqual({ version: 'v3' });
  });

  test('a deploy that replaces a canary by another one leaves base and canary alone', async () => {
    await released(1, 3);
    await released(4, 6, { canary: HELD });
    const { deploymentId, canarySettings } = shop.stage;
    expect(deployments()).toEqual(expect.arrayContaining([deploymentId, canarySettings!.deploymentId]));
    expect(versions()).toEqual(expect.arrayContaining(['3', '6']));
    const seen = new Set<string>();
    for (let i = 0; i < 100; i++) { seen.add((await answers()).version); }
    expect([...seen].sort()).toEqual(['v3', 'v6']);
  });

  test('nothing younger than the age goes', async () => {
    for (let n = 1; n <= 5; n++) { await shop.deploy(release(n)); }
    expect(versions()).toEqual(['1', '2', '3', '4', '5']);
    expect(deletions()).toEqual([]);
  });

  test('provisioned concurrency that no stage calls goes first', async () => {
    await kept(4);
    for (const version of ['1', '3', '4']) { shop.aws.lambda.provisioned.set('Orders', version, 2); }
    await daily();
    expect(deletions().slice(0, 2).map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'lambda:DeleteProvisionedConcurrencyConfig Orders:1', 'lambda:DeleteProvisionedConcurrencyConfig Orders:3',
    ]);
    expect(versions()).toEqual(expect.arrayContaining(['3', '4']));
  });

  test('the log says what went, and why the rest stays', async () => {
    await kept(4);
    await daily();
    expect(summary()).toMatchObject({
      level: 'INFO', end: 'done', message: '3 deleted, 0 more may go, 5 kept.', kept: { 'last-releases': 1, 'live': 1 },
    });
  });
});

describe('when a deploy has failed', () => {
  test('nothing goes, neither then nor on any day, until one succeeds', async () => {
    await kept(4);
    const before = { deployments: deployments(), versions: versions() };
    expect((await shop.deploy(release(5, { more: failing }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(outcomes()).toEqual([]);
    await daily();
    expect(outcomes()).toEqual(['Daily returned']);
    expect(logged()).toContain('Nothing is deleted. The last operation has not succeeded: the stack is in UPDATE_ROLLBACK_COMPLETE.');
    expect(deletions()).toEqual([]);
    expect({ deployments: deployments(), versions: versions() }).toEqual(before);
    expect(await answers()).toEqual({ version: 'v4' });
    expect((await shop.deploy(release(6))).status).toBe('UPDATE_COMPLETE');
    expect(deletions()).not.toEqual([]);
    expect(await answers()).toEqual({ version: 'v6' });
  });

  test('one that takes a canary back leaves the canary of before with all that it calls', async () => {
    await released(1, 3);
    await released(4, 4, { canary: HELD });
    shop.pass(30 * DAY);
    expect((await shop.deploy(release(5, { canary: HELD, more: failing }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await daily();
    const seen = new Set<string>();
    for (let i = 0; i < 100; i++) { seen.add((await answers()).version); }
    expect([...seen].sort()).toEqual(['v3', 'v4']);
  });
});

describe('while an operation runs', () => {
  test('a rollout keeps its base and its canary on any day, and what it superseded goes when it has ended', async () => {
    const rollout = CanaryRollout.canary({ percentTraffic: 10, bake: Duration.minutes(5) }, {
      gates: [RolloutGate.errorShare()], onInconclusive: OnInconclusive.PROMOTE,
    });
    await kept(4, { rollout: undefined, counted: true });
    shop.open(600, { base: 1, canary: 1 });
    await shop.deploy(release(4, { rollout }));
    shop.calls.length = 0;
    const day = shop.after(240, daily);
    const { status } = await shop.deploy(release(5, { rollout }));
    await day;
    expect(logged()).toContain('Nothing is deleted. An operation is running: the stack is in UPDATE_IN_PROGRESS.');
    expect(status).toBe('UPDATE_COMPLETE');
    expect(await answers()).toEqual({ version: 'v5' });
  }, 120_000);

  test('a deploy that begins meanwhile ends the run before the next deletion', async () => {
    await kept(4);
    let seen = 0;
    shop.faults.push({
      matches: ({ action }) => action === 'cloudformation:DescribeStacks' && deletions().length >= 2 && ++seen > 0,
      replace: (body) => body.replace(/<StackStatus>\w+</, '<StackStatus>UPDATE_IN_PROGRESS<'),
      status: 200,
      code: '',
      message: '',
    });
    await daily();
    expect(deletions()).toHaveLength(2);
    expect(summary()).toMatchObject({ end: 'changed', why: 'The stack is in UPDATE_IN_PROGRESS.' });
    expect(outcomes()).toEqual(['Daily returned']);
  });

  test('a person who goes back to an older release meanwhile ends the run', async () => {
    await kept(4);
    const [, , third] = deployments();
    const moves = ({ action, resource }: RecordedCall): boolean => {
      if (action === 'apigateway:DELETE' && resource.endsWith(deployments()[0]) && deletions().length === 1) {
        shop.byHand({ op: 'replace', path: '/deploymentId', value: third });
      }
      return false;
    };
    shop.faults.push({ matches: moves, status: 0, code: '', message: '' });
    await daily();
    expect(summary()).toMatchObject({ end: 'changed', why: expect.stringMatching(/A stage was moved/) });
    expect(await answers()).toEqual({ version: 'v3' });
  });
});

describe('when something goes wrong', () => {
  test('no deploy hears of it: it has ended', async () => {
    await released(1, 3, { retain: Retain.last(100) });
    shop.faults.push({ matches: ({ action }) => action.startsWith('apigateway:'), status: 403, code: 'AccessDeniedException', message: 'denied' });
    shop.pass(10 * DAY);
    expect((await shop.deploy(release(4))).status).toBe('UPDATE_COMPLETE');
    expect(shop.rules.calls.pop()).toMatchObject({ outcome: 'failed', error: expect.stringContaining('apigateway:GET') });
    expect(await answers()).toEqual({ version: 'v4' });
    expect(deletions()).toEqual([]);
  });

  test('what AWS refuses because it is in use stays, and the rest goes', async () => {
    await kept(4);
    const [first] = deployments();
    shop.faults.push({
      matches: ({ action, resource }) => action === 'apigateway:DELETE' && resource.endsWith(first),
      status: 400,
      code: 'BadRequestException',
      message: 'Active stages pointing to this deployment must be moved or deleted',
    });
    await daily();
    expect(summary()).toMatchObject({ end: 'done', kept: { refused: 1 } });
    expect(deployments()).toHaveLength(3);
    expect(outcomes()).toEqual(['Daily returned']);
  });

  test('an answer that was lost is made up for by a look', async () => {
    await kept(4);
    shop.faults.push({ matches: isDeletion, loses: true, status: 0, code: '', message: '', times: 1 });
    await daily();
    expect(summary()).toMatchObject({ end: 'done' });
    expect(versions()).toEqual(['2', '3', '4']);
  });

  test('no more calls end the run, and Lambda hears of it', async () => {
    await kept(4);
    shop.faults.push({ matches: isDeletion, status: 429, code: 'TooManyRequestsException', message: 'Rate exceeded' });
    await daily();
    expect(shop.rules.calls).toEqual([expect.objectContaining({ outcome: 'failed', error: 'apigateway:DELETE: Rate exceeded' })]);
    expect(deletions()).toHaveLength(1);
    expect(summary()).toMatchObject({ end: 'failed' });
  });

  test('a read that is throttled is repeated', async () => {
    await kept(4);
    shop.faults.push({
      matches: ({ action }) => action === 'lambda:ListAliases', status: 429, code: 'TooManyRequestsException', message: 'Rate exceeded', times: 2,
    });
    await daily();
    expect(versions()).toEqual(['2', '3', '4']);
  });

  test('what cannot be read stays, and the log says which right is missing', async () => {
    await kept(4);
    shop.faults.push({
      matches: ({ action }) => action === 'lambda:GetPolicy', status: 403, code: 'AccessDeniedException', message: 'not authorized',
    });
    await daily();
    expect(versions()).toEqual(['1', '2', '3', '4']);
    expect(deployments()).toHaveLength(2);
    expect(logged()).toContain('Nothing of the function Orders goes: it could not be read (lambda:GetPolicy).');
  });

  test('nothing is begun that the time of the function would cut off', async () => {
    await kept(4);
    shop.pruner.remainingMilliseconds = 47_000;
    await daily();
    expect(logged()).toContain('Nothing is deleted. The time of this run is over.');
    expect(deletions()).toEqual([]);
  });

  test('a stack that is nested in another one is left alone: that one may still take it back', async () => {
    await kept(4);
    shop.faults.push({
      matches: ({ action }) => action === 'cloudformation:DescribeStacks',
      replace: (body) => body.replace('</StackId>', '</StackId><RootId>arn:aws:cloudformation:us-east-1:123456789012:stack/Root/1</RootId>'),
      status: 200,
      code: '',
      message: '',
    });
    await daily();
    expect(logged()).toContainEqual(expect.stringMatching(/The stack is nested in .*stack\/Root\/1, whose operation may still take it back/));
    expect(deletions()).toEqual([]);
  });

  test('two runs at a time delete each thing once', async () => {
    await kept(4);
    await Promise.all([shop.rules.daily(), shop.rules.daily()]);
    expect(shop.rules.calls.filter(({ outcome }) => outcome !== 'returned')).toEqual([]);
    expect(versions()).toEqual(['2', '3', '4']);
    expect(deployments()).toHaveLength(2);
  });
});

describe('its role', () => {
  const policyOf = (): { Statement: PolicyStatement[] } => {
    const { resources } = shop.aws.cloudFormation.stacks[0];
    const policies: any[] = [...resources.values()].filter(({ definition: { type, logicalId } }) =>
      type === 'AWS::IAM::Policy' && logicalId.startsWith('CanaryPruner'));
    return {
      Statement: policies.flatMap(({ properties }) => properties.PolicyDocument.Statement)
        .map(({ Action, Resource }: any) => ({ Action: [Action].flat(), Resource: [Resource].flat() })),
    };
  };

  /** Something of each kind may go. */
  async function everyKind(): Promise<void> {
    await kept(4);
    shop.aws.lambda.provisioned.set('Orders', '1', 2);
    shop.aws.lambda.addPermission('Orders', {
      statementId: 'Shop-OldRoute-1A2B3C4D5E6F',
      principal: 'apigateway.amazonaws.com',
      action: 'lambda:InvokeFunction',
      sourceArn: `arn:aws:execute-api:us-east-1:123456789012:${shop.restApiId}/prod/GET/gone`,
    });
  }

  test('is enough for everything that it does, and allows nothing else', async () => {
    await everyKind();
    await daily();
    expect(new Set(deletions().map(({ action }) => action))).toEqual(new Set([
      'lambda:DeleteProvisionedConcurrencyConfig', 'apigateway:DELETE', 'lambda:DeleteFunction', 'lambda:RemovePermission',
    ]));
    expect(policyCovers(policyOf(), shop.calls)).toEqual({ denied: [], unused: [] });
  });

  test('is enough where AWS denies everything else', async () => {
    await everyKind();
    shop.faults.push(denyingAllBut(policyOf()));
    await daily();
    expect(outcomes()).toEqual(['Daily returned']);
    expect(summary()).toMatchObject({ end: 'done' });
    expect(versions()).toEqual(['2', '3', '4']);
  });

  test('needs each right: without it less goes, and the log names it', async () => {
    await everyKind();
    // Everything is tried, and nothing goes.
    const used = {
      matches: isDeletion, status: 400, code: 'InvalidRequestException', message: 'in use',
    };
    shop.faults.push(used);
    await daily();
    const tried = deletions().length;
    const rights = rightsOf(policyOf(), shop.calls);
    expect(rights.length).toBeGreaterThan(12);
    for (const right of rights as Array<PolicyStatement & { readonly Resource: string }>) {
      shop.faults.splice(0, shop.faults.length, denyingAllBut({ Statement: rights.filter((other) => other !== right) }), used);
      shop.calls.length = shop.pruner.lines.length = 0;
      await daily();
      const [action] = right.Action;
      const told = JSON.stringify(shop.pruner.lines).includes(action);
      // The template says what these releases call. An export is needed for those of which it does not.
      const isExport = right.Resource.includes('/exports/');
      expect({ right, told: isExport ? deletions().length === tried : told }).toEqual({ right, told: true });
    }
  });
});

describe('elsewhere', () => {
  const orders = (scope: Stack, code: string): lambda.Function => new lambda.Function(scope, 'Orders', {
    functionName: 'Orders',
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    environment: { CODE: code, FAILING: '0' },
  });
  const shopIn = (scope: Stack, code: string): apigateway.RestApi => {
    const api = new apigateway.RestApi(scope, 'Api');
    api.root.addResource('orders').addMethod('GET', new apigateway.LambdaIntegration(orders(scope, code).currentVersion, {
      scopePermissionToMethod: false,
    }));
    return api;
  };
  const lives = async (build: (app: App, code: string) => string): Promise<void> => {
    for (let n = 1; n <= 4; n++) {
      shop.pass(10 * DAY);
      expect((await shop.deploy({ code: `v${n}`, build })).status).toMatch(/_COMPLETE$/);
    }
    expect(shop.rules.calls.filter(({ outcome }) => outcome !== 'returned')).toEqual([]);
    expect(await answers()).toEqual({ version: 'v4' });
    expect(versions()).toEqual(['2', '3', '4']);
    expect(deployments()).toHaveLength(2);
  };

  test('a release in a nested stack', () => lives((app, code) => {
    const nested = new NestedStack(new Stack(app, 'Shop', { env: ENVIRONMENT }), 'Nested');
    new CanaryRelease(nested, 'Release', { api: shopIn(nested, code), retain: LAST });
    return app.synth().directory;
  }));

  test('a stack inside a Stage', () => lives((app, code) => {
    const stage = new Stage(app, 'Prod', { env: ENVIRONMENT });
    const stack = new Stack(stage, 'Shop');
    new CanaryRelease(stack, 'Release', { api: shopIn(stack, code), retain: LAST });
    return app.synth().getNestedAssembly('assembly-Prod').directory;
  }));

  test('two releases on one API: what the stage needs that is behind stays', async () => {
    const build = (beta: boolean) => (app: App, code: string): string => {
      const stack = new Stack(app, 'Shop', { env: ENVIRONMENT });
      const api = shopIn(stack, code);
      new CanaryRelease(stack, 'Release', { api, retain: LAST });
      const stage = new apigateway.Stage(stack, 'Beta', { stageName: 'beta', deployment: api.latestDeployment! });
      const other = new CanaryRelease(stack, 'Other', { stage, retain: LAST, canarySettings: { percentTraffic: 0 } });
      if (beta) { other.promote(); }
      return app.synth().directory;
    };
    for (let n = 1; n <= 5; n++) {
      shop.pass(10 * DAY);
      expect((await shop.deploy({ code: `v${n}`, build: build(n <= 2) })).status).toMatch(/_COMPLETE$/);
    }
    expect(await answers('prod')).toEqual({ version: 'v5' });
    expect(versions()).toEqual(expect.arrayContaining(['4', '5']));
    // Its production never left what it was on, and its request is answered by it.
    const beta = (await answers('beta')).version;
    expect(versions()).toContain(beta.replace('v', ''));
    expect(versions().length).toBeLessThan(5);
  });
});
