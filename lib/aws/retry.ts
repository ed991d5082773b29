import { NoAnswerInTime } from './attempt';
import type { Log } from './event-log';
import type { Time } from './time';

/** How long a handler tries. */
export interface Patience {
  readonly time: Time;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly log: Log;
  /** No attempt begins after it, and none outlasts it. */
  readonly deadline: Date;
}

const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 15_000;
const CONNECTION = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO)|socket hang up/;
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown/;

/**
 * Repeats what may succeed a moment later, until the deadline.
 *
 * @param attempt gets its number, from 1 on
 * @throws the last error
 */
export async function whileErrorsPass<T>(attempt: (number: number) => Promise<T>, patience: Patience): Promise<T> {
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!mayPass(error) || !await pause(number, patience)) { throw error; }
      patience.log({ level: 'WARN', message: `Trying again: ${String(error)}`, attempt: number });
    }
  }
}

/**
 * Waits before the next attempt, longer each time and by a part that is random, so that two handlers do not meet again.
 *
 * @returns whether there is time for another attempt
 */
export async function pause(attempt: number, { time, random, deadline }: Patience): Promise<boolean> {
  const longest = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1), LONGEST_PAUSE_MILLISECONDS);
  const milliseconds = longest * (0.5 + random() / 2);
  if (time.now().getTime() + milliseconds >= deadline.getTime()) { return false; }
  await time.sleep(milliseconds);
  return true;
}

/**
 * Whether a later attempt may succeed.
 *
 * API Gateway answers 409 to concurrent changes of one API, and the SDK does not repeat it (hashicorp/terraform-provider-aws#776). An access refusal
 * counts, too: the driver's policy may be seconds old, and IAM is eventually consistent.
 */
export function mayPass(error: unknown): boolean {
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return isAccessDenied(error) || $metadata?.httpStatusCode === 409 || name === 'ConflictException' || takesNoCalls(error) || mayHaveActed(error);
}

/** Whether AWS takes no calls at the moment. */
export function takesNoCalls(error: unknown): boolean {
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 429 || THROTTLED.test(name);
}

/** Whether nobody knows what became of a write: it was not refused, and its success was not told. */
export function mayHaveActed(error: unknown): boolean {
  const { name = '', code = '', message = '', $metadata } = error as {
    name?: string; code?: string; message?: string; $metadata?: { httpStatusCode?: number };
  };
  const isConnection = [code, message].some((text) => CONNECTION.test(text)) || ['TimeoutError', 'AbortError'].includes(name);
  return ($metadata?.httpStatusCode ?? 0) >= 500 || isConnection || error instanceof NoAnswerInTime;
}

export function isAccessDenied(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 403 || /AccessDenied/.test(name ?? '');
}
