import { Catcher, Retrier } from './definition';

/** An error as a state machine sees it: a name to match, and a text. */
export interface StateError {
  readonly error: string;
  readonly cause: string;
}

/** Nothing catches it: the definition and the data don't fit. */
const UNCATCHABLE = 'States.Runtime';

/** Whether a list of names means this error. `States.TaskFailed` is any but a timeout. */
export function matches(names: readonly string[], { error }: StateError): boolean {
  if (error === UNCATCHABLE) { return names.includes(UNCATCHABLE); }
  return names.some((name) => name === error || name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'));
}

/** How long to wait before the next attempt. `undefined` when there is none. Each retrier counts for itself. */
export function retryDelaySeconds(
  retriers: readonly Retrier[], error: StateError, attempts: Map<Retrier, number>, jitter: () => number,
): number | undefined {
  const retrier = retriers.find(({ ErrorEquals }) => matches(ErrorEquals, error));
  if (retrier === undefined) { return undefined; }
  const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds = Infinity, JitterStrategy = 'NONE' } = retrier;
  const before = attempts.get(retrier) ?? 0;
  if (before >= MaxAttempts) { return undefined; }
  attempts.set(retrier, before + 1);
  const delay = Math.min(IntervalSeconds * BackoffRate ** before, MaxDelaySeconds);
  return JitterStrategy === 'FULL' ? delay * jitter() : delay;
}

export function catcherFor(catchers: readonly Catcher[], error: StateError): Catcher | undefined {
  return catchers.find(({ ErrorEquals }) => matches(ErrorEquals, error));
}
