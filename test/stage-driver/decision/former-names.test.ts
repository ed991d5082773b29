import { HistoryEvent } from '../../../lib/stage-driver/contract/stack-history';
import { formerNames, nestedStacksIn } from '../../../lib/stage-driver/decision/former-names';

function event(logicalId: string, physicalId: string, type = 'AWS::Lambda::Function'): HistoryEvent {
  return { logicalId, physicalId, type, status: 'UPDATE_IN_PROGRESS', time: new Date(0), properties: {} };
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

test('nested stacks are those of other ids than the stack itself', () => {
  const type = 'AWS::CloudFormation::Stack';
  const events = [event('Shop', 'arn:shop', type), event('Routes', 'arn:routes', type), event('Routes', 'arn:routes', type), event('More', '', type)];
  expect(nestedStacksIn(events, 'arn:shop')).toEqual(new Map([['arn:routes', 'Routes']]));
});
