import { NotFoundException } from '@aws-sdk/client-api-gateway';
import { awsError, FakeAws, HOLD, NONE } from './fake-aws';
import { FunctionState } from '../../../lib/stage-driver/contract/function-state';

const VERSION = 'arn:aws:lambda:us-east-1:123456789012:function:Hello:2';
const OTHER = 'arn:aws:lambda:us-east-1:123456789012:function:Other:live';
const CALLING = { ResourceProperties: { ...HOLD, Calls: [VERSION, OTHER] } };
const ACTIVE: FunctionState = { state: 'Active', lastUpdateStatus: 'Successful' };
const PENDING: FunctionState = { state: 'Pending', stateReason: 'The function is being created.', lastUpdateStatus: 'Successful' };

const namesOf = (aws: FakeAws) => aws.calls.map(({ name }) => name);
const asked = (aws: FakeAws) => aws.calls.filter(({ name }) => name === 'GetFunctionConfiguration');
const updates = (aws: FakeAws) => aws.calls.filter(({ name }) => name === 'UpdateStage');

/** An engine on which one version is as said, by the seconds since the begin. */
function given(stateAt: (seconds: number) => FunctionState): FakeAws {
  const aws = new FakeAws();
  aws.describeFunction = (functionArn) => functionArn === VERSION ? stateAt(aws.seconds) : ACTIVE;
  return aws;
}

