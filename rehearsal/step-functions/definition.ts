/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** When a failed task is done again. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

/** Where an execution goes on after an error. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
}

interface Common {
  readonly Comment?: string;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Next?: string;
  readonly End?: boolean;
}

/** Calls a Lambda function. */
export interface TaskState extends Common {
  readonly Type: 'Task';
  /** The ARN of a function, or the integration `arn:aws:states:::lambda:invoke`. */
  readonly Resource: string;
  readonly Parameters?: Json;
  readonly ResultSelector?: Json;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface WaitState extends Common {
  readonly Type: 'Wait';
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

/** A comparison, or several under `And`, `Or`, `Not`. */
export type ChoiceRule = Readonly<Record<string, Json>>;

export interface ChoiceState extends Pick<Common, 'Comment' | 'InputPath' | 'OutputPath'> {
  readonly Type: 'Choice';
  readonly Choices: ReadonlyArray<ChoiceRule & { readonly Next: string }>;
  readonly Default?: string;
}

export interface PassState extends Common {
  readonly Type: 'Pass';
  readonly Result?: Json;
  readonly Parameters?: Json;
  readonly ResultPath?: string | null;
}

export interface SucceedState extends Pick<Common, 'Comment' | 'InputPath' | 'OutputPath'> {
  readonly Type: 'Succeed';
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Comment?: string;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export type State = TaskState | WaitState | ChoiceState | PassState | SucceedState | FailState;

/** A state machine that the engine plays. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  /** Of the whole execution. Nothing catches it. @default - none */
  readonly TimeoutSeconds?: number;
}

/** A definition that AWS would refuse. */
export class InvalidDefinition extends Error {
  constructor(problem: string) {
    super(`Invalid State Machine Definition: ${problem}`);
    this.name = 'InvalidDefinition';
  }
}

/** A definition that AWS takes and this engine does not play. */
export class DefinitionNotPlayed extends Error {
  constructor(problem: string) {
    super(`The rehearsal engine does not play this state machine: ${problem}`);
    this.name = 'DefinitionNotPlayed';
  }
}
