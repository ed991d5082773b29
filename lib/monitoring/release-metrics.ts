import type { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AccessLog } from './access-log';
import { AccessLogOptions } from './access-log-options';
import { countPattern, latencyFilters, LoggedRelease, movedPattern } from './log-patterns';
import { invalidInput } from '../messages/invalid-input';

/** What is counted of a release: the rest of a metric's name, after `Base` or `Canary`. */
export type Counted = 'Count' | 'ServerError' | 'ClientError' | 'Latency' | 'Slow';

/** Every metric by its name. */
const METRICS: ReadonlyMap<string, { readonly release: LoggedRelease; readonly counted: Counted }> = new Map(
  (['Base', 'Canary'] as const).flatMap((release) => (['Count', 'ServerError', 'ClientError', 'Latency', 'Slow'] as const)
    .map((counted) => [`${release}${counted}`, { release: release === 'Base' ? 'base' : 'canary', counted }] as const)),
);

/** Counts moves of the stage. It is in the logs of what moves the stage, and in no access log. */
const STAGE_MOVED = 'StageMoved';

const LABELS: { readonly [C in Counted]: string } = { Count: 'requests', ServerError: '5xx', ClientError: '4xx', Latency: 'latency', Slow: 'slow' };

/** What a release is measured at. */
export interface MeasuredStage {
  readonly api: apigateway.CfnRestApi;
  readonly stage: apigateway.CfnStage;
  readonly stageName: string;
  /** @default - nothing is logged until a metric is asked for */
  readonly accessLog?: AccessLogOptions;
  /** What the code declares for the canary. @default - none, or known only at deploy */
  readonly percentTraffic?: number;
  /** The logs of the functions that move the stage. Each once, whatever shares it. */
  readonly moverLogs: () => ReadonlySet<logs.ILogGroup>;
}

/** What a rollout is told of the metrics that it compares. */
export interface RolloutCounts {
  readonly namespace: string;
  /** Of the release in the access log. */
  readonly mark: string;
  /** The metric filters. */
  readonly filters: Construct;
}

/**
 * Metrics of base and canary, out of the access log, and of the moves between them, out of the logs of our functions.
 *
 * Access log and filters come into being when they are asked for.
 */
export class ReleaseMetrics {
  private madeLog?: AccessLog;
  private filters?: Construct;
  private rolloutSlowerThan?: Duration;

  constructor(private readonly release: Construct, private readonly measured: MeasuredStage) {
    if (measured.accessLog !== undefined) { this.accessLog(); }
  }

  /** @throws if there is no such metric */
  metric(name: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    if (name === STAGE_MOVED) { return this.stageMoved(options); }
    const known = METRICS.get(name);
    if (known === undefined) { throw invalidInput(this.release, 'UnknownReleaseMetric', name, [...METRICS.keys(), STAGE_MOVED]); }
    const { release, counted } = known;
    this.count(release, counted);
    return new cloudwatch.Metric({
      namespace: this.namespace,
      metricName: name,
      statistic: counted === 'Latency' ? 'p99' : 'Sum',
      label: `${release} ${LABELS[counted]}`,
      ...options,
    });
  }

  /**
   * Counts what a rollout compares: requests of both releases, those that failed, and slow ones.
   *
   * @param slowerThan when slow requests are compared
   * @throws if the access log cannot be read, or slow requests are counted from another latency on already
   */
  countForRollout(slowerThan: Duration | undefined): RolloutCounts {
    const given = this.measured.accessLog?.slowerThan;
    if (slowerThan !== undefined && given !== undefined && slowerThan.toMilliseconds() !== given.toMilliseconds()) {
      throw invalidInput(this.release, 'SlowerThanTwice', slowerThan.toMilliseconds(), given.toMilliseconds());
    }
    this.rolloutSlowerThan = slowerThan;
    const log = this.accessLog();
    if (log.logGroup === undefined) { throw invalidInput(this.release, 'RolloutLogUnreadable', this.measured.stageName); }
    const counted: Counted[] = ['Count', 'ServerError', ...slowerThan === undefined ? [] : ['Slow' as const]];
    (['base', 'canary'] as const).forEach((release) => counted.forEach((one) => this.count(release, one)));
    return { namespace: this.namespace, mark: log.mark, filters: this.filters! };
  }

