import { EventClock } from '../../../rehearsal/cloudformation/event-clock';
import { SeededGenerator } from '../../../rehearsal/cloudformation/seeded-generator';
import { Execution } from '../../../rehearsal/step-functions/execution';
import { StepFunctionsService } from '../../../rehearsal/step-functions/step-functions-service';
import { TaskFault } from '../../../rehearsal/step-functions/task-fault';

const START = new Date('2030-01-01T00:00:00Z');
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:worker';

/** A service whose functions do what they are told, by the payload's member `does`. */
function service() {
  const clock = new EventClock(START);
  const calls: Array<{ readonly at: number; readonly payload: any }> = [];
  const second = (): number => (clock.now().getTime() - START.getTime()) / 1000;
  const stepFunctions = new StepFunctionsService({
    clock,
    random: new SeededGenerator(1),
    region: 'us-east-1',
    account: '123456789012',
    functions: {
      keepsVirtualTime: true,
      invoke: async (_, payload: any) => {
        calls.push({ at: second(), payload });
        await clock.sleep((payload.lasts ?? 0) * 1000);
        const failures: string[] = payload.fails ?? [];
        const errorType = failures[calls.length - 1];
        if (errorType !== undefined) { return { outcome: 'failed', errorType, errorMessage: 'told to' }; }
        return { outcome: 'returned', payload: { answer: payload.value ?? null } };
      },
    },
  });
  const machine = (States: object, more: object = {}): string => stepFunctions.putStateMachine('machine', {
    definition: JSON.stringify({ StartAt: Object.keys(States)[0], States, ...more }), roleArn: 'role', isStandard: true,
  });
  const run = async (states: object, input: unknown = {}, more: object = {}): Promise<Execution> => {
    const execution = stepFunctions.startExecution({ stateMachineArn: machine(states, more), input: JSON.stringify(input) });
    await clock.passUntil(execution.ended);
    return execution;
  };
  const pass = (seconds: number) => clock.passUntil(clock.sleep(seconds * 1000));
  return { clock, stepFunctions, machine, run, pass, calls, second };
}

const task = (more: object = {}) => ({ Type: 'Task', Resource: FUNCTION, End: true, ...more });

describe('an execution', () => {
  test('waits in the engine\'s time', async () => {
    const { run, second } = service();
    const { outcome } = await run({ Wait: { Type: 'Wait', Seconds: 2580, Next: 'Done' }, Done: { Type: 'Succeed' } });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(second()).toBe(2580);
  });

  test('waits as long as its data say, or until a time in them', async () => {
    const { run, second } = service();
    await run({ Wait: { Type: 'Wait', SecondsPath: '$.step.seconds', End: true } }, { step: { seconds: 40 } });
    expect(second()).toBe(40);
    await run({ Wait: { Type: 'Wait', TimestampPath: '$.until', End: true } }, { until: '2030-01-01T00:02:00Z' });
    expect(second()).toBe(120);
  });

  test('fails when its data have no such time, and nothing catches that', async () => {
    const { run } = service();
    const { outcome } = await run({ Wait: { Type: 'Wait', SecondsPath: '$.seconds', End: true } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('$.seconds') });
  });

  test('hands its input, its name and the time at which the state was entered to a function, and keeps the result where it is told to', async () => {
    const { run, calls } = service();
    const { outcome, identity } = await run({
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Look' },
      Look: task({
        Parameters: { 'value.$': '$.event.id', 'entered.$': '$$.State.EnteredTime', 'execution.$': '$$.Execution.Name', 'state.$': '$$.State.Name' },
        ResultPath: '$.step',
      }),
    }, { event: { id: 7 } });
    expect(calls).toEqual([{ at: 60, payload: { value: 7, entered: '2030-01-01T00:01:00.000Z', execution: identity.name, state: 'Look' } }]);
    expect(outcome.output).toEqual({ event: { id: 7 }, step: { answer: 7 } });
  });

  test('wraps payload and result for the integration that invokes a function', async () => {
    const { run } = service();
    const { outcome } = await run({
      Look: task({
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: FUNCTION, Payload: { value: 1 } },
        ResultSelector: { 'answer.$': '$.Payload.answer' },
      }),
    });
    expect(outcome.output).toEqual({ answer: 1 });
  });

  test.each([
    [{ next: 'WAIT' }, 'waited'], [{ next: 'DONE' }, 'done'], [{ next: 'DONE', count: 3 }, 'counted'],
  ])('chooses by %j', async (step, chosen) => {
    const { run } = service();
    const end = (Result: string) => ({ Type: 'Pass', Result, End: true });
    const { outcome } = await run({
      Choice: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.step.next', StringEquals: 'WAIT', Next: 'Waited' },
          { And: [{ Variable: '$.step.count', IsPresent: true }, { Variable: '$.step.count', NumericGreaterThanEquals: 3 }], Next: 'Counted' },
        ],
        Default: 'Done',
      },
      Waited: end('waited'),
      Done: end('done'),
      Counted: end('counted'),
    }, { step });
    expect(outcome.output).toBe(chosen);
  });

  test('fails when no rule holds and there is no default', async () => {
    const { run } = service();
    const { outcome } = await run({
      Choice: { Type: 'Choice', Choices: [{ Variable: '$.a', StringEquals: 'x', Next: 'Done' }] }, Done: { Type: 'Succeed' },
    }, { a: 'y' });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  test('ends as a Fail state says', async () => {
    const { run } = service();
    expect((await run({ Broken: { Type: 'Fail', Error: 'Broken', Cause: 'told to' } })).outcome).toMatchObject({
      status: 'FAILED', error: 'Broken', cause: 'told to',
    });
  });
});

