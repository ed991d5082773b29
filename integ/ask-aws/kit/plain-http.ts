import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A call that no SDK client sends: a signed one, or a request to a stage. */
export interface PlainRequest {
  /** As AWS calls it. A request to a stage is `Request`. */
  readonly operation: string;
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: string | Buffer;
}

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request. It rejects when there is no answer, whatever the answer's status is. */
export type PlainHttp = (request: PlainRequest) => Promise<PlainAnswer>;

/** Over the network. Unlike `fetch` it sends the `host` header that it is given: so the local engine tells one API from the other. */
export const overTheNetwork: PlainHttp = ({ url, method, headers, body }) => new Promise((resolve, reject) => {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const sent = send({ hostname: url.hostname, port: url.port, path: `${url.pathname}${url.search}`, method, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }));
    response.on('error', reject);
  });
  sent.on('error', reject);
  sent.end(body);
});
