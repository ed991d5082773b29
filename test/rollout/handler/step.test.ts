import { NotFoundException } from '@aws-sdk/client-api-gateway';
import { FakeRollout, FIRST_STEP, LAST_STEP, refusedByAws } from './fake-rollout';

const BAD = (begin: number): [number, number, number, number] => begin < Date.parse('2026-01-01T12:00:00Z') ? [600, 1, 0, 0] : [540, 1, 60, 12];
const only = (aws: FakeRollout) => aws.answers.map(({ Status }) => Status);
const percents = (aws: FakeRollout) => aws.stage.canarySettings?.percentTraffic;

describe('a step', () => {
  test('sets its percent, looks every minute, and passes with all attributes', async () => {
    const aws = new FakeRollout();
    const answer = await aws.execute();
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'api/prod/step-1' });
    expect(answer!.Data).toEqual({
      RolloutId: 'r-1',
      RolloutStarted: '2026-01-01T12:00:00.000Z',
      Verdict: 'PASS',
      PercentTraffic: '10',
      Evidence: expect.stringMatching(/^0?\.?\d/),
      ExcludedRatio: expect.any(String),
    });
    expect(percents(aws)).toBe(10);
    expect(aws.events.map(({ state }) => state)).toEqual(['STARTED', 'STEP_STARTED', 'STEP_PASSED']);
    expect(aws.events[2]).toMatchObject({
      schema: 1,
      rolloutId: 'r-1',
      stackId: 'stack',
      restApiId: 'api',
      stage: 'prod',
      base: 'B',
      canary: 'N',
      step: { index: 1, percentTraffic: 10 },
      figures: { base: { errors: expect.any(Number) }, canary: { errors: 0 }, evidence: expect.any(Number), dispersion: expect.any(Number) },
    });
    // Bake and metric delay: seven minutes, and the look comes 20 s after the full one.
    expect((aws.clock.now().getTime() - Date.parse('2026-01-01T12:00:00Z')) / 1_000).toBeGreaterThanOrEqual(440);
    expect(aws.calls.filter((call) => call === 'UpdateStage')).toHaveLength(1);
  });

  test('calls little in a look: the stage, the stack, the metrics', async () => {
    const aws = new FakeRollout();
    const { progress } = await aws.task({ task: 'BEGIN' });
    aws.calls.splice(0);
    await aws.task({ task: 'LOOK', progress });
    expect([...aws.calls].sort()).toEqual(['DescribeStacks', 'GetMetricData', 'GetStage']);
  });

  test('puts a bad canary back before it fails, and says why', async () => {
    const aws = new FakeRollout();
    aws.minute = BAD;
    const answer = await aws.execute();
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'api/prod/step-1' });
    expect(answer!.Reason).toBe('The canary was stopped at 10 % after 6 min: errorShare. 24 of its 120 requests failed (20.00 %), '
      + '2 of the base\'s 1,080 (0.19 %): 108 times as many; evidence 72, needed 20. Production is on deployment B as before, the canary is off. '
      + 'All figures: log group /logs, filter { $.rollout = "r-1" }. To release anyway: -c cdk-canary-rest-api:action=skip. '
      + '(log stream stream) [GateFailed]');
    expect(aws.stage).toMatchObject({ deploymentId: 'B' });
    expect(aws.stage.canarySettings).toBeUndefined();
    expect(aws.events.map(({ state }) => state)).toEqual(['STARTED', 'STEP_STARTED', 'ABORTED']);
    expect(aws.events[2]).toMatchObject({ gate: 'errorShare' });
  });

  test('fails within 15 s of the look', async () => {
    const aws = new FakeRollout();
    aws.minute = BAD;
    let looked = 0;
    await aws.execute(aws.event(), () => { looked = aws.clock.now().getTime(); });
    expect(aws.clock.now().getTime() - looked).toBeLessThan(15_000);
  });

  test('takes its minutes from the state machine, never from a clock', async () => {
    const aws = new FakeRollout();
    const { progress } = await aws.task({ task: 'BEGIN' });
    await aws.pass(3_600_000);
    expect(await aws.task({ task: 'LOOK', progress, enteredTime: '2026-01-01T12:01:20Z' })).toMatchObject({ next: 'WAIT', seconds: 60 });
    expect(only(aws)).toEqual([]);
  });

  test('begins where the one before has left the stage, also where a person ended its pause', async () => {
    const aws = new FakeRollout();
    aws.stage.canarySettings.percentTraffic = 10;
    await aws.task({ event: aws.event(LAST_STEP) });
    expect(percents(aws)).toBe(50);
    expect(await aws.task({ event: aws.event({ ...LAST_STEP, PreviousPercent: '50' }) })).toMatchObject({ next: 'WAIT' });
  });

  test('has nothing to shift when there is no stage, when production has moved, and when the driver says so', async () => {
    for (const prepare of [
      (aws: FakeRollout) => { aws.fault = (call) => call === 'GetStage' ? notFound() : undefined; },
      (aws: FakeRollout) => { aws.stage = { deploymentId: 'N', variables: {} }; },
    ]) {
      const aws = new FakeRollout();
      prepare(aws);
      expect(await aws.execute()).toMatchObject({ Status: 'SUCCESS', Data: { Verdict: 'NOTHING_TO_SHIFT', RolloutStarted: '' } });
      expect(aws.calls).not.toContain('UpdateStage');
    }
    const aws = new FakeRollout();
    aws.stage = { deploymentId: 'B', variables: {} };
    const answer = await aws.execute(aws.event({ ...FIRST_STEP, RolloutSteps: 'NOTHING' }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Verdict: 'NOTHING_TO_SHIFT' } });
  });

  test('tells when the operator skipped the steps', async () => {
    const aws = new FakeRollout();
    aws.stage = { deploymentId: 'N', variables: {} };
    await aws.execute(aws.event({ ...FIRST_STEP, RolloutSteps: 'SKIPPED', TopicArn: 'arn:topic' }));
    expect(aws.events.map(({ state }) => state)).toEqual(['SKIPPED']);
    expect(aws.published).toEqual(aws.events);
  });
});

