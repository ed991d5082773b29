import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { ApiGatewayService } from './api-gateway-service';
import { DataPlane } from './data-plane';
import { StageRequest, StageResponse } from './data-plane/messages';
import { stageAddress } from './stage-address';
import { writtenHeaders } from '../aws-endpoint/written-headers';

export interface ServeStageOptions {
  readonly service: ApiGatewayService;
  readonly dataPlane: DataPlane;
  /** API behind `/<stage>/<path>`. @default - the only API there is when a request arrives */
  readonly restApiId?: string;
  /** @default - any free port */
  readonly port?: number;
  /** Told of every answered request. @default - nobody is */
  readonly onResponse?: (request: StageRequest, response: StageResponse) => void;
}

/** A running server. */
export interface StageServer {
  /** For instance `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves stages over HTTP on loopback: `/<stage>/<path>`, and for any API by its id
 * `/restapis/<api>/<stage>/_user_request_/<path>`.
 */
export async function serveStage(options: ServeStageOptions): Promise<StageServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: Error) => {
      // What was set before may be the reason.
      response.getHeaderNames().forEach((name) => response.removeHeader(name));
      response.statusCode = 500;
      response.end(JSON.stringify({ message: `The local engine failed: ${error.message}` }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function answer(options: ServeStageOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const target = stageAddress(options.service, incoming.url ?? '/', incoming.headers.host, options.restApiId);
  if (!target) {
    outgoing.statusCode = 403;
    outgoing.end(JSON.stringify({ message: 'Forbidden' }));
    return;
  }
  const bodyBytes = await bodyOf(incoming);
  const body = bodyBytes?.toString('utf8');
  const request: StageRequest = { ...target, method: incoming.method ?? 'GET', headers: writtenHeaders(incoming.rawHeaders), body, bodyBytes };
  const response = await options.dataPlane.invokeStage(request);
  options.onResponse?.(request, response);
  outgoing.statusCode = response.status;
  for (const [name, values] of Object.entries(response.headers)) { outgoing.setHeader(name, [...values]); }
  outgoing.end(response.body);
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) { chunks.push(chunk as Buffer); }
  return chunks.length > 0 ? Buffer.concat(chunks) : undefined;
}
