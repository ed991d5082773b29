import * as http from 'node:http';
import * as https from 'node:https';
import type { ProbeAnswer } from './answer';

/** A request that is sent again and again. */
export interface ProbeRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMilliseconds: number;
  readonly keepsAlive: boolean;
  readonly connections: number;
}

/** Longer bodies tell nothing more. */
const MOST_BYTES = 64 * 1024;

/** Sends one request after the other, over few connections. */
export class Sender {
  private readonly agent: http.Agent;
  private readonly client: typeof http | typeof https;

  constructor(private readonly request: ProbeRequest) {
    this.client = request.url.startsWith('https:') ? https : http;
    this.agent = new this.client.Agent({ keepAlive: request.keepsAlive, maxSockets: request.connections });
  }

  /** @param due when it should have been sent, by `performance.now()`. @default - now */
  send(due = performance.now()): Promise<ProbeAnswer> {
    const { url, method, headers, body, timeoutMilliseconds } = this.request;
    let [late, timer] = [0, undefined as NodeJS.Timeout | undefined];
    return new Promise((resolve) => {
      const end = (response?: ProbeAnswer['response']): void => {
        clearTimeout(timer);
        resolve({ response, late, milliseconds: performance.now() - due });
      };
      const sent = this.client.request(url, { method, headers, agent: this.agent }, (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on('data', (chunk: Buffer) => {
          if (bytes < MOST_BYTES) { chunks.push(chunk); }
          bytes += chunk.length;
        });
        incoming.on('error', () => end());
        incoming.on('end', () => end({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(chunks).toString('utf8'),
        }));
      });
      // A request that waits for a connection is late, too. Only then its time begins, of the whole answer: one that comes drop by drop ends as well.
      sent.once('socket', () => {
        late = Math.max(0, performance.now() - due);
        timer = setTimeout(() => sent.destroy(), timeoutMilliseconds);
      });
      sent.on('error', () => end());
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
