/**
 * The state machine of a stack: one execution for each Create or Update event of a step or a promotion.
 *
 * `Begin → (Wait → Look)* → Done`, and `PutBack → Broken` after a crash. It succeeds also after a verdict that failed, because that was answered:
 * failed executions are crashes, and nothing else.
 */

/** The work of a state. */
export type RolloutTask = 'BEGIN' | 'LOOK' | 'PUT_BACK';

/** What an execution is started with: CloudFormation's event as it came, and that no task has a result yet. */
export interface ExecutionInput<Event = unknown> {
  readonly event: Event;
  readonly step: { readonly progress: null };
}

/** What the function gets from a state. */
export interface TaskPayload<Event = unknown> {
  readonly task: RolloutTask;
  readonly event: Event;
  /** When the state was entered, as ISO 8601: the only clock of minutes, windows and budgets. A repetition of the task does not renew it. */
  readonly enteredTime: string;
  readonly execution: string;
  /** Of LOOK and PUT_BACK: what the last task returned. Null when the first one broke. */
  readonly progress?: StepProgress | null;
  /** Of PUT_BACK: what broke. */
  readonly error?: { readonly Error: string; readonly Cause?: string };
}

/** What the function returns to a state. */
export interface StateResult {
  readonly next: 'WAIT' | 'DONE';
  /** How long to wait. 0 with `DONE`. */
  readonly seconds: number;
  readonly progress: StepProgress;
}

/** What a step knows from one look to the next. Times are ISO 8601. */
export interface StepProgress {
  /** When the step set its percent. */
  readonly started: string;
  /** When the first step set the first percent. */
  readonly rolloutStarted: string;
  /** Whether the step waits for a person. */
  readonly isPaused: boolean;
  /** Looks in a row in which something could not be measured. */
  readonly unmeasuredLooks: number;
  /** Physical names of the alarms of the stack, by logical id. */
  readonly alarms: Readonly<Record<string, string>>;
}

/** Of a part that looks at nothing: a promotion, or one that nobody waits for any more. */
export const NO_PROGRESS: StepProgress = { started: '', rolloutStarted: '', isPaused: false, unmeasuredLooks: 0, alarms: {} };

/** What the result of a task is kept as in an execution's data. */
const STEP = 'step';
const TASK_TIMEOUT_SECONDS = 20;
/** 2, 4, 8, ... 64 s: with seven tasks of 20 s less than five minutes. */
const RETRY = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 6, JitterStrategy: 'FULL' }];

/**
 * The definition in the Amazon States Language, JSONPath.
 *
 * @param functionArn of the rollout's function. The state calls it directly, so its result is the state's
 */
export function stateMachineDefinition(functionArn: string): Record<string, unknown> {
  const task = (name: RolloutTask, more: object) => ({
    Type: 'Task',
    Resource: functionArn,
    TimeoutSeconds: TASK_TIMEOUT_SECONDS,
    Retry: RETRY,
    ResultPath: `$.${STEP}`,
    ...more,
    Parameters: {
      'task': name,
      'event.$': '$.event',
      'enteredTime.$': '$$.State.EnteredTime',
      'execution.$': '$$.Execution.Name',
      ...name === 'BEGIN' ? {} : { 'progress.$': `$.${STEP}.progress` },
      ...name === 'PUT_BACK' ? { 'error.$': '$.error' } : {},
    },
  });
  const putBackAfterCrash = { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'PutBack' }] };
  return {
    Comment: 'Steps of canary releases (cdk-canary-rest-api)',
    StartAt: 'Begin',
    States: {
      'Begin': task('BEGIN', { ...putBackAfterCrash, Next: 'Next?' }),
      'Next?': {
        Type: 'Choice',
        Choices: [{ Variable: `$.${STEP}.next`, StringEquals: 'WAIT', Next: 'Wait' }],
        Default: 'Done',
      },
      'Wait': { Type: 'Wait', SecondsPath: `$.${STEP}.seconds`, Next: 'Look' },
      'Look': task('LOOK', { ...putBackAfterCrash, Next: 'Next?' }),
      'Done': { Type: 'Succeed' },
      'PutBack': task('PUT_BACK', { Next: 'Broken' }),
      'Broken': { Type: 'Fail', Error: 'RolloutBroken', Cause: 'The rollout could not be judged. The canary was put back.' },
    },
  };
}
