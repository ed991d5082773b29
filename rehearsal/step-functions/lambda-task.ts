import { Json } from './definition';
import { LAMBDA_INVOKE } from './read-definition';
import { StateError } from './state-error';
import { InvokeOutcome } from '../lambda/lambda-service';

/** Invokes a Lambda function for a task. */
export interface TaskFunctions {
  /** Whether the code that runs waits on the engine's clock only. @default false */
  readonly keepsVirtualTime?: boolean;
  invoke(functionArn: string, event: unknown): Promise<InvokeOutcome>;
}

/** What came of an attempt. */
export type TaskOutcome = { readonly result: Json } | StateError;

/** What a task calls, and with what. */
export interface TaskCall {
  readonly functionArn: string;
  readonly payload: Json;
  /** Whether the result is wrapped, as the integration `lambda:invoke` does it. */
  readonly isWrapped: boolean;
}

/** Lambda's errors that the docs ask to retry. */
export const UNREACHABLE: StateError = { error: 'Lambda.ServiceException', cause: 'The rehearsal lets Lambda be unreachable.' };

/** Reads what a task calls. @param input after InputPath and Parameters */
export function taskCall(resource: string, input: Json): TaskCall {
  if (!LAMBDA_INVOKE.test(resource)) { return { functionArn: resource, payload: input, isWrapped: false }; }
  const { FunctionName, Payload = {}, Qualifier } = input as { FunctionName?: string; Payload?: Json; Qualifier?: string };
  return { functionArn: Qualifier === undefined ? String(FunctionName) : `${String(FunctionName)}:${Qualifier}`, payload: Payload, isWrapped: true };
}

/** The outcome of an invocation as a task sees it. */
export function taskOutcome(outcome: InvokeOutcome, { isWrapped }: TaskCall): TaskOutcome {
  switch (outcome.outcome) {
    case 'returned':
      return { result: isWrapped ? { ExecutedVersion: '$LATEST', Payload: outcome.payload as Json, StatusCode: 200 } : outcome.payload as Json };
    case 'failed': return {
      error: outcome.errorType,
      cause: JSON.stringify(outcome.report ?? { errorType: outcome.errorType, errorMessage: outcome.errorMessage }),
    };
    case 'not-found': return { error: 'Lambda.ResourceNotFoundException', cause: outcome.message };
    default: return { error: 'Lambda.AWSLambdaException', cause: outcome.message };
  }
}
