import { callsOf } from '../../../lib/stage-driver/decision/base-calls';

describe('the functions that a stage calls', () => {
  const LAMBDA = 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions';
  const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function';
  const calling = (uri?: string) => ({ paths: { '/hello': { get: { 'x-amazon-apigateway-integration': { uri } } } } });

  test.each([
    ['a version', `${LAMBDA}/${ARN}:hello:3/invocations`, ['hello']],
    ['an alias', `${LAMBDA}/${ARN}:hello:live/invocations`, ['hello']],
    ['a function without a version', `${LAMBDA}/${ARN}:hello/invocations`, ['hello']],
    [
      'a streaming function',
      `arn:aws-cn:apigateway:cn-north-1:lambda:path/2021-11-15/functions/${ARN}:hello:3/response-streaming-invocations`,
      ['hello'],
    ],
    ['a function by its name', `${LAMBDA}/hello/invocations`, ['hello']],
    ['a stage variable as alias', `${LAMBDA}/${ARN}:hello:\${stageVariables.alias}/invocations`, ['hello']],
    ['a stage variable as name', `${LAMBDA}/${ARN}:\${stageVariables.fn}/invocations`, ['named-by-the-stage']],
    ['a stage variable that the stage does not have', `${LAMBDA}/${ARN}:\${stageVariables.none}/invocations`, []],
    ['an HTTP backend', 'https://example.com/functions', []],
    ['a mock', undefined, []],
  ])('finds %s', (_, uri, expected) => {
    expect(callsOf(calling(uri), { fn: 'named-by-the-stage' }).functions.map(({ name }) => name)).toEqual(expected);
  });

  test('finds authorizers, and every function once', () => {
    const uri = `${LAMBDA}/${ARN}:hello:3/invocations`;
    const guard = { 'x-amazon-apigateway-authorizer': { authorizerUri: `${LAMBDA}/${ARN}:guard:1/invocations` } };
    const { functions } = callsOf({
      paths: { '/a': calling(uri).paths['/hello'], '/b': { ...calling(uri).paths['/hello'], parameters: [] } },
      components: { securitySchemes: { guard, key: { type: 'apiKey' } } },
    }, {});
    expect(functions).toEqual([
      { name: 'hello', qualifier: '3', reference: `${ARN}:hello:3` }, { name: 'guard', qualifier: '1', reference: `${ARN}:guard:1` },
    ]);
  });

  test('leaves out what only other routes lead to, their authorizers too', () => {
    const to = (name: string, guard: string) => ({
      get: { 'x-amazon-apigateway-integration': { uri: `${LAMBDA}/${ARN}:${name}:1/invocations` }, 'security': [{ [guard]: [] }] },
    });
    const guardOf = (name: string) => ({ 'x-amazon-apigateway-authorizer': { authorizerUri: `${LAMBDA}/${ARN}:${name}:1/invocations` } });
    const definition = {
      paths: { '/hello': to('hello', 'guard'), '/gone': to('gone', 'oldGuard') },
      components: { securitySchemes: { guard: guardOf('guard'), oldGuard: guardOf('old-guard') } },
    };
    const names = (routes?: string[]) => callsOf(definition, {}, routes).functions.map(({ name }) => name);
    expect(names()).toEqual(['hello', 'gone', 'guard', 'old-guard']);
    expect(names(['GET /hello', 'GET /new'])).toEqual(['hello', 'guard']);
  });

  test('finds none in an API without routes', () => {
    expect(callsOf({}, {})).toEqual({ functions: [], roles: [] });
  });
});

describe('the roles that a stage calls with', () => {
  const ROLE = 'arn:aws:iam::123456789012:role';

  test('are those of integrations and authorizers, by their names', () => {
    expect(callsOf({
      paths: {
        '/a': { get: { 'x-amazon-apigateway-integration': { credentials: `${ROLE}/Shop-Caller-1` } } },
        '/b': { get: { 'x-amazon-apigateway-integration': { credentials: `${ROLE}/team/path/\${stageVariables.role}` } } },
        '/c': { get: { 'x-amazon-apigateway-integration': { credentials: 'arn:aws:iam::*:user/*' } } },
        '/d': { get: { 'x-amazon-apigateway-integration': {} } },
      },
      components: { securitySchemes: { guard: { 'x-amazon-apigateway-authorizer': { authorizerCredentials: `${ROLE}/Guard` } } } },
    }, { role: 'by-variable' }).roles).toEqual(['Shop-Caller-1', 'by-variable', 'Guard']);
  });
});
