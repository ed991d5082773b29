import { ExecutionInput, stateMachineDefinition } from '../../../lib/rollout/contract';
import { fill } from '../../../rehearsal/step-functions/payload-template';

const { StartAt, States } = stateMachineDefinition('arn:function') as { StartAt: string; States: Record<string, any> };

test('every state is reached, and every next one is there', () => {
  const next = ({ Next, Default, Choices = [], Catch = [] }: any): string[] =>
    [Next, Default, ...[...Choices, ...Catch].map((way) => way.Next)].filter((name) => name !== undefined);
  const reached = new Set([StartAt]);
  for (const name of reached) { next(States[name]).forEach((other) => reached.add(other)); }
  expect([...reached].sort()).toEqual(Object.keys(States).sort());
});

test('a task that crashes six times puts the canary back, and that execution fails', () => {
  for (const name of ['Begin', 'Look']) {
    expect(States[name].Retry[0]).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 6 });
    expect(States[name].Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'PutBack' }]);
  }
  expect(States.PutBack.Retry[0].MaxAttempts).toBe(6);
  expect(States[States.PutBack.Next].Type).toBe('Fail');
});

test('putting back is told how far the step came, and can be told when its first task broke', () => {
  const input: ExecutionInput = { event: { RequestId: 'q' }, step: { progress: null } };
  const context = { Execution: { Name: 'x' }, State: { EnteredTime: '2026-01-01T12:00:00Z' } };
  const toldTo = (data: object) => fill(States.PutBack.Parameters, { data: { ...data, error: { Error: 'E' } } as never, context });
  expect(toldTo(input)).toMatchObject({ task: 'PUT_BACK', progress: null, event: { RequestId: 'q' } });
  expect(toldTo({ ...input, step: { next: 'WAIT', progress: { started: 's' } } })).toMatchObject({ progress: { started: 's' } });
});

test('a crash is put back within five minutes', () => {
  const { Retry: [{ IntervalSeconds, BackoffRate, MaxAttempts }], TimeoutSeconds } = States.Look;
  const pauses = Array.from({ length: MaxAttempts }, (_, k) => IntervalSeconds * BackoffRate ** k).reduce((sum, seconds) => sum + seconds);
  expect(pauses + (MaxAttempts + 1) * TimeoutSeconds).toBeLessThan(300);
});

test('the time comes from the state, never from a clock', () => {
  const tasks = Object.values(States).filter(({ Type }) => Type === 'Task');
  expect(tasks).toHaveLength(3);
  for (const { Parameters } of tasks) { expect(Parameters['enteredTime.$']).toBe('$$.State.EnteredTime'); }
});

test('no time limit ends the execution: none of its states could put the canary back', () => {
  expect(stateMachineDefinition('arn:function')).not.toHaveProperty('TimeoutSeconds');
});