  private stageMoved(options: cloudwatch.MetricOptions): cloudwatch.Metric {
    const pattern = movedPattern(this.measured.api.ref, this.measured.stageName);
    [...this.measured.moverLogs()].forEach((logGroup, index) => {
      const id = index === 0 ? STAGE_MOVED : `${STAGE_MOVED}${index + 1}`;
      if (!this.filters?.node.tryFindChild(id)) { this.addFilter(id, STAGE_MOVED, pattern, '1', logGroup); }
    });
    return new cloudwatch.Metric({ namespace: this.namespace, metricName: STAGE_MOVED, statistic: 'Sum', label: 'stage moved', ...options });
  }

  /** Whether slow requests can be counted. */
  get countsSlow(): boolean {
    return (this.rolloutSlowerThan ?? this.measured.accessLog?.slowerThan) !== undefined;
  }

  get restApiId(): string {
    return this.measured.api.ref;
  }

  get stageName(): string {
    return this.measured.stageName;
  }

  get percentTraffic(): number | undefined {
    return this.measured.percentTraffic;
  }

  /** The access log and what finds the canary's errors in it. undefined when the log goes somewhere else */
  get log(): { readonly logGroupName: string; readonly canaryErrors: string } | undefined {
    const { logGroup, mark } = this.accessLog();
    return logGroup && { logGroupName: logGroup.logGroupName, canaryErrors: countPattern(mark, 'canary', 5).replace(/^"|"$/g, '') };
  }

  private get namespace(): string {
    return `CanaryRelease/${this.measured.api.ref}/${this.measured.stageName}`;
  }

  private accessLog(): AccessLog {
    this.madeLog ??= new AccessLog(this.release, this.measured.stage, this.measured.accessLog ?? {});
    return this.madeLog;
  }

  private count(release: LoggedRelease, counted: Counted): void {
    const log = this.accessLog();
    const slowerThan = counted === 'Slow' ? this.slowerThan() : undefined;
    const name = `${release === 'base' ? 'Base' : 'Canary'}${counted}`;
    if (log.logGroup === undefined || this.filters?.node.tryFindChild(name)) { return; }
    if (counted !== 'Latency' && counted !== 'Slow') {
      const statusClass = counted === 'ServerError' ? 5 : counted === 'ClientError' ? 4 : undefined;
      this.addFilter(name, name, countPattern(log.mark, release, statusClass), '1', log.logGroup);
      return;
    }
    log.countLatency();
    latencyFilters(log.mark, release, log.format, slowerThan).forEach(({ pattern, value }, index) => {
      this.addFilter(index === 0 ? name : `${name}${index + 1}`, name, pattern, counted === 'Slow' ? '1' : value, log.logGroup!);
    });
  }

  private addFilter(id: string, metricName: string, pattern: string, metricValue: string, logGroup: logs.ILogGroup): void {
    this.filters ??= new Construct(this.release, 'Metrics');
    const isCount = metricValue === '1';
    new logs.MetricFilter(this.filters, id, {
      logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: this.namespace,
      metricName,
      metricValue,
      // A minute with other lines is zero. A minute without any line is no data.
      defaultValue: isCount ? 0 : undefined,
      unit: isCount ? cloudwatch.Unit.COUNT : cloudwatch.Unit.MILLISECONDS,
    });
  }

  private slowerThan(): number {
    const slowerThan = this.rolloutSlowerThan ?? this.measured.accessLog?.slowerThan;
    // In JavaScript it may be a number.
    if (typeof slowerThan?.isUnresolved !== 'function' || slowerThan.isUnresolved()) { throw invalidInput(this.release, 'SlowerThanNeeded'); }
    return slowerThan.toMilliseconds();
  }
}
