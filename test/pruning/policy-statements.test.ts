import { statementsIn } from '../../lib/aws/policy-statements';

const ARN = 'arn:aws:execute-api:eu-central-1:123456789012:a1b2/prod/GET/orders';
const read = (statement: object) => statementsIn(JSON.stringify({
  Version: '2012-10-17', Statement: [{ Sid: 'One', Effect: 'Allow', ...statement }],
}));
const GATEWAY = { Principal: { Service: 'apigateway.amazonaws.com' } };

describe('a statement of a policy', () => {
  test('of API Gateway has the source that its calls may come from', () => {
    const expected = [{ statementId: 'One', isGateway: true, sourceArn: ARN }];
    expect(read({ ...GATEWAY, Condition: { ArnLike: { 'AWS:SourceArn': ARN } } })).toEqual(expected);
    const Condition = { ArnLike: { 'aws:sourcearn': ARN }, StringEquals: { 'AWS:SourceAccount': '123456789012' } };
    expect(read({ ...GATEWAY, Condition })).toEqual(expected);
  });

  test.each<[string, object]>([
    ['everybody', { Principal: '*' }],
    ['an account', { Principal: { AWS: '123456789012' } }],
    ['a queue', { Principal: { Service: 'sqs.amazonaws.com' } }],
    ['API Gateway and an account', { Principal: { Service: 'apigateway.amazonaws.com', AWS: '123456789012' } }],
    ['two services', { Principal: { Service: ['apigateway.amazonaws.com', 'sqs.amazonaws.com'] } }],
    ['nobody: a denial', { ...GATEWAY, Effect: 'Deny' }],
  ])('for %s is none of API Gateway alone', (_, statement) => {
    expect(read(statement)[0].isGateway).toBe(false);
  });

  test.each<[string, object | undefined]>([
    ['none', undefined], ['two sources', { ArnLike: { 'AWS:SourceArn': [ARN, `${ARN}/2`] } }],
    ['one by another operator', { StringLike: { 'AWS:SourceArn': ARN } }],
    ['another one beside it', { ArnLike: { 'AWS:SourceArn': ARN }, Bool: { x: 'true' } }],
  ])('with a condition that is %s has no source that we know', (_, condition) => {
    expect(read({ ...GATEWAY, Condition: condition })[0].sourceArn).toBeUndefined();
  });
});
