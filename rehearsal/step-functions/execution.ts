import { chosen } from './choice';
import { Catcher, Definition, Json, Retrier, State, TaskState, WaitState } from './definition';
import { find, PathError, read, Readable, write } from './json-path';
import { taskCall, TaskCall, TaskOutcome } from './lambda-task';
import { fill } from './payload-template';
import { catcherFor, retryDelaySeconds, StateError } from './state-error';
import { EngineTime } from '../cloudformation/clock';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** A state that an execution entered. */
export interface Transition {
  readonly at: Date;
  readonly state: string;
}

/** What an execution needs around it. */
export interface ExecutionSurroundings {
  readonly time: EngineTime;
  /** Spreads retries. */
  readonly random: () => number;
  /** Does one attempt of a task. */
  readonly attempt: (task: { readonly state: string; readonly retry: number; readonly call: TaskCall }) => Promise<TaskOutcome>;
  /** Whether the machine is gone: its executions then end with their next transition. */
  readonly isDeleted: () => boolean;
}

export interface ExecutionIdentity {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  /** As it was given, text for text. */
  readonly input: string;
}

type Step =
  | { readonly next: string; readonly data: Json }
  | { readonly ends: 'SUCCEEDED'; readonly data: Json }
  | ({ readonly ends: 'FAILED' } & StateError);

/** One execution of a state machine, on the engine's time. It goes on with the definition that it began with. */
export class Execution {
  readonly startDate: Date;
  /** The states it entered, the oldest first. */
  readonly history: Transition[] = [];
  /** Ends when the execution has. */
  readonly ended: Promise<void>;
  private end!: () => void;
  private current: {
    readonly status: ExecutionStatus; readonly stopDate?: Date; readonly output?: Json; readonly error?: string; readonly cause?: string;
  };
  private readonly pending = new Set<() => void>();

  constructor(readonly identity: ExecutionIdentity, private readonly definition: Definition, private readonly surroundings: ExecutionSurroundings) {
    this.startDate = surroundings.time.now();
    this.current = { status: 'RUNNING' };
    this.ended = new Promise((resolve) => { this.end = resolve; });
    if (definition.TimeoutSeconds !== undefined) { this.timer(definition.TimeoutSeconds * 1000, () => this.close({ status: 'TIMED_OUT' })); }
    this.timer(0, () => { void this.run(); });
  }

  get outcome(): Execution['current'] {
    return this.current;
  }

  get isRunning(): boolean {
    return this.current.status === 'RUNNING';
  }

  /** Ends the execution. An invocation that runs for it goes on, and nobody waits for its result. */
  stop(error?: string, cause?: string): void {
    this.close({ status: 'ABORTED', error, cause });
  }

  private close(outcome: Omit<Execution['current'], 'stopDate'>): void {
    if (!this.isRunning) { return; }
    this.current = { ...outcome, stopDate: this.surroundings.time.now() };
    for (const cancel of this.pending) { cancel(); }
    this.pending.clear();
    this.end();
  }

  private async run(): Promise<void> {
    let [name, data] = [this.definition.StartAt, JSON.parse(this.identity.input) as Json];
    while (this.isRunning) {
      if (this.surroundings.isDeleted()) { return this.stop(); }
      this.history.push({ at: this.surroundings.time.now(), state: name });
      const step = await this.step(name, data);
      if (!this.isRunning) { return; }
      if (!('ends' in step)) {
        [name, data] = [step.next, step.data];
      } else if (step.ends === 'SUCCEEDED') {
        this.close({ status: 'SUCCEEDED', output: step.data });
      } else {
        this.close({ status: 'FAILED', error: step.error, cause: step.cause });
      }
    }
  }

  private async step(name: string, data: Json): Promise<Step> {
    const entered = this.surroundings.time.now();
    try {
      return await this.enter(this.definition.States[name], name, data, entered);
    } catch (error) {
      if (!(error instanceof PathError)) { throw error; }
      return {
        ends: 'FAILED',
        error: 'States.Runtime',
        cause: `An error occurred while executing the state '${name}' (entered at the event id #${this.history.length}). ${error.message}`,
      };
    }
  }

