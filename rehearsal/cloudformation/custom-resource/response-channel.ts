import { SeededGenerator } from '../seeded-generator';

/** Path under which responses of custom resources arrive at the engine's endpoint. */
export const RESPONSE_PATH = '/custom-resource-response/';

/** One expected response. */
export interface ExpectedResponse {
  /** The `ResponseURL` of the event. */
  readonly url: string;
  /** Body of the first response that arrived so far. */
  received(): string | undefined;
  /** From now on responses are ignored. */
  close(): void;
}

/** Receives what custom resources PUT to their `ResponseURL`. */
export class ResponseChannel {
  private readonly open = new Map<string, { body?: string }>();
  private baseUrl = 'http://127.0.0.1';

  constructor(private readonly random: SeededGenerator) {}

  /** From now on response URLs point at this endpoint, for instance `http://127.0.0.1:4566`. */
  receiveAt(baseUrl: string): void {
    this.baseUrl = baseUrl;
  }

  expect(): ExpectedResponse {
    const token = this.random.uuid();
    const entry: { body?: string } = {};
    this.open.set(token, entry);
    return {
      url: `${this.baseUrl}${RESPONSE_PATH}${token}`,
      received: () => entry.body,
      close: () => this.open.delete(token),
    };
  }

  /**
   * Takes a response; only the first one for a URL counts, and what comes too late is ignored, as on AWS.
   *
   * @param urlOrPath - the `ResponseURL`, or its path
   */
  deliver(urlOrPath: string, body: string): void {
    const token = urlOrPath.slice(urlOrPath.indexOf(RESPONSE_PATH) + RESPONSE_PATH.length).split('?')[0];
    const entry = this.open.get(token);
    if (entry !== undefined) { entry.body ??= body; }
  }
}
