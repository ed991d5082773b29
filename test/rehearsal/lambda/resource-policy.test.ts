import { arnLike, permitsInvoke } from '../../../rehearsal/lambda/resource-policy';

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/pets/{id}';
const caller = { servicePrincipal: 'apigateway.amazonaws.com', sourceArn: ARN };
const allow = { statementId: 's', principal: 'apigateway.amazonaws.com', action: 'lambda:InvokeFunction' };

describe('arnLike', () => {
  test.each([
    [ARN],
    ['arn:aws:execute-api:us-east-1:123456789012:abcde12345/*/*/*'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcde12345/*'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/pets/*'],
    ['arn:aws:execute-api:us-east-1:123456789012:abcde1234?/prod/GET/pets/{id}'],
    ['arn:*:execute-api:*:*:abcde12345/prod/*'],
  ])('covers the request by %s', (pattern) => {
    expect(arnLike(pattern, ARN)).toBe(true);
  });

  test.each([
    ['another stage', 'arn:aws:execute-api:us-east-1:123456789012:abcde12345/test/GET/pets/*'],
    ['another method', 'arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/POST/pets/*'],
    ['another API', 'arn:aws:execute-api:us-east-1:123456789012:zzzzz12345/*/*/*'],
    ['the test stage only', 'arn:aws:execute-api:us-east-1:123456789012:abcde12345/test-invoke-stage/GET/pets/*'],
    ['a part of the path', 'arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/pets'],
    ['a star that would have to reach over a colon', 'arn:*'],
    ['upper case where the ARN has lower case', ARN.replace('prod', 'PROD')],
    ['a dot as any character', 'arn:aws:execute-api:us-east-1:123456789012:abcde1234./prod/GET/pets/{id}'],
  ])('does not cover the request by a pattern for %s', (_, pattern) => {
    expect(arnLike(pattern, ARN)).toBe(false);
  });
});

describe('permitsInvoke', () => {
  test('is false without statements', () => {
    expect(permitsInvoke([], caller)).toBe(false);
  });

  test('is true when any statement covers principal, action and source', () => {
    expect(permitsInvoke([{ ...allow, principal: 'events.amazonaws.com' }, allow], caller)).toBe(true);
  });

  test.each([
    ['another principal', { principal: 'events.amazonaws.com' }],
    ['another action', { action: 'lambda:GetFunction' }],
    ['another source', { sourceArn: ARN.replace('prod', 'test') }],
    ['another account', { sourceAccount: '999999999999' }],
  ])('is false for a statement about %s', (_, difference) => {
    expect(permitsInvoke([{ ...allow, ...difference }], caller)).toBe(false);
  });

  test.each([['*'], ['lambda:*'], ['lambda:Invoke*']])('is true for the action %s', (action) => {
    expect(permitsInvoke([{ ...allow, action }], caller)).toBe(true);
  });
});
