/** Waits; a parameter wherever something waits, so that tests do not. */
export type Sleep = (milliseconds: number) => Promise<void>;

const PAUSE_MILLISECONDS = 3_000;
const ATTEMPTS = 15;

/**
 * Repeats a call that IAM refuses: the driver's policy may be seconds old, and IAM is eventually consistent.
 *
 * @throws the last refusal, after about 45 seconds
 */
export async function whileAccessSettles<T>(call: () => Promise<T>, sleep: Sleep): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!isAccessDenied(error) || attempt === ATTEMPTS) { throw error; }
      await sleep(PAUSE_MILLISECONDS);
    }
  }
}

export function isAccessDenied(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 403 || /AccessDenied/.test(name ?? '');
}
