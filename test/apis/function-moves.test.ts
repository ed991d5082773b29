import { App, CfnCondition, CfnParameter, CfnResource, Fn, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { answering } from './answering';
import { WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease } from '../../lib';

/** What the user has written: GET /hello on the function `called`, and other functions that nothing calls. */
interface Written {
  readonly called: string;
  readonly others?: readonly string[];
  readonly action?: 'hold' | 'promote' | 'abort';
  readonly functionProps?: Partial<lambda.FunctionProps>;
  readonly removalPolicy?: RemovalPolicy;
  /** The removal policy is also on the role that CDK makes for the function. @default true */
  readonly retainsRole?: boolean;
  /** The functions stand in a nested stack with this id. @default - beside the API */
  readonly nestedIn?: string;
  /** The deployment follows versions in a nested stack, too. @default true */
  readonly follows?: boolean;
  /** The authorizer's function. @default - no authorizer */
  readonly authorizer?: string;
}

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

function app({ called, others = [], action, functionProps, removalPolicy, retainsRole = true, nestedIn, follows = true, authorizer }: Written) {
  return (root: App, code: string) => {
    const stack = new Stack(root, 'App');
    const scope = nestedIn === undefined ? stack : new NestedStack(stack, nestedIn);
    const functionOf = (id: string, of: Construct = scope) => {
      const fn = answering(of, code, id, functionProps);
      if (removalPolicy) { [fn, ...retainsRole ? [fn.role!] : []].forEach((kept) => kept.applyRemovalPolicy(removalPolicy)); }
      return fn;
    };
    others.forEach((id) => functionOf(id));
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const { currentVersion } = functionOf(called);
    if (nestedIn !== undefined && follows) { api.latestDeployment!.addToLogicalId((currentVersion.node.defaultChild as CfnResource).logicalId); }
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(currentVersion), {
      authorizer: authorizer === undefined ? undefined : new apigateway.RequestAuthorizer(stack, `${authorizer}Authorizer`, {
        handler: functionOf(authorizer, stack).currentVersion, identitySources: [apigateway.IdentitySource.header('Authorization')],
      }),
    });
    const release = new CanaryRelease(stack, 'Release', { api, canarySettings: action && { percentTraffic: 10 } });
    if (action === 'promote') { release.promote(); }
    if (action === 'abort') { release.abort(); }
  };
}

async function given(...deploys: Array<[Written, string]>): Promise<void> {
  for (const [written, code] of deploys) { expectDone(await aws.deploy(app(written), code)); }
}

function expectDone({ result, failures }: WatchedOperation): void {
  expect(result).toMatchObject({ succeeded: true });
  expect(failures).toEqual([]);
}

function expectRefused({ result, failures }: WatchedOperation): void {
  expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseFunctionRemoved]') });
  expect(failures).toEqual([]);
}

describe('where requests meet a stage of a moment ago', () => {
  /** Either release is right for a while. An error never is. */
  async function expectAnswered(...deploys: Array<[Written, string]>): Promise<void> {
    const errors: unknown[] = [];
    for (const [written, code] of deploys) {
      const { result, failures } = await aws.deploy(app(written), code);
      expect(result).toMatchObject({ succeeded: true });
      errors.push(...failures.filter(({ got }) => !got.startsWith('code ')));
    }
    expect(errors).toEqual([]);
  }

  test.each([1, 4, 5, 8])('a function that production leaves is called until nobody meets the old stage any more (%i)', async (seed) => {
    await aws.close();
    aws = new WatchedAws(seed, { dataPlane: 'lagging' });
    await expectAnswered(
      [{ called: 'Fn', nestedIn: 'Functions', functionProps: { functionName: 'first' } }, 'code 1'],
      [{ called: 'Fn', nestedIn: 'Functions', functionProps: { functionName: 'second' } }, 'code 2'],
    );
    expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });
});

const HELD = { prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } };

describe('a function that the base calls, replaced by one with another construct id', () => {
  test('without a canary: works', async () => {
    await given([{ called: 'Fn' }, 'code 1']);
    expectDone(await aws.deploy(app({ called: 'Handler' }), 'code 2'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });

  test('beside a canary, and still in the app: works', async () => {
    await given([{ called: 'Fn' }, 'code 1']);
    expectDone(await aws.deploy(app({ called: 'Handler', others: ['Fn'], action: 'hold' }), 'code 2'));
    expect(aws.stages()).toEqual(HELD);
  });

  test('beside a canary, and gone from the app: is refused before anything moves', async () => {
    await given([{ called: 'Fn' }, 'code 1']);
    const operation = await aws.deploy(app({ called: 'Handler', action: 'hold' }), 'code 2');
    expectRefused(operation);
    expect(operation.result.reason).toMatch(/The base release calls App-Fn\S+, which this operation removes from stack App or replaces/);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('gone from the app in a later deploy, while the canary is held: is refused, and the canary stays', async () => {
    await given([{ called: 'Fn' }, 'code 1'], [{ called: 'Handler', others: ['Fn'], action: 'hold' }, 'code 2']);
    expectRefused(await aws.deploy(app({ called: 'Handler', action: 'hold' }), 'code 2'));
    expect(aws.stages()).toEqual(HELD);
  });

  test('gone from the app in an abort, which keeps the base: is refused', async () => {
    await given([{ called: 'Fn' }, 'code 1'], [{ called: 'Handler', others: ['Fn'], action: 'hold' }, 'code 2']);
    expectRefused(await aws.deploy(app({ called: 'Handler', action: 'abort' }), 'code 2'));
    expect(aws.stages()).toEqual(HELD);
  });

  test('gone from the app with the promotion, or after it: works', async () => {
    const held: Array<[Written, string]> = [[{ called: 'Fn' }, 'code 1'], [{ called: 'Handler', others: ['Fn'], action: 'hold' }, 'code 2']];
    await given(...held, [{ called: 'Handler', action: 'promote' }, 'code 2'], [{ called: 'Handler' }, 'code 2']);
    expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });
});

describe('other functions that go beside a canary', () => {
  test('one that nothing calls: works', async () => {
    await given([{ called: 'Fn', others: ['Worker'] }, 'code 1']);
    expectDone(await aws.deploy(app({ called: 'Fn', action: 'hold' }), 'code 2'));
    expect(aws.stages()).toEqual(HELD);
  });

  test('the one that only the canary called, in an abort with the old code: works', async () => {
    await given([{ called: 'Fn' }, 'code 1'], [{ called: 'Fn', authorizer: 'Guard', action: 'hold' }, 'code 2']);
    expectDone(await aws.deploy(app({ called: 'Fn', action: 'abort' }), 'code 1'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('one that its owner retains: works, and the base goes on calling it', async () => {
    await given([{ called: 'Fn', removalPolicy: RemovalPolicy.RETAIN }, 'code 1']);
    expectDone(await aws.deploy(app({ called: 'Handler', removalPolicy: RemovalPolicy.RETAIN, action: 'hold' }), 'code 2'));
    expect(aws.stages()).toEqual(HELD);
  });

  test('one that its owner retains without its role, which a version cannot run without: is refused', async () => {
    const retained = { removalPolicy: RemovalPolicy.RETAIN, retainsRole: false };
    await given([{ called: 'Fn', ...retained }, 'code 1']);
    const { result } = await aws.deploy(app({ called: 'Handler', ...retained, action: 'hold' }), 'code 2');
    expect(result).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringMatching(/needs the role FnServiceRole\w+, .*\[BaseRoleRemoved\]/),
    });
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test("the base's authorizer function: is refused", async () => {
    await given([{ called: 'Fn', authorizer: 'Guard' }, 'code 1']);
    expectRefused(await aws.deploy(app({ called: 'Fn', authorizer: 'Warden', action: 'hold' }), 'code 2'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });
});

describe('a function that CloudFormation replaces under its construct id', () => {
  test.each([
    ['from a generated name to a given one', {}, { functionName: 'hello' }],
    ['from one name to another', { functionName: 'hello' }, { functionName: 'greeting' }],
    ['from a given name to a generated one', { functionName: 'hello' }, {}],
  ])('%s, beside a canary: is refused', async (_, before, after) => {
    await given([{ called: 'Fn', functionProps: before }, 'code 1']);
    expectRefused(await aws.deploy(app({ called: 'Fn', functionProps: after, action: 'hold' }), 'code 2'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test.each<[string, string, unknown]>([
    ['a name', 'FunctionName', 'hello'],
    ['tenants', 'TenancyConfig', { TenantIsolationMode: 'PER_TENANT' }],
  ])('by an override that gives it %s, beside a canary: is refused', async (_, property, value) => {
    await given([{ called: 'Fn' }, 'code 1']);
    expectRefused(await aws.deploy((root, code) => {
      app({ called: 'Fn', action: 'hold' })(root, code);
      const fn = root.node.findChild('App').node.findChild('Fn').node.defaultChild as CfnResource;
      fn.addPropertyOverride(property, value);
    }, 'code 2'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  describe('because a template parameter has another value', () => {
    /** A function named by a parameter and one under a condition, of which the API calls one. */
    const parameterized = (called: 'Named' | 'Conditional' | 'Fn', action?: 'hold') => (root: App, code: string) => {
      app({ called: 'Fn', action })(root, code);
      const stack = root.node.findChild('App') as Stack;
      const prefix = new CfnParameter(stack, 'Prefix').valueAsString;
      const isOld = new CfnCondition(stack, 'IsOld', { expression: Fn.conditionEquals(prefix, 'old') });
      const named = answering(stack, code, 'Named', { functionName: `${prefix}-hello` });
      const conditional = answering(stack, code, 'Conditional');
      const api = stack.node.findChild('Api') as apigateway.RestApi;
      const other = { Named: named, Conditional: conditional, Fn: undefined }[called]?.currentVersion;
      if (other) { api.root.addResource('other').addMethod('GET', new apigateway.LambdaIntegration(other)); }
      const ofConditional = conditional.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node)
        && node.cfnResourceType.startsWith('AWS::Lambda'));
      ofConditional.forEach(({ cfnOptions }) => { cfnOptions.condition = isOld; });
    };

    test.each(['Named', 'Conditional'] as const)('and beside a canary: is refused (%s)', async (called) => {
      expectDone(await aws.deploy(parameterized(called), 'code 1', { parameters: { Prefix: 'old' } }));
      expectRefused(await aws.deploy(parameterized('Fn', 'hold'), 'code 2', { parameters: { Prefix: 'new' } }));
      expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
    });

    test.each(['Named', 'Conditional'] as const)('works as long as the value stays (%s)', async (called) => {
      expectDone(await aws.deploy(parameterized(called), 'code 1', { parameters: { Prefix: 'old' } }));
      expect((await aws.deploy(parameterized('Fn', 'hold'), 'code 2', { parameters: { Prefix: 'old' } })).result).toMatchObject({ succeeded: true });
    });
  });

  test('that the base does not call: works', async () => {
    await given([{ called: 'Fn', others: ['Worker'] }, 'code 1']);
    expectDone(await aws.deploy((root, code) => {
      app({ called: 'Fn', action: 'hold' })(root, code);
      answering(root.node.findChild('App') as Stack, code, 'Worker', { functionName: 'worker' });
    }, 'code 2'));
    expect(aws.stages()).toEqual(HELD);
  });
});

describe('a function in a nested stack', () => {
  test('that leaves it beside a canary: is refused', async () => {
    await given([{ called: 'Fn', nestedIn: 'Functions' }, 'code 1']);
    expectRefused(await aws.deploy(app({ called: 'Handler', nestedIn: 'Functions', action: 'hold' }), 'code 2'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('that leaves with the whole nested stack: is refused', async () => {
    await given([{ called: 'Fn', nestedIn: 'Functions' }, 'code 1']);
    expectRefused(await aws.deploy(app({ called: 'Fn', action: 'hold' }), 'code 2'));
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('that stays: works', async () => {
    await given([{ called: 'Fn', others: ['Worker'], nestedIn: 'Functions' }, 'code 1']);
    expectDone(await aws.deploy(app({ called: 'Fn', nestedIn: 'Functions', action: 'hold' }), 'code 2'));
    expect(aws.stages()).toEqual(HELD);
  });

  test('that no deployment follows: synth warns, because base and canary would run the same code, and the deploy is refused', async () => {
    const unfollowed = { called: 'Fn', nestedIn: 'Functions', follows: false } as const;
    await given([unfollowed, 'code 1']);
    const { result, messages, failures } = await aws.deploy(app({ ...unfollowed, action: 'hold' }), 'code 2');
    expect(messages).toContainEqual(expect.stringMatching(
      /^App\/Functions\/Fn\/CurrentVersion\/Resource is in a nested stack, and CDK makes no new deployment .*addToLogicalId/,
    ));
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[CanaryWithoutNewCode]') });
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
    expect(failures).toEqual([]);
  });

  test('that the deployment follows is not warned of', async () => {
    await given([{ called: 'Fn', nestedIn: 'Functions' }, 'code 1']);
    const { messages } = await aws.deploy(app({ called: 'Fn', nestedIn: 'Functions', action: 'hold' }), 'code 2');
    expect(messages.filter((message) => message.includes('nested stack'))).toEqual([]);
  });
});

describe('a version that the base retained and that comes back with unchanged code', () => {
  const back: Written = { called: 'Fn' };

  test('cannot be created again: CloudFormation rolls back, and no request fails', async () => {
    await given([{ called: 'Fn' }, 'code 1'], [{ called: 'Handler', others: ['Fn'] }, 'code 1']);
    const { result, failures } = await aws.deploy(app(back), 'code 1');
    expect(result).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('A version for this Lambda function exists'),
    });
    expect(failures).toEqual([]);
  });

  test('is a new version as soon as the function changes in any way', async () => {
    await given([
      { called: 'Fn' }, 'code 1',
    ], [{ called: 'Handler', others: ['Fn'] }, 'code 1'], [{ ...back, functionProps: { description: 'is back' } }, 'code 1']);
  });
});

describe('a role beside a canary', () => {
  const roled = (role: 'own' | 'given', caller?: string, action?: 'hold') => (root: App, code: string) => {
    const stack = new Stack(root, 'App');
    const ownRole = role === 'own' ? undefined : new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const fn = answering(stack, code, 'Fn', role === 'own' ? {} : { role: ownRole });
    const credentialsRole = caller === undefined
      ? undefined
      : new iam.Role(stack, caller, { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    if (credentialsRole) { fn.currentVersion.grantInvoke(credentialsRole); }
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion, { credentialsRole }));
    new CanaryRelease(stack, 'Release', { api, canarySettings: action && { percentTraffic: 10 } });
  };

  test.each<[string, Parameters<typeof roled>, Parameters<typeof roled>]>([
    ["that the base's version runs with", ['own'], ['given', undefined, 'hold']],
    ['that the base is called with', ['own', 'A'], ['own', 'B', 'hold']],
  ])('%s, and that leaves: is refused', async (_, before, after) => {
    expectDone(await aws.deploy(roled(...before), 'code 1'));
    const { result, failures } = await aws.deploy(roled(...after), 'code 2');
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseRoleRemoved]') });
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('that nothing of the base needs may leave', async () => {
    expectDone(await aws.deploy((root, code) => {
      roled('own')(root, code);
      new iam.Role(root.node.findChild('App') as Stack, 'Worker', { assumedBy: new iam.ServicePrincipal('events.amazonaws.com') });
    }, 'code 1'));
    expectDone(await aws.deploy(roled('own', undefined, 'hold'), 'code 2'));
    expect(aws.stages()).toEqual(HELD);
  });
});

describe('given a function under a condition of the nested stack that it is in, which the base calls', () => {
  type Place = 'in one' | 'in the one around';
  const deploy = (keep: string, action: 'hold' | undefined, place: Place = 'in one', says = 'yes') => aws.deploy((root: App, code: string) => {
    const stack = new Stack(root, 'App');
    const kept = new CfnParameter(stack, 'Keep', { default: 'yes' }).valueAsString;
    const outer = new NestedStack(stack, 'Outer');
    const nested = place === 'in one' ? outer : new NestedStack(outer, 'Inner');
    const [first, second] = ['First', 'Second'].map((id) => answering(id === 'First' ? nested : stack, code, id));
    const keeps = new CfnCondition(outer, 'Keeps', { expression: Fn.conditionNot(Fn.conditionNot(Fn.conditionEquals(kept, says))) });
    const conditional = place === 'in one'
      ? first.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node)) : [nested.nestedStackResource!];
    conditional.forEach(({ cfnOptions }) => { cfnOptions.condition = keeps; });
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(action === undefined ? first : second.currentVersion));
    new CanaryRelease(stack, 'Release', { api, canarySettings: action && { percentTraffic: 10 } });
  }, 'code 1', { parameters: { Keep: keep } });

  test.each<[Place, string, string]>([
    ['in one', 'no', 'yes'], ['in one', 'yes', 'no'], ['in the one around', 'no', 'yes'],
  ])('a canary with which it leaves is refused: the condition is %s, the parameter %s, the template asks for %s', async (place, keep, says) => {
    expectDone(await deploy('yes', undefined, place));
    expectRefused(await deploy(keep, 'hold', place, says));
  });

  test('a canary with which it stays is not refused', async () => {
    expectDone(await deploy('yes', undefined));
    expectDone(await deploy('yes', 'hold'));
  });
});
