import { abort, hold, none, promote, rollout } from './situations';
import {
  calledByItsOwn, checkBaseFunctions, countedRoutes, functionsAtStake, FunctionsCheck, lostNames, replacedVersions, retainedByLast,
} from '../../../lib/stage-driver/decision/base-functions';

const lists = (deleted: string[], retained: string[] = []) => ({ functions: { deleted, retained } });

describe('functionsAtStake', () => {
  const before = none('d1', lists(['Hello', 'Worker'], ['Kept']));

  test.each([
    ['a hold', hold('d2', lists(['Hello']))],
    ['an abort', abort('d2', lists(['Hello']))],
    ['a promotion that leaves production where it is', promote('d2', { updateDeployment: false }, lists(['Hello']))],
  ])('are those that leave in %s', (_, desired) => {
    expect(functionsAtStake({ desired, previous: before, rollback: false })).toEqual({ leaving: ['Worker'], declared: ['Hello'] });
  });

  test.each([
    ['production follows the code', none('d2', lists(['Hello'])), before],
    ['a promotion moves production', promote('d2', {}, lists(['Hello'])), before],
    ['the release is new to the stack', hold('d2', lists(['Hello'])), undefined],
    ['nothing leaves', hold('d2', lists(['Hello', 'Worker', 'More'])), before],
    ['what leaves is retained by its owner', hold('d2', lists(['Hello', 'Worker'])), before],
    ['its owner retains it from now on', hold('d2', lists(['Hello'], ['Worker'])), before],
    ['an earlier version of the library wrote no functions', hold('d2', lists(['Hello'])), none('d1')],
  ])('are none when %s', (_, desired, previous) => {
    expect(functionsAtStake({ desired, previous, rollback: false })).toBeUndefined();
  });
});

describe('beside the deployment of the template itself, functionsAtStake', () => {
  const live = { deploymentId: 'd1', variables: {} };
  const before = none('d1', lists(['Hello|shop']));

  test.each([
    ['production follows the code', none('d1', lists(['Hello|store']))],
    ['a promotion', promote('d1', {}, lists(['Hello|store']))],
    ['a rollout', rollout('d1', lists(['Hello|store']))],
  ])('are those that leave: production cannot follow them, in %s', (_, desired) => {
    expect(functionsAtStake({ desired, previous: before, live, rollback: false })).toMatchObject({ leaving: ['Hello|shop'] });
    expect(functionsAtStake({ desired: { ...desired, deploymentId: 'd2' }, previous: before, live, rollback: false })).toBeUndefined();
  });

  test('are unknown when the release is new to the stack', () => {
    const desired = none('d1', lists(['Hello']));
    expect(functionsAtStake({ desired, live, rollback: false })).toEqual({ leaving: [], declared: ['Hello'], isAdopted: true });
    expect(functionsAtStake({ desired: { ...desired, deploymentId: 'd2' }, live, rollback: false })).toBeUndefined();
  });

  test('are what the stack has and the template does not, when the release is new to the stack', () => {
    const stack = { stackName: 'Shop', names: new Map([['Hello', 'Shop-Hello-1'], ['Worker', 'Shop-Worker-1'], ['Role', 'Shop-Role-1']]) };
    const desired = none('d1', { ...lists(['Hello']), roles: { deleted: ['Role'], retained: [] } });
    expect(functionsAtStake({ desired, live, stack, rollback: false })).toMatchObject({ leaving: ['Worker'] });
  });
});

test.each([
  ['a name that CloudFormation gave to a function that the stack has no more', 'Shop-Hello3A-1XYZ', true],
  ['the name that it has', 'Shop-Hello3A-2XYZ', false],
  ['a function of a stack with a longer name', 'Shop-Data-Hello3A-1XYZ', false],
  ['a name of somebody else', 'greeting', false],
])('beside a release that is new to the stack, the base loses %s', (_, called, isLost) => {
  const check = { leaving: [], declared: ['Hello3A'], isAdopted: true, names: new Map([['Hello3A', 'Shop-Hello3A-2XYZ']]), stackName: 'Shop' };
  expect(lostNames({ ...check, called: [called] })).toEqual(isLost ? [called] : []);
});

