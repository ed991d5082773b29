import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { ApiGatewayService } from './api-gateway-service';
import { DataPlane } from './data-plane';
import { StageRequest, StageResponse } from './data-plane/messages';

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
  const target = targetOf(options, incoming.url ?? '/');
  if (!target) {
    outgoing.statusCode = 403;
    outgoing.end(JSON.stringify({ message: 'Forbidden' }));
    return;
  }
  const request: StageRequest = { ...target, method: incoming.method ?? 'GET', headers: headersOf(incoming), body: await bodyOf(incoming) };
  const response = await options.dataPlane.invokeStage(request);
  options.onResponse?.(request, response);
  outgoing.statusCode = response.status;
  for (const [name, values] of Object.entries(response.headers)) outgoing.setHeader(name, [...values]);
  outgoing.end(response.body);
}

function targetOf({ service, restApiId }: ServeStageOptions, url: string): Pick<StageRequest, 'restApiId' | 'stageName' | 'path' | 'query'> | undefined {
  const [pathname, search = ''] = url.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const byId = /^\/restapis\/([^/]+)\/([^/]+)\/_user_request_(\/.*)?$/.exec(pathname);
  if (byId) return { restApiId: byId[1], stageName: byId[2], path: byId[3] ?? '/', query };
  const [, stageName, path] = /^\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
  const onlyApi = service.listRestApis().length === 1 ? service.listRestApis()[0].id : undefined;
  const api = restApiId ?? onlyApi;
  return api === undefined || stageName === undefined ? undefined : { restApiId: api, stageName, path: path ?? '/', query };
}

/** Header names with the case in which the client wrote them, as the function sees them on AWS. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers[rawHeaders[index]] = [...(headers[rawHeaders[index]] ?? []), rawHeaders[index + 1]];
  }
  return headers;
}

async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return chunks.length > 0 ? Buffer.concat(chunks).toString('utf8') : undefined;
}
