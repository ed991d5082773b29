import { FakeAws, HOLD, NONE, awsError } from './fake-aws';

const BACK = { ResourceProperties: NONE, OldResourceProperties: HOLD };
const CANARY = { deploymentId: 'd2', percentTraffic: 10, useStageCache: false };
const HELD = { deploymentId: 'd1', variables: {}, canarySettings: CANARY };

const updates = (aws: FakeAws) => aws.calls.filter(({ name }) => name === 'UpdateStage');
const PASSING: Array<[string, Error]> = [
  ['a conflict', awsError(409, 'ConflictException')],
  ['throttling', awsError(429, 'TooManyRequestsException')],
  ['an internal error', awsError(500, 'InternalFailure')],
  ['an access refusal', awsError(403, 'AccessDeniedException')],
  ['a reset connection', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
];

describe('what passes is repeated', () => {
  test.each(PASSING)('forward: %s of UpdateStage, each attempt behind a fence of its own', async (_, error) => {
    const aws = new FakeAws();
    aws.fault = (call, number) => call === 'UpdateStage' && number <= 2 ? error : undefined;
    expect(await aws.handle({})).toMatchObject({ Status: 'SUCCESS' });
    expect(updates(aws)).toHaveLength(3);
    for (const { seconds } of updates(aws)) {
      const update = aws.calls.findIndex((call) => call.name === 'UpdateStage' && call.seconds === seconds);
      const before = aws.calls.slice(0, update).slice(-3).map(({ name }) => name);
      expect(before.sort()).toEqual(['DescribeStackEvents', 'DescribeStackResource', 'DescribeStacks']);
    }
    expect(aws.stage.canarySettings).toMatchObject(CANARY);
  });

  test.each(PASSING)('back: %s of any call', async (_, error) => {
    for (const name of ['DescribeStacks', 'DescribeStackEvents', 'DescribeStackResource', 'GetStage', 'UpdateStage']) {
      const aws = new FakeAws();
      aws.stage = HELD;
      aws.rollBack();
      aws.fault = (call, number) => call === name && number <= 4 ? error : undefined;
      expect(await aws.handle(BACK)).toMatchObject({ Status: 'SUCCESS', Data: { BaseDeploymentId: 'd1' } });
      expect(aws.stage.canarySettings).toBeUndefined();
    }
  });

  test('a refusal of the request itself is not', async () => {
    const aws = new FakeAws();
    aws.fault = (call) => call === 'UpdateStage' ? awsError(400, 'BadRequestException') : undefined;
    expect(await aws.handle({})).toMatchObject({
      Status: 'FAILED', Reason: expect.stringMatching(/^The stage could not be moved: .* The stage was not moved\. .*\[StageNotMoved\]$/),
    });
    expect(updates(aws)).toHaveLength(1);
  });

  test('a write that is refused because the same event has done it meanwhile is none that failed', async () => {
    for (const [event, before, wanted] of [[{}, { deploymentId: 'd1', variables: {} }, CANARY], [BACK, HELD, undefined]] as const) {
      const aws = new FakeAws();
      aws.stage = before;
      if (event === BACK) { aws.rollBack(); }
      aws.fault = (call, number) => {
        if (call !== 'UpdateStage' || number > 1) { return undefined; }
        aws.stage = event === BACK ? { deploymentId: 'd1', variables: {} } : { ...HELD };
        return awsError(400, 'BadRequestException');
      };
      expect(await aws.handle(event)).toMatchObject({ Status: 'SUCCESS' });
      expect(aws.stage.canarySettings).toEqual(wanted);
    }
  });

  test('for two minutes forward, for nine on the way back', async () => {
    const forward = new FakeAws();
    forward.fault = (call) => call === 'UpdateStage' ? awsError(403, 'AccessDeniedException') : undefined;
    expect((await forward.handle({}))!.seconds).toBeLessThanOrEqual(120);
    expect(updates(forward)[updates(forward).length - 1].seconds).toBeGreaterThan(60);
    const back = new FakeAws();
    back.stage = HELD;
    back.rollBack();
    back.fault = (call) => call === 'UpdateStage' ? awsError(403, 'AccessDeniedException') : undefined;
    const answer = (await back.handle(BACK))!;
    expect(answer).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'api/prod/d1/none',
      Reason: expect.stringMatching(/^Do not skip this resource.*AccessDeniedException.*\[StageNotRestored\]$/),
    });
    expect(answer.seconds).toBeLessThanOrEqual(540);
    expect(updates(back)[updates(back).length - 1].seconds).toBeGreaterThan(420);
  });
});

