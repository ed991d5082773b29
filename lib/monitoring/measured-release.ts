import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { differenceExpression } from './difference';
import { ReleaseAlarms } from './release-alarms';
import { ReleaseAlarmsOptions } from './release-alarms-options';
import { ReleaseKind, ReleaseMetricOptions } from './release-kind';
import { Counted, MeasuredStage, ReleaseMetrics, RolloutCounts } from './release-metrics';
import { releaseWidgets } from './release-widgets';
import { HELD_PERIOD } from './watched-metrics';
import { invalidInput } from '../messages/invalid-input';

const DIFFERENCE_NAMES = { baseRequests: 'br', baseErrors: 'be', canaryRequests: 'cr', canaryErrors: 'ce' };

/**
 * A release whose base and canary are counted apart.
 *
 * The first metric that is asked for adds an access log to the stage, or a mark to the format of the one it has, and for each metric a filter on it.
 * Until then nothing is added. All requests count, also those that API Gateway answers itself.
 *
 * No metric refers to the stage, so an alarm on one may stand in the stack of the stage.
 */
export abstract class MeasuredRelease extends Construct {
  private metrics?: ReleaseMetrics;
  private alarms?: ReleaseAlarms;

  /**
   * Tells what is measured.
   *
   * @internal
   */
  protected _measure(stage: MeasuredStage): void {
    this.metrics = new ReleaseMetrics(this, stage);
  }

  /**
   * Counts what a rollout compares.
   *
   * @internal
   */
  _countForRollout(slowerThan: Duration | undefined): RolloutCounts {
    return this.metrics!.countForRollout(slowerThan);
  }

