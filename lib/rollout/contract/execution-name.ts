import { createHash } from 'node:crypto';

/** The part of an event that an execution is named after. */
export interface NamedEvent {
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly RequestId: string;
  readonly ResponseURL: string;
}

const OF_RESOURCE_DIGITS = 15;

/**
 * The name of the execution of an event: the same when the event is delivered again, another when the stack is retried, which may reuse the RequestId
 * (aws/aws-cdk#35957).
 *
 * 80 characters, the limit of Step Functions: the resource's prefix, then the SHA-256 of RequestId and ResponseURL.
 */
export function executionNameOf(event: NamedEvent): string {
  return `${executionPrefixOf(event)}${sha256(`${event.RequestId}${event.ResponseURL}`)}`;
}

/** What the names of all executions of a resource begin with: a later event does not know the name of the one that it stops. */
export function executionPrefixOf({ StackId, LogicalResourceId }: Pick<NamedEvent, 'StackId' | 'LogicalResourceId'>): string {
  return `${sha256(`${StackId}/${LogicalResourceId}`).slice(0, OF_RESOURCE_DIGITS)}-`;
}

/** What a rollout is called: the driver answers it out of its own RequestId. */
export function rolloutIdOf(driverRequestId: string): string {
  return `r-${sha256(driverRequestId).slice(0, 12)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