describe('an attempt ends in time', () => {
  test('a call that hangs is given up after ten seconds, and repeated', async () => {
    const aws = new FakeAws();
    aws.fault = (call, number) => call === 'UpdateStage' && number === 1 ? 'hang' : undefined;
    expect(await aws.handle({})).toMatchObject({ Status: 'SUCCESS' });
    const [first, second] = updates(aws);
    expect(second.seconds - first.seconds).toBeGreaterThanOrEqual(10);
  });

  test('a call that hangs is not answered for before it can no longer take effect', async () => {
    const aws = new FakeAws();
    aws.fault = (call, number) => call === 'UpdateStage' && number === 1 ? 'acts and hangs' : undefined;
    const answer = (await aws.handle({}))!;
    expect(answer.Status).toBe('SUCCESS');
    expect(updates(aws)).toHaveLength(1);
    expect(answer.seconds).toBeGreaterThanOrEqual(12);
  });

  test('nothing is written after the deadline, also by an environment that was frozen meanwhile', async () => {
    const aws = new FakeAws();
    let frozen = false;
    aws.fault = (call) => {
      if (call !== 'GetStage' || frozen) { return undefined; }
      frozen = true;
      // The process stands still for an hour.
      for (let second = 0; second < 3600; second++) { aws.clock.tick(); }
      return undefined;
    };
    expect(await aws.handle({})).toMatchObject({ Status: 'FAILED' });
    expect(updates(aws)).toEqual([]);
  });

  test('a function that Lambda gives little time answers within it', async () => {
    const aws = new FakeAws();
    aws.fault = (call) => call === 'UpdateStage' ? 'hang' : undefined;
    expect((await aws.handle({}, 60_000))!.seconds).toBeLessThan(60);
  });
});

describe('a write belongs to its operation', () => {
  test('a forward handler stops when CloudFormation has gone back meanwhile, and leaves the stage to the rollback', async () => {
    const aws = new FakeAws();
    aws.fault = (call, number) => {
      if (call !== 'UpdateStage') { return undefined; }
      if (number === 1) { aws.rollBack(); }
      return awsError(409, 'ConflictException');
    };
    expect(await aws.handle({})).toBeUndefined();
    expect(updates(aws)).toHaveLength(1);
    expect(aws.log.map(({ message }) => message)).toContainEqual(expect.stringContaining('[StaleEvent]'));
  });

  test('an event that nobody waits for is read about for some seconds, and not answered', async () => {
    const aws = new FakeAws();
    aws.resourceStatus = 'UPDATE_COMPLETE';
    expect(await aws.handle({})).toBeUndefined();
    expect(aws.seconds).toBeGreaterThanOrEqual(4);
    expect(aws.calls.filter(({ name }) => /Stage$/.test(name))).toEqual([]);
  });

  test('a reading that lags behind the event is repeated', async () => {
    const aws = new FakeAws();
    aws.resourceStatus = 'UPDATE_COMPLETE';
    const late = aws.clock.sleep(4_000).then(() => { aws.resourceStatus = 'UPDATE_IN_PROGRESS'; });
    const answer = await aws.clock.passUntil(Promise.all([aws.run({}), late]).then(([first]) => first));
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
  });

  test.each([
    ['Create', { RequestType: 'Create' }],
    ['Update', {}],
    ['Delete', { RequestType: 'Delete' }],
    ['Delete of an anchor', { RequestType: 'Delete', ResourceType: 'Custom::CanaryAnchor' }],
  ])('%s out of another stack moves nothing', async (_, event) => {
    const aws = new FakeAws();
    expect(await aws.handle({
      ...event, StackId: 'another',
    })).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^This event is from stack another,.*\[ForeignStack\]$/) });
    expect(aws.calls).toEqual([]);
  });
});

