import { FakeRollout, FIRST_STEP, LAST_STEP, PROMOTION, refusedByAws } from './fake-rollout';
import { executionNameOf, executionPrefixOf } from '../../../lib/rollout/contract';

const JUDGED_PROMOTION = { ...PROMOTION, Verdict: 'PASS', VerdictRolloutId: 'r-1', Variables: { theme: 'dark' } };
const promoting = (aws: FakeRollout, properties: object = {}) => aws.event({ ...JUDGED_PROMOTION, ...properties }, {
  ResourceType: 'Custom::CanaryPromotion', OldResourceProperties: { ...JUDGED_PROMOTION, Variables: { theme: 'light', old: '1' } },
});

/** A stage on which the last step has passed. */
function judged(): FakeRollout {
  const aws = new FakeRollout();
  aws.stage = {
    deploymentId: 'B',
    variables: { theme: 'light', old: '1' },
    canarySettings: { deploymentId: 'N', percentTraffic: 50, useStageCache: false, stageVariableOverrides: { theme: 'dark' } },
  };
  return aws;
}

describe('an event on the way forward', () => {
  test('starts an execution that is named after it, and is not answered by itself', async () => {
    const aws = new FakeRollout();
    await aws.deliver(aws.event());
    expect(aws.running).toEqual([executionNameOf(aws.event())]);
    expect(aws.answers).toEqual([]);
    expect(aws.calls).not.toContain('UpdateStage');
  });

  test('starts nothing when it is delivered again', async () => {
    const aws = new FakeRollout();
    await aws.deliver(aws.event());
    await aws.deliver(aws.event());
    expect(aws.running).toHaveLength(1);
    expect(aws.stopped).toEqual([]);
    expect(aws.answers).toEqual([]);
  });

  test('stops what still runs of an earlier event of its resource, and of no other', async () => {
    const aws = new FakeRollout();
    const earlier = executionNameOf({ ...aws.event(), ResponseURL: 'https://answers/0' });
    const other = executionNameOf({ ...aws.event(), LogicalResourceId: 'Other' });
    aws.running = [earlier, other];
    await aws.deliver(aws.event());
    expect(aws.stopped).toEqual([earlier]);
    expect(aws.running).toContain(other);
  });

  test('fails when no execution can be started: nothing was moved', async () => {
    const aws = new FakeRollout();
    aws.fault = (call) => call === 'StartExecution' ? refusedByAws('StateMachineDoesNotExist') : undefined;
    await aws.deliver(aws.event());
    expect(aws.answers[0].Reason).toMatch(/StateMachineDoesNotExist.*\[RolloutNotStarted\]$/);
  });

  test('of another stack is refused', async () => {
    const aws = new FakeRollout();
    await aws.deliver(aws.event(FIRST_STEP, { StackId: 'another' }));
    expect(aws.answers[0].Reason).toMatch(/\[ForeignStack\]$/);
  });

  test('of another stack moves nothing as a task of an execution, either', async () => {
    const aws = new FakeRollout();
    await expect(aws.task({ event: aws.event(FIRST_STEP, { StackId: 'another' }) })).rejects.toThrow('another');
    expect(aws.calls).toEqual([]);
  });

  test('that nobody waits for is not answered', async () => {
    const aws = new FakeRollout();
    aws.status = 'UPDATE_COMPLETE';
    aws.resourceStatus = 'UPDATE_COMPLETE';
    await aws.deliver(aws.event());
    expect([aws.answers, aws.running]).toEqual([[], []]);
  });
});

