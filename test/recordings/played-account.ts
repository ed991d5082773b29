import { createServer, IncomingHttpHeaders, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { functionUrlAnswer, runBehaviour } from './function-behaviours';
import { LocalAws } from '../../rehearsal/local-aws';

/** A public test server that the recordings call, played by the backend like a function of theirs. */
const HTTPBIN = { behaviour: 'httpbin', environment: {} };

/** An empty account on the engine, with what the recorded calls need around it. */
export class PlayedAccount {
  readonly aws: LocalAws;
  readonly gateway: APIGatewayClient;
  readonly cloudFormation: CloudFormationClient;
  /** What each function does, in words, by name. */
  readonly behaviours = new Map<string, { readonly behaviour: string; readonly environment: Readonly<Record<string, string>> }>();
  private readonly backend: Server;

  constructor() {
    this.aws = new LocalAws({
      runtime: {
        invoke: async ({ functionName }, event) => runBehaviour(this.behaviours.get(functionName)!.behaviour, event),
        close: async () => undefined,
      },
    });
    const client = {
      region: this.aws.region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, requestHandler: this.aws.requestHandler,
    };
    this.gateway = new APIGatewayClient({ ...client, maxAttempts: 1 });
    this.cloudFormation = new CloudFormationClient({ ...client, maxAttempts: 1 });
    this.backend = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [, functionName, target] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? '')!;
        const { behaviour, environment } = functionName === 'httpbin' ? HTTPBIN : this.behaviours.get(functionName)!;
        const got = { method: request.method!, target, headers: request.headers as IncomingHttpHeaders, body: Buffer.concat(chunks).toString() };
        const { status, body } = functionUrlAnswer(behaviour, environment, got);
        response.writeHead(status, {
          'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-amzn-requestid': 'backend',
        }).end(body);
      });
    });
  }

  /** The endpoint that clients of stages reach. */
  async listen(): Promise<string> {
    return (await this.aws.listen()).endpointUrl;
  }

  /** Address of the HTTP server behind integrations. */
  async backendUrl(): Promise<string> {
    if (!this.backend.listening) { await new Promise<void>((resolve) => this.backend.listen(0, '127.0.0.1', resolve)); }
    return `http://127.0.0.1:${(this.backend.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.backend.closeAllConnections();
    this.backend.close();
    await this.aws.close();
  }
}
