import { abort, hold, none, promote } from './situations';
import { FunctionsCheck, checkBaseFunctions, functionsAtStake } from '../../../lib/stage-driver/decision/base-functions';

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

  test('lets a function go that the base does not call', () => {
    expect(check({ called: ['Shop-Other-2', 'elsewhere'] })).toBeUndefined();
  });

  test('knows a function by the name that its owner gave it', () => {
    expect(check({ leaving: ['Hello|hello'], declared: ['Hello|greeting'], names: new Map([['Hello', 'greeting']]), called: ['hello'] })).toContain(
      'calls hello,',
    );
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
