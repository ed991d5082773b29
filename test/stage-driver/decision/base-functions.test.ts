import { abort, hold, none, promote } from './situations';
import { FunctionsCheck, calledFunctions, checkBaseFunctions, functionsAtStake } from '../../../lib/stage-driver/decision/base-functions';

const lists = (deleted: string[], retained: string[] = []) => ({ functions: { deleted, retained } });

describe('functionsAtStake', () => {
  const before = none('d1', lists(['Hello', 'Worker'], ['Kept']));

  test.each([
    ['a hold', hold('d2', lists(['Hello']))],
    ['an abort', abort('d2', lists(['Hello']))],
    ['a promotion that leaves production where it is', promote('d2', { updateDeployment: false }, lists(['Hello']))],
  ])('are those that leave in %s', (_, desired) => {
    expect(functionsAtStake(desired, before)).toEqual({ leaving: ['Worker'], declared: ['Hello'] });
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
    expect(functionsAtStake(desired, previous)).toBeUndefined();
  });
});

describe('checkBaseFunctions', () => {
  const check = (more: Partial<FunctionsCheck>) => textOf(more)?.text;
  const textOf = (more: Partial<FunctionsCheck>) => checkBaseFunctions({
    leaving: ['Hello'], declared: ['Other'], names: new Map([['Hello', 'Shop-Hello-1'], ['Other', 'Shop-Other-2']]), stackName: 'Shop', called: ['Shop-Hello-1'], ...more,
  });

  test('refuses a function that the base calls, and tells the way out', () => {
    expect(check({})).toBe('The base release calls Shop-Hello-1, which this operation removes from stack Shop or replaces; once CloudFormation has deleted it, '
      + 'requests on the base release would get 500. The stage was not moved. Keep the function in the app, under its construct id, until production has left it: '
      + 'promote or deploy without a canary, then remove it.');
  });

  test('lets a function go that the base does not call', () => {
    expect(check({ called: ['Shop-Other-2', 'elsewhere'] })).toBeUndefined();
  });

  test('knows a function by the name that its owner gave it', () => {
    expect(check({ leaving: ['Hello|hello'], declared: ['Hello|greeting'], names: new Map([['Hello', 'greeting']]), called: ['hello'] })).toContain('calls hello,');
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

describe('calledFunctions', () => {
  const LAMBDA = 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions';
  const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function';
  const calling = (uri?: string) => ({ paths: { '/hello': { get: { 'x-amazon-apigateway-integration': { uri } } } } });

  test.each([
    ['a version', `${LAMBDA}/${ARN}:hello:3/invocations`, ['hello']],
    ['an alias', `${LAMBDA}/${ARN}:hello:live/invocations`, ['hello']],
    ['a function without a version', `${LAMBDA}/${ARN}:hello/invocations`, ['hello']],
    ['a streaming function', `arn:aws-cn:apigateway:cn-north-1:lambda:path/2021-11-15/functions/${ARN}:hello:3/response-streaming-invocations`, ['hello']],
    ['a function by its name', `${LAMBDA}/hello/invocations`, ['hello']],
    ['a stage variable as alias', `${LAMBDA}/${ARN}:hello:\${stageVariables.alias}/invocations`, ['hello']],
    ['a stage variable as name', `${LAMBDA}/${ARN}:\${stageVariables.fn}/invocations`, ['named-by-the-stage']],
    ['a stage variable that the stage does not have', `${LAMBDA}/${ARN}:\${stageVariables.none}/invocations`, []],
    ['an HTTP backend', 'https://example.com/functions', []],
    ['a mock', undefined, []],
  ])('finds %s', (_, uri, expected) => {
    expect(calledFunctions(calling(uri), { fn: 'named-by-the-stage' })).toEqual(expected);
  });

  test('finds authorizers, and every function once', () => {
    const uri = `${LAMBDA}/${ARN}:hello:3/invocations`;
    const guard = { 'x-amazon-apigateway-authorizer': { authorizerUri: `${LAMBDA}/${ARN}:guard:1/invocations` } };
    expect(calledFunctions({
      paths: { '/a': calling(uri).paths['/hello'], '/b': { ...calling(uri).paths['/hello'], parameters: [] } },
      components: { securitySchemes: { guard, key: { type: 'apiKey' } } },
    }, {})).toEqual(['hello', 'guard']);
  });

  test('finds none in an API without routes', () => {
    expect(calledFunctions({}, {})).toEqual([]);
  });
});