describe('a handler that fails on the way forward', () => {
  test('takes back what it wrote, before it says so', async () => {
    const aws = new FakeAws();
    // Written, but nobody reads it back.
    aws.fault = (call, number) => call === 'GetStage' && number === 2 ? awsError(400, 'BadRequestException') : undefined;
    expect(await aws.handle({})).toMatchObject({
      Status: 'FAILED', Reason: expect.stringMatching(/The stage is as it was before\..*\[StageNotMoved\]$/),
    });
    expect(aws.stage).toMatchObject({ deploymentId: 'd1' });
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('fails as well, when it can no longer tell whether CloudFormation waits for it', async () => {
    const aws = new FakeAws();
    aws.fault = (call) => call === 'DescribeStackResource' && aws.stage.canarySettings ? awsError(400, 'ValidationError') : undefined;
    expect(await aws.handle({})).toMatchObject({
      Status: 'FAILED', Reason: expect.stringMatching(/The rollback sets it right\..*\[StageNotMoved\]$/),
    });
  });

  test('says by its id that AWS could not be read, and that the stage was not moved', async () => {
    const aws = new FakeAws();
    aws.fault = (call) => call === 'GetStage' ? awsError(400, 'BadRequestException') : undefined;
    expect(await aws.handle({})).toMatchObject({
      Status: 'FAILED', Reason: expect.stringMatching(/ The stage was not moved\. .*\[StageNotMoved\]$/),
    });
  });

  test('leaves what somebody else has set meanwhile', async () => {
    const aws = new FakeAws();
    aws.onUpdate = () => { aws.patch([{ op: 'replace', path: '/canarySettings/deploymentId', value: 'd9' }]); };
    expect(await aws.handle({})).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('[StageNotAsSet]') });
    expect(aws.stage.canarySettings.deploymentId).toBe('d9');
  });
});

describe('the way forward is answered', () => {
  const HELD_ON = { ...HOLD, DeploymentId: 'd3' };

  test.each([
    ['a canary', HELD, { ResourceProperties: { ...NONE, DeploymentId: 'd3' } }],
    ['production', { deploymentId: 'd1', variables: {} }, { ResourceProperties: { ...NONE, DeploymentId: 'd2' }, OldResourceProperties: NONE }],
    ['the canary of before', HELD, { ResourceProperties: HELD_ON, OldResourceProperties: HOLD }],
  ])('after the data plane has followed, when %s leaves the stage: then CloudFormation may delete what it called', async (_, stage, event) => {
    const aws = new FakeAws();
    aws.stage = stage;
    const answer = (await aws.handle(event))!;
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    expect(answer.seconds - updates(aws)[0].seconds).toBeGreaterThanOrEqual(10);
  });

  test('at once when a canary comes, and nothing leaves the stage', async () => {
    const aws = new FakeAws();
    const answer = (await aws.handle({}))!;
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    expect(answer.seconds - updates(aws)[0].seconds).toBeLessThan(10);
  });

  test('after the data plane has followed, also by the second of two deliveries, which finds the stage moved', async () => {
    const aws = new FakeAws();
    aws.stage = { deploymentId: 'd2', variables: {}, lastUpdatedDate: aws.clock.now() };
    const answer = (await aws.handle({ ResourceProperties: { ...NONE, DeploymentId: 'd2' }, OldResourceProperties: NONE }))!;
    expect(updates(aws)).toEqual([]);
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    expect(answer.seconds).toBeGreaterThanOrEqual(10);
  });

  test('not at all when CloudFormation has stopped waiting meanwhile', async () => {
    const aws = new FakeAws();
    aws.stage = { deploymentId: 'd1', variables: {} };
    aws.onUpdate = () => { aws.resourceStatus = 'UPDATE_FAILED'; };
    expect(await aws.handle({ ResourceProperties: { ...NONE, DeploymentId: 'd2' }, OldResourceProperties: NONE })).toBeUndefined();
  });
});

test('the log says how the stack is deployed, and when CloudFormation did not tell', async () => {
  const aws = new FakeAws();
  await aws.handle({});
  expect(aws.log).toContainEqual(
    expect.objectContaining({ message: 'The operation goes forward', mode: 'not told by CloudFormation', rollbackDisabled: false }),
  );
});