test.each([
  ['a version that is not the one of the template', 'Shop-Hello3A-2XYZ:1', ['Shop-Hello3A-2XYZ:1']],
  ['the version of the template', 'Shop-Hello3A-2XYZ:2', []],
  ['an alias that is not the one of the template', 'Shop-Hello3A-2XYZ:live', ['Shop-Hello3A-2XYZ:live']],
  ['a function without a version', 'Shop-Hello3A-2XYZ', []],
  ['a version of a function of somebody else', 'greeting:1', []],
  ['a version whose number is in a stage variable', 'Shop-By4B-1XYZ:1', []],
])('beside a release that is new to the stack, the base loses the versions: %s', (_, text, expected) => {
  const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:';
  const [name, qualifier] = text.split(':');
  const calls = [`${ARN}Shop-Hello3A-2XYZ:2`, `${ARN}Shop-By4B-1XYZ:\${stageVariables.v}`];
  const names = new Map([['Hello3A', 'Shop-Hello3A-2XYZ'], ['By4B', 'Shop-By4B-1XYZ']]);
  expect(replacedVersions({ functions: [{ name, qualifier, reference: ARN + text }], roles: [] }, calls, names)).toEqual(expected);
});

describe('calledByItsOwn', () => {
  const callOf = (fn: string): string => `arn:aws:lambda:eu-west-1:123456789012:function:shop-${fn}:live`;
  const live = { deploymentId: 'd1', variables: {} };
  const calls = ['arn:aws:lambda:eu-west-1:123456789012:function:shop-Fn:1', 'arn:aws:lambda:eu-west-1:123456789012:function:shop-Fn'];
  const held = hold('d2', { calls });

  test.each([
    ['the canary that production moves to', none('d2'), held],
    ['a promoted canary', promote('d2'), held],
    ['a canary that stays', hold('d2'), held],
    ['one that was aborted, and comes in steps', rollout('d2'), abort('d2', { calls })],
  ])('names what the deployment of before calls: %s', (_, desired, previous) => {
    expect(calledByItsOwn({ live, desired, previous })).toEqual(['shop-Fn']);
  });

  test.each([
    ['the deployment is new', none('d3'), held],
    ['an abort takes it off', abort('d2'), held],
    ['the release is new to the stack', none('d2'), undefined],
  ])('names none when %s', (_, desired, previous) => {
    expect(calledByItsOwn({ live, desired, previous })).toEqual([]);
  });

  test('names what the history tells where a library of before did not say what the deployment calls', () => {
    const situation = { live, desired: promote('d2', {}, { calls }), previous: hold('d2') };
    const stack = { stackName: 'Shop', names: new Map([['Fn', 'shop-Fn']]), outdatedNames: new Map([['shop-Fn-before', 'shop-Fn']]) };
    expect(functionsAtStake({ ...situation, rollback: false })).toMatchObject({ leaving: [] });
    expect(calledByItsOwn({ ...situation, stack })).toEqual(['shop-Fn-before']);
    expect(calledByItsOwn({ ...situation, previous: hold('d2', { calls }), stack })).toEqual(['shop-Fn']);
  });

  describe('given a deployment that an earlier attempt has created', () => {
    const stack = {
      stackName: 'Shop',
      names: new Map([['Fn', 'shop-Fn'], ['Worker', 'shop-Worker']]),
      outdatedNames: new Map([['shop-Fn-before', 'shop-Fn'], ['shop-Worker-before', 'shop-Worker']]),
    };
    const canary = { deploymentId: 'd2', percentTraffic: 10, stageVariableOverrides: {}, useStageCache: false };
    const retried = { live: { ...live, canary }, previous: none('d1', { calls }), isRetried: true, stack };

    test.each([
      ['production that moves to it', none('d2', { calls }), ['shop-Fn-before']],
      ['a canary on it', hold('d2', { calls }), ['shop-Fn-before']],
      ['an abort that takes it off', abort('d2', { calls }), []],
      ['one that calls nothing of the stack', none('d2'), []],
    ])('names what that called then: %s', (_, desired, expected) => {
      expect(calledByItsOwn({ ...retried, desired })).toEqual(expected);
    });

    test('names what the attempt that created it has called by an alias, which a later one has moved', () => {
      const [created, moved] = [hold('d2', { calls: [callOf('Handler')] }), none('d2', { calls: [callOf('Fn')] })];
      const desired = none('d2', { calls: [callOf('Fn')] });
      expect(calledByItsOwn({ ...retried, desired, stack: undefined, earlierAttempts: [moved, created] })).toEqual(['shop-Handler']);
      expect(calledByItsOwn({ ...retried, desired, stack: undefined, earlierAttempts: [none('d1'), moved] })).toEqual(['shop-Fn']);
    });
  });
});

describe('countedRoutes', () => {
  const desired = none('d1', { routes: ['GET /hello'] });

  test.each([
    ['those of the template, on its own deployment', 'd1', ['GET /hello']],
    ['all, on another one', 'd0', undefined],
  ])('are %s', (_, deploymentId, expected) => {
    expect(countedRoutes({ desired, live: { deploymentId, variables: {} } })).toEqual(expected);
  });
});