  /**
   * A metric of a release by its name: `BaseCount`, `CanaryServerError`, `StageMoved`, and so on.
   *
   * @param metricName `StageMoved`, or `Base` or `Canary`, then `Count`, `ServerError`, `ClientError`, `Latency` or `Slow`
   * @param props how it is shown and computed
   * @throws if there is no such metric
   */
  metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics!.metric(metricName, props);
  }

  /**
   * Requests of a release. Sum over 5 minutes by default.
   *
   * @param options the release, and how the metric is shown and computed
   */
  metricCount(options: ReleaseMetricOptions): cloudwatch.Metric {
    return this.of('Count', options);
  }

  /**
   * Requests of a release that were answered with 5xx, by a backend or by API Gateway. Sum over 5 minutes by default.
   *
   * @param options the release, and how the metric is shown and computed
   */
  metricServerError(options: ReleaseMetricOptions): cloudwatch.Metric {
    return this.of('ServerError', options);
  }

  /**
   * Requests of a release that were answered with 4xx, by a backend or by API Gateway. Sum over 5 minutes by default.
   *
   * @param options the release, and how the metric is shown and computed
   */
  metricClientError(options: ReleaseMetricOptions): cloudwatch.Metric {
    return this.of('ClientError', options);
  }

  /**
   * From when API Gateway got a request of a release to when it answered, in milliseconds. 99th percentile over 5 minutes by default.
   *
   * `Stage.metricLatency()` is an average, which hides the slow requests.
   *
   * @param options the release, and how the metric is shown and computed
   */
  metricLatency(options: ReleaseMetricOptions): cloudwatch.Metric {
    return this.of('Latency', options);
  }

  /**
   * Requests of a release that took longer than `accessLog.slowerThan`. Sum over 5 minutes by default.
   *
   * @param options the release, and how the metric is shown and computed
   * @throws if there is no `slowerThan`
   */
  metricSlow(options: ReleaseMetricOptions): cloudwatch.Metric {
    return this.of('Slow', options);
  }

  /**
   * How often this library moved the stage: by a deploy, a step of a rollout, a promotion, or on the way back. Sum over 5 minutes by default.
   *
   * It is counted in the logs of our functions, so it needs no access log. A person who moves the stage by hand, in the console or by the command
   * `cdk-canary`, is not counted.
   *
   * @param props how it is shown and computed
   */
  metricStageMoved(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('StageMoved', props);
  }

  /**
   * Requests of a release that were answered with 5xx, in percent of its requests. No data point while it has none.
   *
   * @param options the release, and how the metric is shown and computed. A statistic has no effect
   */
  metricServerErrorShare(options: ReleaseMetricOptions): cloudwatch.MathExpression {
    // Division by zero gives no data point.
    const name = this.nameOf(options);
    // Both releases may stand in one graph, where an id stands for one metric.
    return this.expression(`100 * ${name}Errors / ${name}Requests`, `${name} 5xx, %`, options, {
      [`${name}Errors`]: this.metricServerError(options), [`${name}Requests`]: this.metricCount(options),
    });
  }

  /**
   * Requests of the canary, in percent of all. No data point while there are none.
   *
   * @param options how the metric is shown and computed. A statistic has no effect
   */
  metricTrafficShare(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    return this.expression('100 * canary / (base + canary)', 'canary, % of requests', options ?? {}, {
      base: this.metricCount({ ...options, release: ReleaseKind.BASE }), canary: this.metricCount({ ...options, release: ReleaseKind.CANARY }),
    });
  }

  /**
   * How far the canary's share of 5xx is above the base's, in standard deviations: 3 is seldom chance. 0 for fewer than 3 errors or 10 requests of
   * the canary.
   *
   * For alarms on a canary that is held. A rollout is judged by a test that may be looked at every minute instead.
   *
   * @param options how the metric is shown and computed. A statistic has no effect
   */
  metricDifference(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const [base, canary] = [{ ...options, release: ReleaseKind.BASE }, { ...options, release: ReleaseKind.CANARY }];
    return this.expression(differenceExpression(DIFFERENCE_NAMES), 'canary worse than base, z', options ?? {}, {
      br: this.metricCount(base), be: this.metricServerError(base), cr: this.metricCount(canary), ce: this.metricServerError(canary),
    });
  }

  /**
   * Adds the alarms of a canary: worse than the base, many errors, slow, held too long. None needs a threshold that fits your traffic.
   *
   * @param options which alarms, and how
   * @throws if it was called before
   */
  addAlarms(options: ReleaseAlarmsOptions = {}): ReleaseAlarms {
    if (this.alarms) { throw invalidInput(this, 'AlarmsAddedTwice'); }
    const [base, canary] = [{ release: ReleaseKind.BASE }, { release: ReleaseKind.CANARY }];
    const slow = { br: this.metricCount(base), cr: this.metricCount(canary) };
    this.alarms = ReleaseAlarms._of(this, {
      worse: this.metricDifference(),
      serverErrors: this.expression('IF(errors >= 5 AND requests >= 20, 100 * errors / requests, 0)', 'canary 5xx, % of at least 20', {}, {
        errors: this.metricServerError(canary), requests: this.metricCount(canary),
      }),
      slower: this.metrics!.countsSlow ? this.expression(differenceExpression(DIFFERENCE_NAMES), 'canary slower than base, z', {}, {
        ...slow, be: this.metricSlow(base), ce: this.metricSlow(canary),
      }) : undefined,
      held: this.metricCount({ ...canary, period: HELD_PERIOD }),
    }, options ?? {});
    return this.alarms;
  }

  /**
   * What a dashboard shows of the release, row by row: the split, errors and latencies of base and canary side by side, and its alarms.
   *
   * For a dashboard of your own. `CanaryDashboard` is one of them alone.
   */
  widgets(): cloudwatch.IWidget[][] {
    return releaseWidgets({
      path: this.node.path,
      restApiId: this.metrics!.restApiId,
      stageName: this.metrics!.stageName,
      percentTraffic: this.metrics!.percentTraffic,
      metric: (name, options) => this.metric(name, options),
      errorShare: (release) => this.metricServerErrorShare({ release }),
      trafficShare: this.metricTrafficShare(),
      difference: this.metricDifference(),
      countsSlow: this.metrics!.countsSlow,
      alarms: this.alarms?.all ?? [],
      log: this.metrics!.log,
    });
  }

  private of(counted: Counted, options: ReleaseMetricOptions): cloudwatch.Metric {
    this.nameOf(options);
    const { release, ...shown } = options;
    return this.metric(`${release}${counted}`, shown);
  }

  /** In JavaScript the options may be anything. */
  private nameOf(options: ReleaseMetricOptions | undefined | null): string {
    const release = options?.release;
    if (release === undefined || !Object.values(ReleaseKind).includes(release)) { throw invalidInput(this, 'ReleaseKindNeeded', release); }
    return release.toLowerCase();
  }

  private expression(
    expression: string, label: string, { period, label: given, color }: cloudwatch.MetricOptions, usingMetrics: Record<string, cloudwatch.IMetric>,
  ): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({ expression, usingMetrics, label: given ?? label, color, period });
  }
}
