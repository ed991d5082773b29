import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import {
  APIGatewayClient, GetExportCommand, GetStageCommand, PatchOperation, Stage, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import { ExchangeLog } from './exchange-log';
import { OwnedStacks } from './owned-stacks';
import { signedHeaders } from './signature';

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

export interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: ReadonlyArray<{ readonly Name: string; readonly Value: string }>;
}

/** The answer of GetMetricData. */
interface MetricData {
  readonly MetricDataResults: ReadonlyArray<{ readonly Timestamps: readonly number[]; readonly Values: readonly number[] }>;
}

/** What an experiment has at hand. It reaches only what the run made. */
export class Kit {
  readonly log: ExchangeLog;
  readonly stacks: OwnedStacks;
  /** APIs of the run's stacks. */
  private readonly apis = new Set<string>();
  private readonly groups = new Set<string>();

  constructor(private readonly options: KitOptions) {
    this.log = new ExchangeLog(options.now);
    this.stacks = new OwnedStacks({ ...options, client: options.cloudFormation, log: this.log });
  }

  /** The outputs of a stack. What the outputs `Api` and `LogGroup` name may be used from now on. */
  outputsOf({ Outputs = [] }: Stack): Record<string, string> {
    const outputs = Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
    if (outputs.Api !== undefined) { this.apis.add(outputs.Api); }
    if (outputs.LogGroup !== undefined) { this.groups.add(outputs.LogGroup); }
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
      return {
        stage: await this.log.send<Stage>('apigateway', this.options.gateway, new UpdateStageCommand({ restApiId, stageName, patchOperations })),
      };
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
    const { body } = await this.log.send<{ body: Uint8Array }>(
      'apigateway', this.options.gateway, new GetExportCommand({ restApiId, stageName, exportType: 'oas30' }),
    );
    return Object.keys((JSON.parse(Buffer.from(body).toString()) as { paths: object }).paths).sort();
  }

  /** The lines of a log group of the run. */
  async logLines(logGroupName: string): Promise<string[]> {
    this.assertOwnGroup(logGroupName);
    try {
      const { events = [] } = await this.logs<{ events?: Array<{ message: string }> }>('FilterLogEvents', { logGroupName, limit: 1000 });
      return events.map(({ message }) => message);
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') { return []; }
      throw error;
    }
  }

  /** Which of the messages a filter pattern finds, by their position. */
  async found(filterPattern: string, logEventMessages: readonly string[]): Promise<number[]> {
    type Found = { matches?: Array<{ eventNumber: number }> };
    const { matches = [] } = await this.logs<Found>('TestMetricFilter', { filterPattern, logEventMessages });
    return matches.map(({ eventNumber }) => eventNumber);
  }

  /** Sums of a metric by minute (ISO 8601), for the last hour. */
  async sums(metric: Metric): Promise<Record<string, number>> {
    const now = Math.floor(this.now().getTime() / 60_000) * 60;
    const { MetricDataResults: [{ Timestamps, Values }] } = await this.call<MetricData>(
      'monitoring', 'GraniteServiceVersion20100801.GetMetricData', '1.0', {
        StartTime: now - 3600, EndTime: now + 120, MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } }],
      });
    return Object.fromEntries(Timestamps.map((seconds, index) => [new Date(seconds * 1000).toISOString(), Values[index]]));
  }

  private logs<T>(action: string, input: object): Promise<T> {
    return this.call<T>('logs', `Logs_20140328.${action}`, '1.1', input);
  }

  /** A call of a service that speaks JSON, signed with the credentials of the other clients. */
  private async call<T>(service: string, target: string, version: string, input: object): Promise<T> {
    const { region, endpointUrl, cloudFormation, now } = this.options;
    const base = new URL(endpointUrl ?? `https://${service}.${region}.amazonaws.com`);
    const body = JSON.stringify(input);
    const headers = signedHeaders(await cloudFormation.config.credentials(), {
      service,
      region,
      host: base.host,
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
      body,
      now: endpointUrl === undefined ? new Date() : now(),
    });
    const response = await fetch(base, { method: 'POST', headers, body });
    const output = JSON.parse(await response.text()) as Record<string, unknown>;
    const call = { service, operation: target.split('.')[1], input };
    if (response.ok) {
      this.log.note({ ...call, output });
      return output as T;
    }
    const error = {
      code: String(output.__type ?? response.headers.get('x-amzn-errortype')).split('#').pop()!, message: String(output.message ?? output.Message),
    };
    this.log.note({ ...call, error });
    throw Object.assign(new Error(error.message), { name: error.code });
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

  private assertOwnGroup(logGroupName: string): void {
    if (!this.groups.has(logGroupName.replace(/\/Canary$/, ''))) {
      throw new Error(`Log group ${logGroupName} was not made by this run. It is not read.`);
    }
  }

  private assertOwn(restApiId: string): void {
    if (!this.apis.has(restApiId)) { throw new Error(`API ${restApiId} was not made by this run. It is not touched.`); }
  }
}