describe('a step that meets what somebody else did', () => {
  test('fails without a write when the canary was taken off', async () => {
    const aws = new FakeRollout();
    const answer = await aws.execute(aws.event(), (minutes) => { if (minutes > 2) { delete aws.stage.canarySettings; } });
    expect(answer!.Reason).toMatch(/^The rollout was aborted at 10 % after 2 min.*\[AbortedByHand\]$/);
    expect(aws.calls.filter((call) => call === 'UpdateStage')).toHaveLength(1);
  });

  test('succeeds when production was moved to the canary', async () => {
    const aws = new FakeRollout();
    const answer = await aws.execute(aws.event(), () => { aws.stage = { deploymentId: 'N', variables: {} }; });
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Verdict: 'PROMOTED_BY_HAND' } });
  });

  test('puts its own canary back when another percent is live', async () => {
    const aws = new FakeRollout();
    const answer = await aws.execute(aws.event(), () => { if (aws.stage.canarySettings) { aws.stage.canarySettings.percentTraffic = 33; } });
    expect(answer!.Reason).toMatch(/\[ModifiedOutside\]$/);
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('leaves the canary of somebody else', async () => {
    const aws = new FakeRollout();
    const answer = await aws.execute(aws.event(), () => { if (aws.stage.canarySettings) { aws.stage.canarySettings.deploymentId = 'X'; } });
    expect(answer!.Reason).toMatch(/the canary X is not of this rollout and was left\..*\[ModifiedOutside\]$/);
    expect(aws.stage.canarySettings).toMatchObject({ deploymentId: 'X' });
  });

  test('takes off what its percent made of a stage whose canary was gone by then', async () => {
    const aws = new FakeRollout();
    aws.beforeUpdate = () => aws.takeOff('N');
    const answer = await aws.execute();
    expect(answer!.Reason).toMatch(/\[Superseded\]$/);
    expect(aws.stage).toMatchObject({ deploymentId: 'B' });
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('goes on when a person sets the percent of the next step in its pause', async () => {
    const aws = new FakeRollout();
    const event = aws.event({ ...FIRST_STEP, PauseSeconds: '1800' });
    const answer = await aws.execute(event, (minutes) => { if (minutes > 9) { aws.stage.canarySettings.percentTraffic = 50; } });
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Verdict: 'PASS', PercentTraffic: '50' } });
    expect(aws.events.map(({ state }) => state)).toEqual(['STARTED', 'STEP_STARTED', 'PAUSED', 'STEP_PASSED']);
  });
});