describe('an event on the way back', () => {
  const back = (aws: FakeRollout) => {
    aws.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    aws.running = [`${executionPrefixOf(aws.event())}abc`];
    const before = { ...FIRST_STEP, DeploymentId: 'B', RolloutId: 'r-0', RolloutStarted: '' };
    return aws.event(before, { OldResourceProperties: { ...FIRST_STEP, Hooks: { OnAbort: 'abort' } } });
  };

  test('stops the execution, answers all attributes, and leaves the stage to the driver', async () => {
    const aws = new FakeRollout();
    await aws.deliver(back(aws));
    expect(aws.running).toEqual([]);
    expect(aws.answers).toMatchObject([{
      Status: 'SUCCESS',
      PhysicalResourceId: 'api/prod/step-1',
      Data: { RolloutId: 'r-0', RolloutStarted: '', Verdict: 'TAKEN_BACK', PercentTraffic: '10', Evidence: '', ExcludedRatio: '' },
    }]);
    expect(aws.calls).not.toContain('UpdateStage');
  });

  test('tells that the rollout was aborted, of the rollout that ran', async () => {
    const aws = new FakeRollout();
    await aws.deliver(back(aws));
    expect(aws.events).toMatchObject([{ state: 'ABORTED', rolloutId: 'r-1', canary: 'N' }]);
    expect(aws.invoked).toMatchObject([{ arn: 'abort', type: 'Event', payload: { hook: 'onAbort' } }]);
  });

  test('tells nothing when nothing ran: its end was told', async () => {
    const aws = new FakeRollout();
    const event = back(aws);
    aws.running = [];
    await aws.deliver(event);
    expect(aws.events).toEqual([]);
    expect(aws.answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test('does not fail when the execution cannot be stopped: the fence holds it', async () => {
    const aws = new FakeRollout();
    aws.fault = (call) => call === 'StopExecution' ? refusedByAws('denied') : undefined;
    await aws.deliver(back(aws));
    expect(aws.answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test.each<[string, string[], string, string[]]>([
    ['tells of a promotion that had succeeded', ['UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS'], 'RUN', ['ABORTED']],
    ['tells nothing of one that had failed: it told that itself', ['UPDATE_FAILED', 'UPDATE_IN_PROGRESS'], 'RUN', []],
    ['tells nothing where no rollout was', ['UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS'], 'NOTHING', []],
  ])('%s', async (_, earlier, RolloutSteps, told) => {
    const aws = judged();
    aws.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    aws.earlierStatuses = earlier;
    await aws.deliver({ ...promoting(aws), OldResourceProperties: { ...JUDGED_PROMOTION, RolloutSteps } });
    expect(aws.answers).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(aws.events.map(({ state }) => state)).toEqual(told);
  });

  test('of the promotion has its attributes, too', async () => {
    const aws = judged();
    aws.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await aws.deliver(promoting(aws));
    expect(aws.answers).toMatchObject([{ Status: 'SUCCESS', Data: { RolloutId: 'r-1', DeploymentId: 'N' } }]);
  });
});

test('a Delete stops the execution and leaves the stage alone: after a rollout the next canary may be there already', async () => {
  const aws = new FakeRollout();
  aws.status = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  aws.resourceStatus = 'DELETE_IN_PROGRESS';
  aws.running = [`${executionPrefixOf(aws.event())}abc`];
  await aws.deliver(aws.event(FIRST_STEP, { RequestType: 'Delete' }));
  expect(aws.running).toEqual([]);
  expect(aws.answers).toMatchObject([{ Status: 'SUCCESS' }]);
  expect(aws.calls).not.toContain('UpdateStage');
  expect(aws.calls).not.toContain('GetStage');
});

describe('the promotion', () => {
  test('moves production, takes the canary off, and takes away what has left the template', async () => {
    const aws = judged();
    expect(await aws.execute(promoting(aws))).toMatchObject({
      Status: 'SUCCESS', PhysicalResourceId: 'api/prod/promotion', Data: { DeploymentId: 'N', RolloutId: 'r-1' },
    });
    expect(aws.stage).toMatchObject({ deploymentId: 'N', variables: { theme: 'dark' } });
    expect(aws.stage.canarySettings).toBeUndefined();
    expect(aws.events.map(({ state }) => state)).toEqual(['PROMOTED']);
  });

  test('moves it once when it runs twice, and knows it', async () => {
    const aws = judged();
    await aws.task({ event: promoting(aws) });
    expect(await aws.execute(promoting(aws))).toMatchObject({ Status: 'SUCCESS' });
    expect(aws.calls.filter((call) => call === 'UpdateStage')).toHaveLength(1);
  });

  test('answers when the data plane has followed: then CloudFormation may delete what the base called', async () => {
    const aws = judged();
    const first = await aws.task({ event: promoting(aws) });
    expect(first).toMatchObject({ next: 'WAIT', seconds: 10 });
    expect(aws.answers).toEqual([]);
    await aws.pass(10_000);
    expect(await aws.task({ task: 'LOOK', event: promoting(aws), progress: first.progress })).toMatchObject({ next: 'DONE' });
    expect(aws.answers).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(aws.events.map(({ state, reason }) => [state, reason])).toEqual([['PROMOTED', undefined]]);
  });

  test('fails when somebody takes production back meanwhile', async () => {
    const aws = judged();
    const first = await aws.task({ event: promoting(aws) });
    aws.stage.deploymentId = 'B';
    await aws.task({ task: 'LOOK', event: promoting(aws), progress: first.progress });
    expect(aws.answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringMatching(/\[AbortedByHand\]$/) }]);
  });

  test.each<[string, object]>([
    ['no verdict', { Verdict: '' }], ['a verdict of another rollout', { VerdictRolloutId: 'r-0' }],
  ])('puts back and fails: %s', async (_, properties) => {
    const aws = judged();
    expect((await aws.execute(promoting(aws, properties)))!.Reason).toMatch(/\[NoVerdict\]$/);
    expect(aws.stage).toMatchObject({ deploymentId: 'B', variables: { theme: 'light' } });
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('does not promote another percent than was judged', async () => {
    const aws = judged();
    aws.stage.canarySettings.percentTraffic = 60;
    expect((await aws.execute(promoting(aws)))!.Reason).toMatch(/\[ModifiedOutside\]$/);
    expect(aws.stage).toMatchObject({ deploymentId: 'B' });
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('is refused by API Gateway when the canary goes in the same moment, and fails', async () => {
    const aws = judged();
    aws.beforeUpdate = () => aws.takeOff('N');
    expect((await aws.execute(promoting(aws)))!.Reason).toMatch(/\[AbortedByHand\]$/);
    expect(aws.stage).toMatchObject({ deploymentId: 'B' });
  });

  test('writes nothing on the way back', async () => {
    const aws = judged();
    aws.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await aws.task({ event: promoting(aws) });
    expect(aws.calls).not.toContain('UpdateStage');
    expect(aws.answers).toEqual([]);
  });

  test('fails when the hook after it fails, so that the rollback takes production back', async () => {
    const aws = judged();
    aws.functions = { post: () => ({ verdict: 'FAIL', reason: 'Orders fell.' }) };
    const answer = await aws.execute(promoting(aws, { Hooks: { PostTraffic: 'post' } }));
    expect(answer!.Reason).toMatch(
      /Orders fell\. Production is on the new deployment N until the rollback that begins now takes it back, the canary is off\./);
    expect(answer!.Reason).toMatch(/\[HookFailed\]$/);
  });
});

test('a whole rollout by hand: two steps, then the promotion', async () => {
  const aws = new FakeRollout();
  const first = await aws.execute();
  aws.minute = (begin) => begin < aws.clock.now().getTime() - 20 * 60_000 ? [600, 1, 0, 0] : [300, 1, 300, 0];
  const { PercentTraffic: PreviousPercent, RolloutStarted } = first!.Data;
  const second = await aws.execute(aws.event({ ...LAST_STEP, PreviousPercent, RolloutStarted }));
  expect(second).toMatchObject({ Status: 'SUCCESS', Data: { Verdict: 'PASS' } });
  const { Verdict, RolloutId: VerdictRolloutId, PercentTraffic: LastPercent } = second!.Data;
  await aws.execute(promoting(aws, { Verdict, VerdictRolloutId, LastPercent }));
  expect(aws.stage).toMatchObject({ deploymentId: 'N' });
  expect(aws.events.map(({ state }) => state)).toEqual(['STARTED', 'STEP_STARTED', 'STEP_PASSED', 'STEP_STARTED', 'STEP_PASSED', 'PROMOTED']);
});