describe('a task that fails', () => {
  const RETRY = [{ ErrorEquals: ['Lambda.ServiceException', 'Broken'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 3 }];
  const CATCH = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'PutBack' }];

  test('is done again after longer and longer pauses, entered only once', async () => {
    const { run, calls } = service();
    const { outcome } = await run({ Look: task({ Retry: RETRY, Parameters: { 'fails.$': '$.fails', 'entered.$': '$$.State.EnteredTime' } }) }, {
      fails: ['Broken', 'Broken'],
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(calls.map(({ at }) => at)).toEqual([0, 2, 6]);
    expect(new Set(calls.map(({ payload }) => payload.entered)).size).toBe(1);
  });

  test('goes where its error is caught when no attempt is left, with its input and the error', async () => {
    const { run, calls } = service();
    const { outcome } = await run({
      Look: task({ Retry: RETRY, Catch: CATCH }), PutBack: { Type: 'Pass', End: true },
    }, { fails: Array(9).fill('Broken'), event: 1 });
    expect(calls).toHaveLength(4);
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED', output: { event: 1, error: { Error: 'Broken', Cause: expect.stringContaining('told to') } },
    });
  });

  test('fails the execution when nothing catches its error', async () => {
    const { run } = service();
    expect((await run({ Look: task({ Retry: RETRY }) }, { fails: ['Other'] })).outcome).toMatchObject({ status: 'FAILED', error: 'Other' });
  });

  test('times out, while its invocation goes on', async () => {
    const { run, calls, pass, second } = service();
    const { outcome } = await run({ Look: task({ TimeoutSeconds: 20, Catch: CATCH }), PutBack: { Type: 'Pass', End: true } }, { lasts: 50 });
    expect(outcome.output).toMatchObject({ error: { Error: 'States.Timeout' } });
    expect(second()).toBe(20);
    expect(calls).toHaveLength(1);
    await pass(100);
  });
});

describe('what may befall a task', () => {
  const RETRY = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2 }];
  const befallen = async (fault: TaskFault) => {
    const engine = service();
    engine.stepFunctions.inject(({ index }) => (index === 0 ? fault : undefined));
    const { outcome } = await engine.run({ Look: task({ Retry: RETRY }) }, { value: 1 });
    await engine.pass(60);
    return { status: outcome.status, calls: engine.calls.map(({ at }) => at) };
  };

  test.each<[TaskFault, number[]]>([
    [{ kind: 'refused' }, [2]],
    [{ kind: 'lost-result' }, [0, 2]],
    [{ kind: 'twice', afterSeconds: 5 }, [0, 5]],
    [{ kind: 'late', seconds: 9 }, [9]],
  ])('%j', async (fault, calls) => {
    expect(await befallen(fault)).toEqual({ status: 'SUCCEEDED', calls });
  });
});

