import * as fc from 'fast-check';
import { executionNameOf, executionPrefixOf, rolloutIdOf } from '../../../lib/rollout/contract';

const EVENT = {
  StackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Shop/1', LogicalResourceId: 'Step1', RequestId: 'q1', ResponseURL: 'https://answers/1',
};

describe('the name of an execution', () => {
  test('is the same when the event is delivered again', () => {
    expect(executionNameOf({ ...EVENT })).toBe(executionNameOf(EVENT));
  });

  test('is another when a retry of the stack reuses the RequestId', () => {
    expect(executionNameOf({ ...EVENT, ResponseURL: 'https://answers/2' })).not.toBe(executionNameOf(EVENT));
  });

  test('is the SHA-256 of RequestId and ResponseURL behind the prefix of the resource', () => {
    // printf 'q1https://answers/1' | sha256sum
    expect(executionNameOf(EVENT).split('-')[1]).toBe('7836af7df1920d8932bc76304cd5c530dd422514421fa00f8feddfdc65d16b2c');
  });

  test('begins with the prefix of its resource, and of no other', () => {
    expect(executionNameOf(EVENT).startsWith(executionPrefixOf(EVENT))).toBe(true);
    expect(executionNameOf({ ...EVENT, LogicalResourceId: 'Step10' }).startsWith(executionPrefixOf(EVENT))).toBe(false);
  });

  test('is one that Step Functions takes, whatever the event', () => {
    fc.assert(fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (StackId, LogicalResourceId, RequestId, ResponseURL) => {
      expect(executionNameOf({ StackId, LogicalResourceId, RequestId, ResponseURL })).toMatch(/^[0-9a-z-]{80}$/);
    }));
  });
});

test('a rollout is called after the request of the driver', () => {
  expect(rolloutIdOf('q1')).toMatch(/^r-[0-9a-f]{12}$/);
  expect(rolloutIdOf('q1')).not.toBe(rolloutIdOf('q2'));
});
