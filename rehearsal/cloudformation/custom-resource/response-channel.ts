import { SeededGenerator } from '../seeded-generator';

/** Path under which responses of custom resources arrive at the engine's endpoint. */
export const RESPONSE_PATH = '/custom-resource-response/';

/** One expected response. */
export interface ExpectedResponse {
  /** The `ResponseURL` of the event. */
  readonly url: string;
  /** Body of the first response. Never ends when none arrives in time. */
  readonly arrived: Promise<string>;
  /** From now on responses are ignored. */
  close(): void;
}

/** Receives what custom resources PUT to their `ResponseURL`. */
export class ResponseChannel {
  private readonly open = new Map<string, (body: string) => void>();
  private baseUrl = 'http://127.0.0.1';

  constructor(private readonly random: SeededGenerator) {}

  /** From now on response URLs point at this endpoint, for instance `http://127.0.0.1:4566`. */
  receiveAt(baseUrl: string): void {
    this.baseUrl = baseUrl;
  }

  /** @param now when the request is sent: a presigned URL says so */
  expect(now: Date): ExpectedResponse {
    const token = this.random.uuid();
    const arrived = new Promise<string>((resolve) => { this.open.set(token, resolve); });
    return {
      url: `${this.baseUrl}${RESPONSE_PATH}${token}?X-Amz-Date=${now.toISOString().replace(/\.\d+|[-:]/g, '')}`,
      arrived,
      close: () => this.open.delete(token),
    };
  }

  /**
   * Takes a response. Only the first one for a URL counts, and what comes too late is ignored, as on AWS.
   *
   * @param urlOrPath the `ResponseURL`, or its path
   */
  deliver(urlOrPath: string, body: string): void {
    const token = urlOrPath.slice(urlOrPath.indexOf(RESPONSE_PATH) + RESPONSE_PATH.length).split('?')[0];
    this.open.get(token)?.(body);
  }
}
