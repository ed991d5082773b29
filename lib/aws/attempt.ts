import type { Time } from './time';

/** No answer came in time. Whether the call had an effect is not known. */
export class NoAnswerInTime extends Error {
  constructor(milliseconds: number) {
    super(`There was no answer within ${Math.round(milliseconds / 1000)} s.`);
    this.name = 'NoAnswerInTime';
  }
}

/**
 * Runs a call that ends in time, whatever it does.
 *
 * After a handler has answered, Lambda freezes the environment and thaws it for the next event: what was in flight goes on then. A call that
 * was aborted does not.
 *
 * @param call gives up when the signal is aborted
 */
export function boundedAttempt<T>(call: (signal: AbortSignal) => Promise<T>, milliseconds: number, time: Time): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = time.startTimer(milliseconds, () => {
      controller.abort();
      reject(new NoAnswerInTime(milliseconds));
    });
    (async () => call(controller.signal))().then(resolve, reject).finally(stop);
  });
}