describe('checkBaseFunctions', () => {
  const check = (more: Partial<FunctionsCheck>) => textOf(more)?.text;
  const textOf = (more: Partial<FunctionsCheck>) => checkBaseFunctions({
    leaving: ['Hello'],
    declared: ['Other'],
    names: new Map([['Hello', 'Shop-Hello-1'], ['Other', 'Shop-Other-2']]),
    stackName: 'Shop',
    called: ['Shop-Hello-1'],
    ...more,
  });

  test('refuses a function that the base calls, and tells the way out', () => {
    expect(check(
      {},
    )).toBe('The base release calls Shop-Hello-1, which this operation removes from stack Shop or replaces; once CloudFormation has deleted it, '
      + 'requests on the base release would get 500. The stage was not moved. Keep the function in the app, under its construct id, until production '
      + 'has left it: promote or deploy without a canary, then remove it.');
  });

  test('tells another way out where the template has no newer deployment', () => {
    const refused = checkBaseFunctions({
      leaving: ['Hello'], declared: [], names: new Map([['Hello', 'Shop-Hello-1']]), stackName: 'Shop', called: ['Shop-Hello-1'],
    }, 'd1');
    expect(refused?.text).toMatch(/Nothing could follow: d1 is still the deployment of the template\. Change the code or the description/);
  });

  test('lets a function go that the base does not call', () => {
    expect(check({ called: ['Shop-Other-2', 'elsewhere'] })).toBeUndefined();
  });

  test('knows a function by the name that its owner gave it', () => {
    expect(check({ leaving: ['Hello|hello'], declared: ['Hello|greeting'], names: new Map([['Hello', 'greeting']]), called: ['hello'] })).toContain(
      'calls hello,',
    );
  });

  test('lets a function keep its given name under another logical id, as after a refactoring of the stack', () => {
    const moved = { leaving: ['Old|hello'], declared: ['New|hello'], called: ['hello'] };
    expect(check({ ...moved, names: new Map([['New', 'hello']]) })).toBeUndefined();
    // The old one is still there: CloudFormation has not come to it, or somebody else has the name of the new one.
    expect(check({ ...moved, names: new Map([['Old', 'hello']]) })).toContain('calls hello,');
    expect(check({ ...moved, names: new Map([['New', 'Shop-New-1']]) })).toContain('calls hello,');
    expect(check({ ...moved, declared: ['New|greeting'], names: new Map([['New', 'hello']]) })).toContain('calls hello,');
    expect(check({ ...moved, leaving: ['Old|hello', 'New|hello'], names: new Map([['New', 'hello']]) })).toContain('calls hello,');
  });

  test('takes a called function of this stack that is none of its functions any more for the one that is replaced', () => {
    const replaced = { leaving: ['Hello'], declared: ['Hello|greeting'], names: new Map([['Hello', 'greeting']]) };
    expect(check({ ...replaced, called: ['Shop-Hello-1'] })).toContain('calls Shop-Hello-1,');
    expect(check({ ...replaced, called: ['greeting', 'Shopping-Hello-1', 'elsewhere'] })).toBeUndefined();
  });

  test('takes a function that is to be replaced for lost, also before CloudFormation has come to it', () => {
    const replaced = { leaving: ['Hello'], declared: ['Hello|||{"TenantIsolationMode":"PER_TENANT"}'], names: new Map([['Hello', 'Shop-Hello-1']]) };
    expect(check({ ...replaced, called: ['Shop-Hello-1'] })).toContain('calls Shop-Hello-1,');
  });

  test('takes a name that only CloudFormation puts together for an unknown one', () => {
    const joined = { leaving: ['Hello|{"Fn::Sub":"${X}-hello"}'], declared: ['Hello|greeting'], names: new Map([['Hello', 'greeting']]) };
    expect(check({ ...joined, called: ['Shop-hello'] })).toContain('calls Shop-hello,');
  });

  test('refuses when nobody knows what the base calls', () => {
    expect(check({ called: undefined })).toMatch(
      /^Hello of stack Shop would be deleted, and it could not be read .* The stage was not moved\. Let the stage driver call apigateway:GET/,
    );
  });
});

describe('retainedByLast', () => {
  const template = (deleted: string[], retained: string[]) => none('d1', { backends: { deleted, retained } });

  test('goes by the last template that had a resource, of any kind', () => {
    expect([...retainedByLast([template(['Queue||sqs'], ['Table|orders|dynamodb']), template([], ['Queue||sqs', 'Topic||sns'])])]).toEqual(
      ['Table', 'Topic'],
    );
    expect([...retainedByLast([none('d1', { ...lists([], ['Hello|hello']), roles: { deleted: ['Worker'], retained: ['Caller'] } })])]).toEqual(
      ['Hello', 'Caller'],
    );
    expect([...retainedByLast([])]).toEqual([]);
  });
});