describe('a step whose operation is over', () => {
  test.each([
    'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_FAILED', 'DELETE_IN_PROGRESS',
  ])('writes nothing and answers nothing: %s', async (status) => {
    for (const task of ['BEGIN', 'LOOK'] as const) {
      const aws = new FakeRollout();
      const { progress } = await aws.task({ task: 'BEGIN' });
      aws.calls.splice(0);
      aws.status = status;
      aws.minute = BAD;
      expect(await aws.task({ task, progress })).toMatchObject({ next: 'DONE' });
      expect(aws.calls).not.toContain('UpdateStage');
      expect(only(aws)).toEqual([]);
    }
  });

  test('does not put back either, when its resource is not awaited any more', async () => {
    const aws = new FakeRollout();
    const { progress } = await aws.task({ task: 'BEGIN' });
    aws.minute = BAD;
    aws.resourceStatus = 'UPDATE_COMPLETE';
    await aws.pass(360_000);
    expect(await aws.task({ task: 'LOOK', progress })).toMatchObject({ next: 'DONE' });
    expect(percents(aws)).toBe(10);
    expect(only(aws)).toEqual([]);
  });
});

describe('a step that runs twice, or loses an answer', () => {
  test('sets its percent once when its first state is repeated', async () => {
    const aws = new FakeRollout();
    await aws.task({ task: 'BEGIN' });
    await aws.task({ task: 'BEGIN' });
    expect(percents(aws)).toBe(10);
    expect(aws.calls.filter((call) => call === 'UpdateStage')).toHaveLength(1);
  });

  test('counts its minutes from its write on when its first state was repeated for minutes', async () => {
    const aws = new FakeRollout();
    let written = Infinity;
    aws.beforeUpdate = () => { written = aws.clock.now().getTime(); };
    aws.minute = (begin) => begin < written ? [600, 1, 0, 0] : [540, 1, 60, 0];
    const brokenUntil = new Date('2026-01-01T12:01:30Z');
    aws.fault = (call) => call === 'DescribeStacks' && aws.clock.now() < brokenUntil ? 'hang' : undefined;
    expect(await aws.execute()).toMatchObject({ Status: 'SUCCESS', Data: { Verdict: 'PASS', RolloutStarted: new Date(written).toISOString() } });
    expect(aws.clock.now().getTime() - written).toBeGreaterThanOrEqual(7 * 60_000);
  });

  test('reads what became of a write whose answer was lost', async () => {
    const aws = new FakeRollout();
    let lost = false;
    aws.fault = (call) => { const first = call === 'UpdateStage' && !lost; lost ||= first; return first ? 'acts and fails' : undefined; };
    expect(await aws.execute()).toMatchObject({ Status: 'SUCCESS' });
    expect(percents(aws)).toBe(10);
  });

  test('puts the canary back when it crashes again and again', async () => {
    const aws = new FakeRollout();
    let left = 0;
    aws.fault = (call) => call === 'DescribeStacks' && left-- > 0 ? refusedByAws('boom') : undefined;
    await aws.execute(aws.event(), () => { left = 7; });
    expect(aws.answers).toMatchObject([{ Status: 'FAILED' }]);
    expect(aws.answers[0].Reason).toMatch(/at 10 % after \d+ min: .*boom.*\[RolloutBroken\]$/);
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('does not say that no traffic moved when it crashes after its first write', async () => {
    const aws = new FakeRollout();
    let hasWritten = false;
    aws.beforeUpdate = () => { hasWritten = true; };
    let left = 7;
    aws.fault = (call) => call === 'GetStage' && hasWritten && left-- > 0 ? refusedByAws('boom') : undefined;
    await aws.execute();
    expect(aws.answers[0].Reason).toMatch(/stopped while it was given 10 %: .*boom.*the canary is off.*\[RolloutBroken\]$/);
  });
});

describe('what a step measures with', () => {
  test('fails closed in the third look without an answer of CloudWatch', async () => {
    const aws = new FakeRollout();
    aws.fault = (call) => call === 'GetMetricData' && aws.events.length > 1 ? refusedByAws('denied') : undefined;
    const answer = await aws.execute();
    expect(answer!.Reason).toMatch(/in three looks in a row it could not be measured\. .*denied.*\[CannotMeasure\]$/);
    expect(aws.events.map(({ state }) => state)).toEqual(['STARTED', 'STEP_STARTED', 'LOOK_FAILED', 'LOOK_FAILED', 'ABORTED']);
  });

  test('is looked for before any traffic moves', async () => {
    const aws = new FakeRollout();
    aws.minute = () => undefined;
    const answer = await aws.execute();
    expect(answer!.Reason).toMatch(/^The rollout was stopped before any traffic moved.*\[GateWithoutData\]$/);
    expect(aws.stage.canarySettings).toBeUndefined();
    expect(aws.events.map(({ state }) => state)).toEqual(['ABORTED']);
  });

  test('may come late: a minute counts when its data have come', async () => {
    const aws = new FakeRollout();
    const until = (begin: number) => begin + 180_000 <= aws.clock.now().getTime();
    aws.minute = (begin) => begin < Date.parse('2026-01-01T12:00:00Z') || until(begin) ? BAD(begin) : undefined;
    expect((await aws.execute())!.Reason).toMatch(/\[GateFailed\]$/);
  });

  test('ends inconclusive at the deadline when nobody uses the stage', async () => {
    const aws = new FakeRollout();
    aws.minute = (begin) => begin < Date.parse('2026-01-01T12:00:00Z') ? [600, 1, 0, 0] : [0, 0, 0, 0];
    const answer = await aws.execute();
    expect(answer!.Reason).toMatch(/at 10 % after 14 min: its data did not suffice.*\[RolloutInconclusive\]$/);
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('finds alarms of the stack by their logical ids', async () => {
    const aws = new FakeRollout();
    aws.resources = [{ LogicalResourceId: 'Down', PhysicalResourceId: 'Shop-Down-1' }];
    aws.alarms = [{ AlarmName: 'Shop-Down-1', StateValue: 'OK' }];
    const event = aws.event({ ...FIRST_STEP, Gates: [{ Kind: 'ALARMS', Name: 'alarms', Alarms: [{ LogicalId: 'Down' }] }] });
    const answer = await aws.execute(event, (minutes) => { if (minutes > 2) { aws.alarms[0].StateValue = 'ALARM'; } });
    expect(answer!.Reason).toMatch(/at 10 % after 2 min: alarms\. The alarm Down is in the state ALARM\..*\[GateFailed\]$/);
  });

  test('asks the functions of gates with the figures so far', async () => {
    const aws = new FakeRollout();
    aws.functions = { 'arn:fn': ({ canary }) => canary.requests > 100 ? { verdict: 'FAIL', reason: 'Orders fell.' } : { verdict: 'PASS' } };
    const answer = await aws.execute(aws.event({ ...FIRST_STEP, Gates: [{ Kind: 'FUNCTION', Name: 'orders', FunctionArn: 'arn:fn' }] }));
    expect(answer!.Reason).toMatch(/: orders\. Orders fell\..*\[GateFailed\]$/);
    expect(aws.invoked[0].payload).toMatchObject({
      rolloutId: 'r-1', step: 1, percentTraffic: 10, base: { deploymentId: 'B' }, canary: { deploymentId: 'N' },
    });
  });
});

test('a reason of others leaves room for where production is, and for the id', async () => {
  const aws = new FakeRollout();
  aws.functions = { 'arn:fn': () => ({ verdict: 'FAIL', reason: '\u6ce8\u6587'.repeat(5_000) }) };
  const answer = await aws.execute(aws.event({ ...FIRST_STEP, Gates: [{ Kind: 'FUNCTION', Name: 'orders', FunctionArn: 'arn:fn' }] }));
  expect(answer!.Reason).toMatch(/: orders\. (\u6ce8\u6587)+\u6ce8?\u2026\. Production is on deployment B as before, the canary is off\./);
  expect(answer!.Reason).toMatch(/\[GateFailed\]$/);
  expect(JSON.stringify(aws.events).length).toBeLessThan(10_000);
});

describe('hooks of a step', () => {
  const hooked = (aws: FakeRollout) => aws.event({ ...FIRST_STEP, Hooks: { PreTraffic: 'pre', Step: 'step', OnAbort: 'abort' } });

  test('are called before the first percent, and when the gates have passed', async () => {
    const aws = new FakeRollout();
    aws.functions = { pre: () => undefined, step: () => ({ verdict: 'PASS' }) };
    expect(await aws.execute(hooked(aws))).toMatchObject({ Status: 'SUCCESS' });
    expect(aws.invoked.map(({ arn, payload }) => [arn, payload.hook])).toEqual([['pre', 'preTraffic'], ['step', 'step']]);
  });

  test('are called again while the policy of this deploy is too young, and once in all', async () => {
    const aws = new FakeRollout();
    aws.functions = { pre: () => undefined, step: () => undefined };
    const known = aws.clock.now().getTime() + 4_000;
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
    aws.fault = (call) => call === 'Invoke' && aws.clock.now().getTime() < known ? denied : undefined;
    expect(await aws.execute(hooked(aws))).toMatchObject({ Status: 'SUCCESS' });
    expect(aws.invoked.map(({ arn }) => arn)).toEqual(['pre', 'step']);
  });

  test('that throw before the traffic move nothing', async () => {
    const aws = new FakeRollout();
    aws.functions = { pre: () => { throw new Error('not today'); } };
    const answer = await aws.execute(hooked(aws));
    expect(answer!.Reason).toMatch(/before any traffic moved: The hook preTraffic did not answer\. .*not today.*\[HookFailed\]$/);
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('that throw at the end of a step fail it, and those that fail put back', async () => {
    for (const [step, id] of [[() => { throw new Error('no'); }, 'HookFailed'], [() => ({ verdict: 'FAIL', reason: 'no' }), 'GateFailed']] as const) {
      const aws = new FakeRollout();
      aws.functions = { pre: () => undefined, step };
      expect((await aws.execute(hooked(aws)))!.Reason).toMatch(new RegExp(`\\[${id}\\]$`));
      expect(aws.invoked[aws.invoked.length - 1]).toMatchObject({ arn: 'abort', type: 'Event', payload: { hook: 'onAbort' } });
    }
  });

  test('leave time to put back when they hang after a slow gate', async () => {
    const aws = new FakeRollout();
    aws.functions = { pre: () => undefined, slow: () => aws.clock.sleep(7_000).then(() => ({ verdict: 'PASS' })) };
    aws.fault = (call, input) => call === 'Invoke' && input.FunctionName === 'step' ? 'hang' : undefined;
    const { ResourceProperties: properties } = hooked(aws);
    const answer = await aws.execute(aws.event({ ...properties, Gates: [{ Kind: 'FUNCTION', Name: 'orders', FunctionArn: 'slow' }] }));
    expect(answer!.Reason).toMatch(/The hook step did not answer\. .*the canary is off.*\[HookFailed\]$/);
    expect(aws.calls.filter((call) => call === 'UpdateStage')).toHaveLength(2);
  });

  test('after an abort do not stop the way back when they cannot be called', async () => {
    const aws = new FakeRollout();
    aws.minute = BAD;
    aws.functions = { pre: () => undefined };
    aws.fault = (call, input) => call === 'Invoke' && input.FunctionName === 'abort' ? new Error('gone') : undefined;
    expect((await aws.execute(hooked(aws)))!.Reason).toMatch(/\[GateFailed\]$/);
  });
});

test('the log has neither the URL that answers CloudFormation nor a value of a stage variable', async () => {
  const aws = new FakeRollout();
  aws.stage.variables = { key: 'secret-1' };
  aws.stage.canarySettings.stageVariableOverrides = { key: 'secret-2' };
  await aws.deliver(aws.event());
  await aws.execute();
  expect(aws.log.length).toBeGreaterThan(10);
  expect(JSON.stringify(aws.log)).not.toMatch(/https:|secret-/);
});

test('events that nobody takes do not decide a rollout', async () => {
  const aws = new FakeRollout();
  aws.fault = (call) => call === 'PutEvents' || call === 'Publish' ? new Error('denied') : undefined;
  expect(await aws.execute(aws.event({ ...FIRST_STEP, TopicArn: 'arn:topic' }))).toMatchObject({ Status: 'SUCCESS' });
});

function notFound(): Error {
  return new NotFoundException({ message: 'Invalid stage identifier specified', $metadata: {} });
}