describe('an execution is named', () => {
  const WAITS = { Wait: { Type: 'Wait', Seconds: 60, End: true } };

  test('and the same request finds it while it runs', async () => {
    const { stepFunctions, machine } = service();
    const request = { stateMachineArn: machine(WAITS), name: 'one', input: '{"a":1}' };
    expect(stepFunctions.startExecution(request)).toBe(stepFunctions.startExecution(request));
    expect(() => stepFunctions.startExecution({ ...request, input: '{"a":2}' })).toThrow('Execution Already Exists');
  });

  test('and its name stays taken for 90 days after its end', async () => {
    const { stepFunctions, machine, clock, pass } = service();
    const request = { stateMachineArn: machine(WAITS), name: 'one' };
    await clock.passUntil(stepFunctions.startExecution(request).ended);
    expect(() => stepFunctions.startExecution(request)).toThrow('Execution Already Exists');
    await pass(90 * 24 * 3600 + 1);
    expect(stepFunctions.startExecution(request).isRunning).toBe(true);
  });

  test.each(['', 'a'.repeat(81), 'a b', 'a/b'])('but not %j', (name) => {
    const { stepFunctions, machine } = service();
    expect(() => stepFunctions.startExecution({ stateMachineArn: machine(WAITS), name })).toThrow('Invalid Name');
  });
});

describe('an execution that is stopped', () => {
  test('ends at once, and its wait leads nowhere', async () => {
    const { stepFunctions, machine, calls, pass } = service();
    const execution = stepFunctions.startExecution({ stateMachineArn: machine({ Wait: { Type: 'Wait', Seconds: 60, Next: 'Look' }, Look: task() }) });
    await pass(10);
    stepFunctions.stopExecution(execution.identity.executionArn, 'cancelled', 'a rollback');
    await pass(600);
    expect(execution.outcome).toMatchObject({ status: 'ABORTED', error: 'cancelled', stopDate: new Date(START.getTime() + 10_000) });
    expect(calls).toEqual([]);
  });

  test('does not end the invocation behind it', async () => {
    const { stepFunctions, machine, pass, calls } = service();
    const execution = stepFunctions.startExecution({
      stateMachineArn: machine({ Look: task({ Next: 'Again', End: undefined }), Again: task() }), input: '{"lasts":30}',
    });
    await pass(10);
    stepFunctions.stopExecution(execution.identity.executionArn);
    await pass(60);
    expect(calls).toHaveLength(1);
  });

  test('stays as it ended when it is stopped again', async () => {
    const { stepFunctions, run } = service();
    const { identity } = await run({ Done: { Type: 'Succeed' } });
    expect(stepFunctions.stopExecution(identity.executionArn).outcome.status).toBe('SUCCEEDED');
  });
});

test('an execution goes on with the definition that it began with', async () => {
  const { stepFunctions, machine, clock } = service();
  const execution = stepFunctions.startExecution({ stateMachineArn: machine({ Wait: { Type: 'Wait', Seconds: 60, Next: 'Old' }, Old: task() }) });
  machine({ New: { Type: 'Fail', Error: 'new' } });
  await clock.passUntil(execution.ended);
  expect(execution.outcome.status).toBe('SUCCEEDED');
});

test('an execution of a machine that is deleted ends with its next transition', async () => {
  const { stepFunctions, machine, clock, calls, pass, second } = service();
  const stateMachineArn = machine({ Wait: { Type: 'Wait', Seconds: 60, Next: 'Look' }, Look: task() });
  const execution = stepFunctions.startExecution({ stateMachineArn });
  await pass(10);
  stepFunctions.deleteStateMachine(stateMachineArn);
  await clock.passUntil(execution.ended);
  expect([execution.outcome.status, calls.length, second()]).toEqual(['ABORTED', 0, 60]);
  expect(() => stepFunctions.startExecution({ stateMachineArn })).toThrow('State Machine Does Not Exist');
});

test('an execution that takes longer than its machine allows times out, and nothing catches that', async () => {
  const { run, second } = service();
  const { outcome } = await run({ Wait: { Type: 'Wait', Seconds: 60, End: true } }, {}, { TimeoutSeconds: 30 });
  expect([outcome.status, second()]).toEqual(['TIMED_OUT', 30]);
});
