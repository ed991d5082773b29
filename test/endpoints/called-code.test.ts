import { CalledCode, calledCode, completed } from '../../lib/endpoints/called-code';

const TYPES = ['AWS::Lambda::Function', 'AWS::Lambda::Version', 'AWS::Lambda::Alias', 'AWS::SNS::Topic'];
const VARIABLES = { alias: 'live', number: '3', name: 'fn-b' };
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function';

function called(part: string, end = '/invocations'): CalledCode | undefined {
  return calledCode(`arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${part}${end}`, VARIABLES, (target) => TYPES[target]);
}

describe('the URI of a Lambda function calls', () => {
  test.each<[string, CalledCode]>([
    ['⟦0⟧', { kind: 'function', target: 0 }],
    ['⟦1⟧', { kind: 'version', target: 1 }],
    ['⟦2⟧', { kind: 'alias', target: 2 }],
    ['⟦0⟧:7', { kind: 'version' }],
    ['⟦0⟧:live', { kind: 'alias', name: 'live', ofFunction: 0 }],
    ['⟦0⟧:${stageVariables.alias}', { kind: 'alias', name: 'live', ofFunction: 0 }],
    ['⟦0⟧:${stageVariables.number}', { kind: 'version' }],
    ['⟦0⟧:${stageVariables.unknown}', { kind: 'unknown' }],
    ['⟦0⟧:⟦?⟧', { kind: 'unknown' }],
    ['⟦?⟧', { kind: 'unknown' }],
    ['⟦3⟧', { kind: 'unknown' }],
    [`${ARN}:fn`, { kind: 'function' }],
    [`${ARN}:fn:7`, { kind: 'version' }],
    [`${ARN}:fn:live`, { kind: 'alias', name: 'live', ofFunction: undefined }],
    [`${ARN}:\${stageVariables.name}`, { kind: 'function' }],
    [`${ARN}:\${stageVariables.unknown}`, { kind: 'unknown' }],
    [`${ARN}:⟦0⟧:live`, { kind: 'alias', name: 'live', ofFunction: undefined }],
  ])('%s: %j', (part, expected) => {
    expect(called(part)).toEqual(expected);
    expect(called(part, '/response-streaming-invocations')).toEqual(expected);
  });

  test.each(['http://example.com', 'arn:aws:apigateway:us-east-1:s3:path/bucket/key', ''])('nothing of Lambda: %s', (uri) => {
    expect(calledCode(uri, VARIABLES, () => undefined)).toBeUndefined();
  });
});

test('two releases see the same URI unless a variable in it differs', () => {
  expect(completed('⟦0⟧:${stageVariables.alias}', { alias: 'live' })).toBe('⟦0⟧:live');
  expect(completed('⟦0⟧:${stageVariables.other}', { alias: 'live' })).toBe('⟦0⟧:${stageVariables.other}');
});
