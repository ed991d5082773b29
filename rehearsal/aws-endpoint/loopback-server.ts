import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { ServiceRequest, ServiceResponse } from './service-frontend';
import { writtenHeaders } from './written-headers';

/** Serves requests on loopback only. */
export class LoopbackServer {
  private server?: Server;

  constructor(private readonly handle: (request: ServiceRequest) => Promise<ServiceResponse>) {}

  /** @param port 0 takes any free one. Returns the URL, without a slash at its end. */
  async listen(port = 0): Promise<string> {
    const server = createServer((incoming, outgoing) => { void this.serve(incoming, outgoing); });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const { server } = this;
    if (server === undefined) { return; }
    this.server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const response = await this.handle(await readRequest(incoming));
      outgoing.statusCode = response.status;
      for (const [name, value] of Object.entries(response.headers)) { outgoing.setHeader(name, value); }
      for (const [name, values] of Object.entries(response.repeatedHeaders ?? {})) { outgoing.setHeader(name, [...values]); }
      outgoing.end(response.body);
    } catch (error) {
      // What was set before may be the reason.
      outgoing.getHeaderNames().forEach((name) => outgoing.removeHeader(name));
      outgoing.writeHead(500, { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalFailure' });
      outgoing.end(JSON.stringify({ message: error instanceof Error ? error.message : String(error) }));
    }
  }
}

async function readRequest(incoming: IncomingMessage): Promise<ServiceRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) { chunks.push(chunk as Buffer); }
  const [path, query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers,
    writtenHeaders: writtenHeaders(incoming.rawHeaders),
    body: Buffer.concat(chunks),
  };
}