describe('the way back', () => {
  test('is answered when no earlier handler can write any more, and the data plane has followed', async () => {
    const aws = new FakeAws();
    aws.stage = HELD;
    aws.rollBack();
    const answer = (await aws.handle(BACK))!;
    const readings = aws.calls.filter(({ name }) => name === 'GetStage');
    expect(readings[readings.length - 1].seconds).toBeGreaterThanOrEqual(12);
    expect(answer.seconds).toBeGreaterThanOrEqual(22);
  });

  test('waits for the data plane as long as the properties say', async () => {
    const aws = new FakeAws();
    aws.rollBack();
    expect((await aws.handle({ ...BACK, ResourceProperties: { ...NONE, PropagationSeconds: '60' } }))!.seconds).toBeGreaterThanOrEqual(72);
  });

  test('takes back what an earlier handler writes meanwhile', async () => {
    const aws = new FakeAws();
    aws.rollBack();
    const late = aws.clock.sleep(8_000).then(() => { aws.stage = { ...HELD, lastUpdatedDate: aws.clock.now() }; });
    const answer = await aws.clock.passUntil(Promise.all([aws.run(BACK), late]).then(([first]) => first));
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('decides anew when the stage is not as it was set', async () => {
    const aws = new FakeAws();
    aws.stage = HELD;
    aws.rollBack();
    let disturbed = 0;
    aws.onUpdate = () => { if (disturbed++ < 3) { aws.stage = { ...HELD, lastUpdatedDate: aws.clock.now() }; } };
    expect(await aws.handle(BACK)).toMatchObject({ Status: 'SUCCESS' });
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test('counts an action that it does not know as one that moved production', async () => {
    const aws = new FakeAws();
    aws.stage = { deploymentId: 'd2', variables: {}, lastUpdatedDate: aws.clock.now() };
    aws.rollBack();
    expect(await aws.handle({
      ...BACK, OldResourceProperties: { ...HOLD, Action: 'LATER' },
    })).toMatchObject({ Status: 'SUCCESS', Data: { BaseDeploymentId: 'd1' } });
    expect(aws.stage.deploymentId).toBe('d1');
  });
});

describe('an anchor', () => {
  const anchor = (RequestType: string) => ({
    RequestType,
    ResourceType: 'Custom::CanaryAnchor',
    PhysicalResourceId: 'api/prod/d1/d2',
    ResourceProperties: { RestApiId: 'api', StageName: 'prod', DeploymentId: 'd2' },
  });
  const taken = (status: string) => {
    const aws = new FakeAws();
    Object.assign(aws, { status, resourceStatus: 'DELETE_IN_PROGRESS', physicalId: 'api/prod/d1/d2' });
    return aws;
  };

  test('remembers production when its deployment is new', async () => {
    const aws = new FakeAws();
    aws.resourceStatus = 'CREATE_IN_PROGRESS';
    expect(await aws.handle({
      ...anchor('Create'), PhysicalResourceId: undefined,
    })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'api/prod/d1/d2' });
  });

  test('keeps its id in an update, and moves nothing', async () => {
    const aws = new FakeAws();
    expect(await aws.handle(anchor('Update'))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'api/prod/d1/d2', Data: {} });
    expect(aws.calls).toEqual([]);
  });

  test('takes production off its deployment before that goes, also if nobody else did', async () => {
    const aws = taken('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    aws.stage = { deploymentId: 'd2', variables: {} };
    expect(await aws.handle(anchor('Delete'))).toMatchObject({ Status: 'SUCCESS' });
    expect(aws.stage.deploymentId).toBe('d1');
  });

  test('takes a canary off that an earlier handler attaches meanwhile', async () => {
    const aws = taken('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    const late = aws.clock.sleep(9_000).then(() => { aws.stage = HELD; });
    await aws.clock.passUntil(Promise.all([aws.run(anchor('Delete')), late]));
    expect(aws.stage.canarySettings).toBeUndefined();
  });

  test.each(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_IN_PROGRESS'])('writes nothing in %s', async (status) => {
    const aws = taken(status);
    aws.stage = HELD;
    expect(await aws.handle(anchor('Delete'))).toMatchObject({ Status: 'SUCCESS' });
    expect(updates(aws)).toEqual([]);
  });

  test('that cannot act says what is lost, and how it is saved', async () => {
    const aws = taken('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    aws.stage = { deploymentId: 'd2', variables: {} };
    aws.fault = (call) => call === 'UpdateStage' ? awsError(403, 'AccessDeniedException') : undefined;
    const { Status, Reason } = (await aws.handle(anchor('Delete')))!;
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(/^Deployment d2 is about to lose what it calls.*\[ReleaseUnguarded\]$/);
    expect(Reason).toContain(
      '--patch-operations op=replace,path=/canarySettings/deploymentId,value=d1 op=copy,from=/canarySettings/deploymentId,path=/deploymentId ',
    );
  });
});