  private async enter(state: State, name: string, data: Json, entered: Date): Promise<Step> {
    const context = (input: Json, retry = 0): Readable => ({ data: input, context: this.contextObject(name, entered, retry) });
    if (state.Type === 'Fail') {
      const text = (value: string | undefined, path: string | undefined): string => path === undefined
        ? value ?? ''
        : String(read(path, context(data)));
      return { ends: 'FAILED', error: text(state.Error, state.ErrorPath), cause: text(state.Cause, state.CausePath) };
    }
    const input = filtered(state.InputPath, context(data));
    const output = (value: Json): Json => filtered(state.OutputPath, context(value));
    switch (state.Type) {
      case 'Succeed': return { ends: 'SUCCEEDED', data: output(input) };
      case 'Choice': {
        const next = chosen(state, context(input));
        return next === undefined
          ? { ends: 'FAILED', error: 'States.NoChoiceMatched', cause: `No rule of ${name} holds.` }
          : { next, data: output(input) };
      }
      case 'Wait':
        await this.sleepUntil(waitEnd(state, context(input), entered));
        return after(state, output(input));
      case 'Pass': {
        const result = state.Result ?? (state.Parameters === undefined ? input : fill(state.Parameters, context(input)));
        return after(state, output(write(state.ResultPath === undefined ? '$' : state.ResultPath, input, result)));
      }
      case 'Task': return this.task(state, name, data, input, context);
    }
  }

  private async task(state: TaskState, name: string, data: Json, input: Json, context: (input: Json, retry?: number) => Readable): Promise<Step> {
    const attempts = new Map<Retrier, number>();
    for (let retry = 0; ; retry++) {
      const call = taskCall(state.Resource, state.Parameters === undefined ? input : fill(state.Parameters, context(input, retry)));
      const result = await this.inTime(state, this.surroundings.attempt({ state: name, retry, call }));
      if (!this.isRunning) { return { ends: 'FAILED', error: '', cause: '' }; }
      if ('result' in result) {
        const selected = state.ResultSelector === undefined ? result.result : fill(state.ResultSelector, context(result.result, retry));
        return after(state, filtered(state.OutputPath, context(write(state.ResultPath === undefined ? '$' : state.ResultPath, input, selected))));
      }
      const delay = retryDelaySeconds(state.Retry ?? [], result, attempts, this.surroundings.random);
      if (delay === undefined) { return caught(catcherFor(state.Catch ?? [], result), result, data); }
      await this.sleepUntil(this.surroundings.time.now().getTime() + delay * 1000);
      if (!this.isRunning) { return { ends: 'FAILED', error: '', cause: '' }; }
    }
  }

  /** A task that times out is over for the execution. The invocation behind it goes on. */
  private inTime({ TimeoutSeconds }: TaskState, attempt: Promise<TaskOutcome>): Promise<TaskOutcome> {
    if (TimeoutSeconds === undefined) { return attempt; }
    return new Promise((resolve, reject) => {
      const stop = this.timer(TimeoutSeconds * 1000, () => resolve({ error: 'States.Timeout', cause: '' }));
      attempt.then((result) => { stop(); resolve(result); }, reject);
    });
  }

  private sleepUntil(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const left = Math.max(0, milliseconds - this.surroundings.time.now().getTime());
      // Whatever ends the execution wakes it, so that it can end.
      const wake = (): void => { this.pending.delete(wake); resolve(); };
      this.pending.add(wake);
      this.timer(left, wake);
    });
  }

  /** A timer that ends with the execution. */
  private timer(milliseconds: number, expire: () => void): () => void {
    const cancel = this.surroundings.time.startTimer(milliseconds, () => { this.pending.delete(cancel); expire(); });
    this.pending.add(cancel);
    return () => { this.pending.delete(cancel); cancel(); };
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  private contextObject(state: string, entered: Date, retry: number): Json {
    const { executionArn, name, roleArn, input, stateMachineArn } = this.identity;
    return {
      Execution: { Id: executionArn, Name: name, RoleArn: roleArn, StartTime: this.startDate.toISOString(), Input: JSON.parse(input) as Json },
      State: { Name: state, EnteredTime: entered.toISOString(), RetryCount: retry },
      StateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(':').pop()! },
    };
  }
}

function filtered(path: string | null | undefined, from: Readable): Json {
  return path === null ? {} : path === undefined ? from.data : read(path, from);
}

function after(state: { readonly Next?: string }, data: Json): Step {
  return state.Next === undefined ? { ends: 'SUCCEEDED', data } : { next: state.Next, data };
}

function caught(catcher: Catcher | undefined, { error, cause }: StateError, data: Json): Step {
  if (catcher === undefined) { return { ends: 'FAILED', error, cause }; }
  return { next: catcher.Next, data: write(catcher.ResultPath === undefined ? '$' : catcher.ResultPath, data, { Error: error, Cause: cause }) };
}

function waitEnd({ Seconds, SecondsPath, Timestamp, TimestampPath }: WaitState, from: Readable, entered: Date): number {
  const seconds = SecondsPath === undefined ? Seconds : read(SecondsPath, from);
  if (typeof seconds === 'number' && seconds >= 0) { return entered.getTime() + seconds * 1000; }
  const time = Date.parse(String(TimestampPath === undefined ? Timestamp : find(TimestampPath, from)));
  if (Number.isNaN(time)) { throw new PathError(`The wait has no valid time, got ${JSON.stringify(seconds ?? Timestamp ?? null)}.`); }
  return time;
}
