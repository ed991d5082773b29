import { HistoryEvent } from '../../../lib/stage-driver/contract/stack-history';
import { formerNames, nestedStacksIn, outdatedNames } from '../../../lib/stage-driver/decision/former-names';

function event(logicalId: string, physicalId: string, type = 'AWS::Lambda::Function', seconds = 0): HistoryEvent {
  return { logicalId, physicalId, type, status: 'UPDATE_IN_PROGRESS', time: new Date(seconds * 1000), properties: {} };
}

function namesIn(events: HistoryEvent[]): string[] {
  return formerNames(events).map(({ logicalId, physicalId }) => `${logicalId} ${physicalId}`);
}

describe('names that a resource has no more', () => {
  test('are those of before its newest event', () => {
    const events = [event('Hello', 'new'), event('Hello', 'new'), event('Hello', 'old'), event('Hello', 'older')];
    expect(namesIn(events)).toEqual(['Hello old', 'Hello older']);
  });

  test('are those of whatever a base may need, and of nothing else', () => {
    const types = ['AWS::IAM::Role', 'AWS::SQS::Queue', 'AWS::ApiGateway::Deployment'];
    const events = types.flatMap((type) => [event(type, `${type} 2`, type), event(type, `${type} 1`, type)]);
    expect(formerNames(events)).toEqual(types.slice(0, 2).map((type) => ({ type, logicalId: type, physicalId: `${type} 1` })));
  });

  test('are none of one whose creation has just begun, and has no name yet', () => {
    expect(namesIn([event('Hello', 'new'), event('Hello', '')])).toEqual([]);
    expect(namesIn([event('Hello', ''), event('Hello', 'old')])).toEqual([]);
  });
});

describe('what a deployment names that has another name by now', () => {
  const history = (...physicalIds: string[]) => physicalIds.map((physicalId, index) => physicalId.startsWith('d')
    ? event('Deployment', physicalId, 'AWS::ApiGateway::Deployment', index)
    : event('Hello', physicalId, undefined, index)).reverse();

  test.each<[string, string[], string[]]>([
    ['it was created before the operation', ['one', 'two'], ['one']],
    ['it was created between two replacements', ['one', 'two', 'd2', 'two', 'three'], ['two']],
    ['it was created before the replacement, and shown again since', ['one', 'd2', 'two', 'd2'], ['one']],
    ['the replacement came before it', ['one', 'two', 'd2'], []],
    ['the function came with it', ['', 'one', 'd2', 'one'], []],
    ['the name came back', ['one', 'd2', 'two', 'one'], []],
    ['another deployment was created before', ['one', 'd1', 'two', 'd2'], []],
  ])('is told by the history: %s', (_, physicalIds, expected) => {
    expect([...outdatedNames(history(...physicalIds), 'd2').keys()]).toEqual(expected);
  });

  test('is the function of an alias that was moved to another one, and not one whose version it changed', () => {
    const arnOf = (fn: string) => `arn:aws:lambda:us-east-1:123456789012:function:${fn}:live`;
    const alias = (fn: string, seconds: number) => event('Live', arnOf(fn), 'AWS::Lambda::Alias', seconds);
    const deployment = event('Deployment', 'd2', 'AWS::ApiGateway::Deployment', 1);
    expect(outdatedNames([alias('Fn', 2), deployment, alias('Handler', 0)], 'd2')).toEqual(new Map([['Handler', 'Fn']]));
    expect(outdatedNames([alias('Fn', 2), deployment, alias('Fn', 0)], 'd2')).toEqual(new Map());
  });
});

test('nested stacks are those of other ids than the stack itself', () => {
  const type = 'AWS::CloudFormation::Stack';
  const events = [event('Shop', 'arn:shop', type), event('Routes', 'arn:routes', type), event('Routes', 'arn:routes', type), event('More', '', type)];
  expect(nestedStacksIn(events, 'arn:shop')).toEqual(new Map([['arn:routes', 'Routes']]));
});