describe('no traffic before every function that the new deployment calls is active', () => {
  test('active ones cost one reading each, before the write', async () => {
    const aws = given(() => ACTIVE);
    expect(await aws.handle(CALLING)).toMatchObject({ Status: 'SUCCESS' });
    expect(asked(aws)).toHaveLength(2);
    expect(namesOf(aws).lastIndexOf('GetFunctionConfiguration')).toBeLessThan(namesOf(aws).indexOf('UpdateStage'));
    expect(namesOf(aws).filter((name) => name === 'GetStage')).toHaveLength(2);
  });

  test('one that is pending for a while is waited for, and everything is read anew before the write', async () => {
    const aws = given((seconds) => seconds < 300 ? PENDING : ACTIVE);
    expect(await aws.handle(CALLING)).toMatchObject({ Status: 'SUCCESS' });
    const [write] = updates(aws);
    expect(write.seconds).toBeGreaterThanOrEqual(300);
    expect(write.seconds).toBeLessThan(320);
    expect(aws.calls.some(({ name, seconds }) => name === 'GetStage' && seconds >= 300)).toBe(true);
  });

  test('the two minutes of the move begin after the wait', async () => {
    const aws = given((seconds) => seconds < 300 ? PENDING : ACTIVE);
    aws.fault = (call) => call === 'UpdateStage' && aws.seconds < 360 ? awsError(409, 'ConflictException') : undefined;
    expect(await aws.handle(CALLING)).toMatchObject({ Status: 'SUCCESS' });
    expect(updates(aws).length).toBeGreaterThan(3);
  });

  test('what somebody else did meanwhile counts: the decision is made anew', async () => {
    const aws = given((seconds) => {
      if (seconds > 100 && aws.stage.deploymentId === 'd1') { aws.stage = { deploymentId: 'd5', variables: {} }; }
      return seconds < 200 ? PENDING : ACTIVE;
    });
    expect(await aws.handle(CALLING)).toMatchObject({ Status: 'SUCCESS', Data: { BaseDeploymentId: 'd5' } });
  });

  test('one that is pending for ever fails the deploy after seven minutes; nothing moved', async () => {
    const aws = given(() => PENDING);
    const answer = (await aws.handle(CALLING))!;
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(
        /^The new deployment calls \S+:Hello:2, which has the state Pending \(.*created\.\) after 4\d\d s\. .*\[FunctionNotActive\]$/,
      ),
    });
    expect(answer.seconds).toBeLessThanOrEqual(430);
    expect(updates(aws)).toEqual([]);
  });

  test('one that failed fails the deploy at once, also beside one that is pending', async () => {
    const aws = given(() => PENDING);
    aws.describeFunction = (functionArn) => functionArn === VERSION ? PENDING : { state: 'Failed', stateReason: 'The snapshot failed.' };
    const answer = (await aws.handle(CALLING))!;
    expect(answer).toMatchObject({
      Status: 'FAILED', Reason: expect.stringMatching(/Other:live, which has the state Failed \(The snapshot failed\.\)\. .*\[FunctionNotActive\]$/),
    });
    expect(answer.seconds).toBeLessThan(15);
    expect(updates(aws)).toEqual([]);
  });

  test('one that does not exist yet is waited for', async () => {
    const aws = given((seconds) => {
      if (seconds < 20) { throw awsError(404, 'ResourceNotFoundException'); }
      return ACTIVE;
    });
    expect(await aws.handle(CALLING)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('one that must not be read fails the deploy after two minutes: a policy that is seconds old is known by then', async () => {
    const denied = given(() => { throw awsError(403, 'AccessDeniedException'); });
    const answer = (await denied.handle(CALLING))!;
    expect(answer).toMatchObject({
      Status: 'FAILED', Reason: expect.stringMatching(/AccessDeniedException.*The stage was not moved\..*\[FunctionStateUnreadable\]$/),
    });
    expect(answer.seconds).toBeLessThan(150);
    expect(updates(denied)).toEqual([]);
    const soon = given((seconds) => {
      if (seconds < 20) { throw awsError(403, 'AccessDeniedException'); }
      return ACTIVE;
    });
    expect(await soon.handle(CALLING)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('the worst case ends before the function does: slow readings, a long wait, a write that never succeeds', async () => {
    const aws = given((seconds) => seconds < 410 ? PENDING : ACTIVE);
    aws.fault = (call, number) => call === 'UpdateStage' || (call === 'GetStage' && number < 5)
      ? awsError(429, 'TooManyRequestsException')
      : undefined;
    const answer = (await aws.handle(CALLING))!;
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/\[StageNotMoved\]$/) });
    expect(answer.seconds).toBeLessThanOrEqual(545);
  });

  test('an operation that is taken back meanwhile is not answered, whether the function became active or not', async () => {
    for (const end of [ACTIVE, PENDING]) {
      const aws = given((seconds) => {
        if (seconds > 60) { aws.rollBack(); }
        return seconds < 120 ? PENDING : end;
      });
      aws.ownEvents = [];
      expect(await aws.handle(CALLING)).toBeUndefined();
      expect(updates(aws)).toEqual([]);
    }
  });

  test('a first deploy waits, too: CloudFormation creates the stage with everything on the new deployment', async () => {
    const aws = given((seconds) => seconds < 200 ? PENDING : ACTIVE);
    aws.resourceStatus = 'CREATE_IN_PROGRESS';
    aws.status = 'CREATE_IN_PROGRESS';
    aws.fault = (call) => call === 'GetStage' ? new NotFoundException({ message: 'Invalid stage identifier specified', $metadata: {} }) : undefined;
    const answer = (await aws.handle({ ...CALLING, RequestType: 'Create', OldResourceProperties: undefined }))!;
    expect(answer.Status).toBe('SUCCESS');
    expect(answer.seconds).toBeGreaterThanOrEqual(200);
  });
});

test('nothing is waited for on the way back', async () => {
  const aws = given(() => PENDING);
  aws.stage = { deploymentId: 'd1', variables: {}, canarySettings: { deploymentId: 'd2', percentTraffic: 10, useStageCache: false } };
  aws.rollBack();
  expect(await aws.handle({ ResourceProperties: { ...NONE, Calls: [VERSION] }, OldResourceProperties: HOLD })).toMatchObject({ Status: 'SUCCESS' });
  expect(asked(aws)).toEqual([]);
});
