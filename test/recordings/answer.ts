/** What a call came to: an answer, or an error. */
export interface Answer {
  readonly status?: number;
  readonly output?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** An error as an SDK client or a service class throws it. */
export function refusal(error: unknown): Answer {
  const { name, code, message, status, $metadata, Code } = error as Thrown;
  if (status === undefined && $metadata?.httpStatusCode === undefined) { throw error; }
  return { status: status ?? $metadata?.httpStatusCode, error: { code: code ?? Code ?? name, message } };
}

interface Thrown extends Error {
  /** Of a service class. */
  readonly code?: string;
  readonly status?: number;
  /** Of an SDK client. */
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}
