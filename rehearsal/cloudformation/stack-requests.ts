import { DeploymentMode } from './deployment-mode';
import { StackRecord, StackEvent } from './stack-record';
import { StackStatus } from './stack-status';
import { Template } from './template/template';

/** Whether a failure leaves everything as it is: unless the request says, in express mode only. */
export function disablesRollback({ disableRollback, deploymentMode }: StackRequest): boolean {
  return disableRollback ?? deploymentMode === 'EXPRESS';
}

/** What CreateStack and UpdateStack take. */
export interface StackRequest {
  readonly stackName: string;
  readonly template: Template;
  /** Values for the template's parameters. @default - their defaults */
  readonly parameters?: Readonly<Record<string, string>>;
  /** After a failure leave everything as it is, instead of rolling back. @default - false, true in express mode */
  readonly disableRollback?: boolean;
  /** `EXPRESS` completes a resource as soon as its configuration is applied, and does not roll back by itself. @default 'STANDARD' */
  readonly deploymentMode?: DeploymentMode;
  readonly tags?: Readonly<Record<string, string>>;
  readonly capabilities?: ReadonlyArray<string>;
}

/** How a stack operation ended. */
export interface OperationResult {
  readonly stackName: string;
  readonly stackId: string;
  readonly status: StackStatus;
  /** Whether the stack is what the operation wanted it to be: neither rolled back nor failed. */
  readonly succeeded: boolean;
  /** Why it did not succeed: the reason of the first failed resource, else of the stack. */
  readonly reason?: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Events of this operation, oldest first. */
  readonly events: ReadonlyArray<StackEvent>;
}

/** A stack operation that was accepted and now runs. */
export interface StartedOperation {
  readonly stackId: string;
  readonly result: Promise<OperationResult>;
}

/** The result of the operation that wrote the stack's events from `firstEvent` on. */
export function operationResult(stack: StackRecord, firstEvent: number, wanted: StackStatus): OperationResult {
  const events = stack.events.slice(firstEvent);
  const succeeded = stack.status === wanted;
  const isOwn = ({ physicalId, stackId }: StackEvent): boolean => physicalId === stackId;
  // A conflict of exports, for instance, fails no resource: the event in which the rollback began has the reason.
  const rollback = events.find((event) => isOwn(event) && /FAILED|ROLLBACK_IN_PROGRESS/.test(event.status) && event.reason !== undefined);
  const firstFailure = events.find((event) => event.status.endsWith('_FAILED') && !isOwn(event));
  return {
    stackName: stack.identity.stackName,
    stackId: stack.identity.stackId,
    status: stack.status,
    succeeded,
    reason: succeeded ? undefined : firstFailure?.reason ?? rollback?.reason ?? stack.statusReason,
    outputs: Object.fromEntries(stack.outputs.map(({ key, value }) => [key, value])),
    events,
  };
}
