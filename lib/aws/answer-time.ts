/** The part of an SDK client that is needed here. */
interface SdkClient {
  readonly middlewareStack: { add(middleware: any, options: any): void };
}

const times = new WeakMap<object, Date>();

/**
 * When a service answered, by its own clock: the `Date` of its HTTP answer.
 *
 * Undefined for an answer of a client that was not made with `tellingTime`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
 */
export function answerTime(output: object): Date | undefined {
  return times.get(output);
}

/** Keeps the time of an answer, for `answerTime`. */
export function keepAnswerTime(output: object, date: Date): void {
  if (!Number.isNaN(date.getTime())) { times.set(output, date); }
}

/** Has a client of the SDK keep the time of every answer. */
export function tellingTime<C extends SdkClient>(client: C): C {
  client.middlewareStack.add((next: (args: any) => Promise<any>) => async (args: any) => {
    const result = await next(args);
    const { date } = result.response?.headers ?? {};
    if (date !== undefined) { keepAnswerTime(result.output, new Date(date)); }
    return result;
  }, { step: 'deserialize', name: 'answerTime', priority: 'high' });
  return client;
}
