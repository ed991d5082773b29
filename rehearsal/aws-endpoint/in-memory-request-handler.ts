import { Readable } from 'node:stream';
import { ServiceRequest, ServiceResponse } from './service-frontend';

/** The part of a smithy HttpRequest that an AWS SDK client fills. */
export interface SdkHttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | ReadonlyArray<string> | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SdkHttpResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/**
 * `requestHandler` for AWS SDK clients: their requests reach the engine in memory, without a socket.
 *
 * Everything else of the client stays as it is, so serialization, signing, retries and errors are those of the SDK.
 */
export class InMemoryRequestHandler {
  constructor(private readonly dispatch: (request: ServiceRequest) => Promise<ServiceResponse>) {}

  async handle(request: SdkHttpRequest): Promise<{ response: SdkHttpResponse }> {
    const { status, headers, body } = await this.dispatch({
      method: request.method,
      path: request.path,
      query: queryOf(request),
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
      body: bodyOf(request.body),
    });
    return { response: { statusCode: status, headers: { ...headers }, body: Readable.from([Buffer.from(body)]) } };
  }

  /** Part of the contract with the SDK. There is nothing to configure. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }

  destroy(): void {}
}

function queryOf(request: SdkHttpRequest): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) { query.append(name, one); }
  }
  return query;
}

function bodyOf(body: unknown): Buffer {
  if (body === undefined || body === null) { return Buffer.alloc(0); }
  if (typeof body === 'string') { return Buffer.from(body); }
  // The SDK's bytes also have the methods of a string, and warn when one is used.
  if (body instanceof Uint8Array) { return Buffer.from(body.buffer, body.byteOffset, body.byteLength); }
  throw new TypeError(`The in-memory request handler takes bodies of text or bytes, got ${typeof body}. Use the listening endpoint for streams.`);
}
