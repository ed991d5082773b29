import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import {
  APIGatewayClient, GetExportCommand, GetStageCommand, PatchOperation, Stage, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import { ExchangeLog } from './exchange-log';
import { OwnedStacks } from './owned-stacks';

export interface KitOptions {
  readonly region: string;
  readonly gateway: APIGatewayClient;
  readonly cloudFormation: CloudFormationClient;
  readonly run: string;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly pollMilliseconds: number;
  readonly patienceMilliseconds: number;
  readonly stopped: () => boolean;
  /** How long a slow function takes. Long enough to tell apart who waits for it. */
  readonly slowSeconds: number;
  /** Where requests to stages go, when that is not AWS. @default - the stage's own address */
  readonly endpointUrl?: string;
}

/** What an experiment has at hand. It reaches only what the run made. */
export class Kit {
  readonly log: ExchangeLog;
  readonly stacks: OwnedStacks;
  /** APIs of the run's stacks. */
  private readonly apis = new Set<string>();

  constructor(private readonly options: KitOptions) {
    this.log = new ExchangeLog(options.now);
    this.stacks = new OwnedStacks({ ...options, client: options.cloudFormation, log: this.log });
  }

  /** The outputs of a stack; the API in the output `Api` may be used from now on. */
  outputsOf({ Outputs = [] }: Stack): Record<string, string> {
    const outputs = Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
    if (outputs.Api !== undefined) { this.apis.add(outputs.Api); }
    return outputs;
  }

  async stage(restApiId: string, stageName: string): Promise<Stage> {
    this.assertOwn(restApiId);
    return this.log.send<Stage>('apigateway', this.options.gateway, new GetStageCommand({ restApiId, stageName }));
  }

  /** One UpdateStage. What it refuses is the answer, too. */
  async patch(restApiId: string, stageName: string, patchOperations: PatchOperation[]): Promise<{ stage: Stage } | { refused: string }> {
    this.assertOwn(restApiId);
    try {
      return { stage: await this.log.send<Stage>('apigateway', this.options.gateway, new UpdateStageCommand({ restApiId, stageName, patchOperations })) };
    } catch (error) {
      const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
      // Only API Gateway's own refusal says something about the question.
      if ($metadata?.httpStatusCode !== 400 && $metadata?.httpStatusCode !== 409) { throw error; }
      return { refused: `${name}: ${message}` };
    }
  }

  /** The paths that the export of a stage has. */
  async exportedPaths(restApiId: string, stageName: string): Promise<string[]> {
    this.assertOwn(restApiId);
    const { body } = await this.log.send<{ body: Uint8Array }>('apigateway', this.options.gateway, new GetExportCommand({ restApiId, stageName, exportType: 'oas30' }));
    return Object.keys((JSON.parse(Buffer.from(body).toString()) as { paths: object }).paths).sort();
  }

  /** Sends GET to a stage. */
  async request(restApiId: string, stageName: string, path = '/'): Promise<{ status: number; body: string }> {
    this.assertOwn(restApiId);
    const host = `${restApiId}.execute-api.${this.options.region}.amazonaws.com`;
    const base = new URL(this.options.endpointUrl ?? `https://${host}`);
    const send = base.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const sent = send({ hostname: base.hostname, port: base.port, path: `/${stageName}${path}`, method: 'GET', headers: { host } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() }));
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  get slowSeconds(): number {
    return this.options.slowSeconds;
  }

  sleep(milliseconds: number): Promise<void> {
    return this.options.sleep(milliseconds);
  }

  now(): Date {
    return this.options.now();
  }

  private assertOwn(restApiId: string): void {
    if (!this.apis.has(restApiId)) { throw new Error(`API ${restApiId} was not made by this run. It is not touched.`); }
  }
}
