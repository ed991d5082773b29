import {
  APIGatewayClient, GetExportCommand, GetStageCommand, PatchOperation, Stage, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import { ExchangeLog } from './exchange-log';
import { LeftOver, OwnedStacks, Stopped } from './owned-stacks';
import { overTheNetwork, PlainHttp } from './plain-http';
import { SignedCalls } from './signed-calls';

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
  /** What no SDK client sends goes by this. @default - the network */
  readonly http?: PlainHttp;
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

/** The answer of LookupEvents. */
interface LookedUpEvents {
  readonly Events?: ReadonlyArray<{ readonly CloudTrailEvent?: string }>;
}

/** A call as CloudTrail tells it, without who made it. */
export interface TrailEvent {
  readonly requestParameters: Readonly<Record<string, unknown>>;
  /** Names of the fields by which the caller is told. */
  readonly callerFields: readonly string[];
  readonly tellsUserAgent: boolean;
}

function trailEvent(event: { requestParameters?: object; userIdentity?: object; userAgent?: string }): TrailEvent {
  return {
    requestParameters: { ...event.requestParameters },
    callerFields: Object.keys(event.userIdentity ?? {}).sort(),
    tellsUserAgent: event.userAgent !== undefined,
  };
}

/** What an experiment has at hand. It reaches only what the run made. */
export class Kit {
  readonly log: ExchangeLog;
  readonly stacks: OwnedStacks;
  private readonly http: PlainHttp;
  private readonly signed: SignedCalls;
  /** APIs of the run's stacks. */
  private readonly apis = new Set<string>();
  private readonly groups = new Set<string>();
  private readonly buckets = new Set<string>();
  private readonly uploads: Array<{ readonly bucket: string; readonly key: string }> = [];

  constructor(private readonly options: KitOptions) {
    this.http = options.http ?? overTheNetwork;
    this.log = new ExchangeLog(options.now);
    this.signed = new SignedCalls({ ...options, http: this.http, log: this.log, credentials: () => options.cloudFormation.config.credentials() });
    this.stacks = new OwnedStacks({ ...options, client: options.cloudFormation, log: this.log });
  }

  /** The outputs of a stack. What the outputs `Api`, `LogGroup` and `Bucket` name may be used from now on. */
  outputsOf({ Outputs = [] }: Stack): Record<string, string> {
    const outputs = Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
    if (outputs.Api !== undefined) { this.apis.add(outputs.Api); }
    if (outputs.LogGroup !== undefined) { this.groups.add(outputs.LogGroup); }
    if (outputs.Bucket !== undefined) { this.buckets.add(outputs.Bucket); }
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

  /** Puts a text into a bucket of the run. It goes again before the stacks do. */
  async upload(bucket: string, key: string, body: string): Promise<void> {
    if (!this.buckets.has(bucket)) { throw new Error(`Bucket ${bucket} was not made by this run. It is not touched.`); }
    this.uploads.push({ bucket, key });
    await this.signed.object('PUT', bucket, key, body);
  }

  /** Removes everything that the run made, and tells what it could not. Never throws. */
  async removeAll(): Promise<LeftOver[]> {
    for (const { bucket, key } of this.uploads) { await this.removeObject(bucket, key); }
    return this.stacks.removeAll();
  }

  /** A bucket that is not empty keeps its stack, which is then told. So it is tried more than once. */
  private async removeObject(bucket: string, key: string): Promise<void> {
    for (let attempt = 1; attempt <= 4; attempt++) {
      try {
        return await this.signed.object('DELETE', bucket, key);
      } catch {
        await this.options.sleep(this.options.pollMilliseconds);
      }
    }
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
  sums(metric: Metric): Promise<Record<string, number>> {
    return this.statistic(metric, 'Sum');
  }

  /** A statistic of a metric by minute (ISO 8601), for the last hour. @param expression of metric math over it, as `m`. @default - the metric */
  async statistic(metric: Metric, stat: string, expression?: string): Promise<Record<string, number>> {
    const now = Math.floor(this.now().getTime() / 60_000) * 60;
    const measured = { Id: 'm', MetricStat: { Metric: metric, Period: 60, Stat: stat }, ReturnData: expression === undefined };
    const computed = expression === undefined ? [] : [{ Id: 'e', Expression: expression }];
    const { MetricDataResults: [{ Timestamps, Values }] } = await this.signed.call<MetricData>(
      'monitoring', 'GraniteServiceVersion20100801.GetMetricData', '1.0', {
        StartTime: now - 3600, EndTime: now + 120, MetricDataQueries: [measured, ...computed],
      });
    return Object.fromEntries(Timestamps.map((seconds, index) => [new Date(seconds * 1000).toISOString(), Values[index]]));
  }

  /**
   * What CloudTrail has of the run's calls of an operation, the newest first. It takes some minutes.
   *
   * Of who called only the names of the fields are kept, and nothing of calls that were not the run's: the observations are for everybody.
   */
  async trail(eventName: string): Promise<TrailEvent[]> {
    const target = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents';
    const ownEvents = ({ Events = [] }: LookedUpEvents): TrailEvent[] => Events
      .map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as object)
      .filter((event) => [...this.apis].some((api) => JSON.stringify(event).includes(api)))
      .map(trailEvent);
    const found = await this.signed.call<LookedUpEvents>('cloudtrail', target, '1.1', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }], StartTime: Math.floor(this.now().getTime() / 1000) - 3600,
    }, ownEvents);
    return ownEvents(found);
  }

  private logs<T>(action: string, input: object): Promise<T> {
    return this.signed.call<T>('logs', `Logs_20140328.${action}`, '1.1', input);
  }

  /** Sends a request to a stage. @param body @default - none, by GET */
  async request(restApiId: string, stageName: string, path = '/', body?: Buffer): Promise<{ status: number; body: string }> {
    this.assertOwn(restApiId);
    const host = `${restApiId}.execute-api.${this.options.region}.amazonaws.com`;
    const url = new URL(`/${stageName}${path}`, this.options.endpointUrl ?? `https://${host}`);
    return this.http({ operation: 'Request', url, method: body === undefined ? 'GET' : 'POST', headers: { host }, body });
  }

  get slowSeconds(): number {
    return this.options.slowSeconds;
  }

  /** @throws Stopped as soon as the person stops the run */
  async sleep(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 1000) {
      if (this.options.stopped()) { throw new Stopped('The run was stopped.'); }
      await this.options.sleep(Math.min(left, 1000));
    }
  }

  /** Waits until something holds five times in a row. @throws Error when it does not in a minute */
  async arrived(isThere: () => Promise<boolean>): Promise<void> {
    let inARow = 0;
    for (let tries = 0; inARow < 5; tries++) {
      if (tries >= 300) { throw new Error('What was deployed did not arrive within a minute.'); }
      inARow = await isThere() ? inARow + 1 : 0;
      await this.sleep(200);
    }
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
