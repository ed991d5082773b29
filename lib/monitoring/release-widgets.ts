import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ReleaseKind } from './release-kind';

/** What is shown of a release. */
export interface ShownRelease {
  /** Of the construct. */
  readonly path: string;
  readonly restApiId: string;
  readonly stageName: string;
  /** What the code declares for the canary. @default - none */
  readonly percentTraffic?: number;
  readonly metric: (name: string, options?: cloudwatch.MetricOptions) => cloudwatch.Metric;
  readonly errorShare: (release: ReleaseKind) => cloudwatch.MathExpression;
  readonly trafficShare: cloudwatch.MathExpression;
  readonly difference: cloudwatch.MathExpression;
  readonly countsSlow: boolean;
  readonly alarms: readonly cloudwatch.IAlarm[];
  /** @default - the log goes where it cannot be asked */
  readonly log?: { readonly logGroupName: string; readonly canaryErrors: string };
}

/** The same in every widget. */
const COLORS: { readonly [release in ReleaseKind]: string } = { [ReleaseKind.BASE]: '#1f77b4', [ReleaseKind.CANARY]: '#ff7f0e' };
const KINDS = [ReleaseKind.BASE, ReleaseKind.CANARY];
const PERIOD = Duration.minutes(1);
const MOVED_COLOR = '#7f7f7f';
const COLUMNS = 24;
const HEIGHT = 6;
/** As `addAlarms()` has it. */
const WORSE = 3;

/**
 * Row by row. Base and canary stand in one graph wherever they are compared, so that they have one axis.
 *
 * Deployments are not named: the body of a dashboard is fixed at the deploy, and who moves the stage by hand does not change it. Moves are spikes
 * instead, those of this library alone. `cdk-canary status` reads the stage.
 */
export function releaseWidgets(release: ShownRelease): cloudwatch.IWidget[][] {
  const { percentTraffic: percent, trafficShare, difference } = release;
  const split = percent === undefined || percent === 0 ? [] : [{ value: percent, label: `${percent} % declared` }];
  return [
    [new cloudwatch.TextWidget({ width: COLUMNS, height: 2, markdown: headline(release) })],
    [
      graph('Canary, % of the requests', [trafficShare.with({ color: COLORS.Canary, period: PERIOD })], {
        leftAnnotations: split,
        right: [release.metric('StageMoved', { period: PERIOD, color: MOVED_COLOR, label: 'stage moved, times' })],
        rightYAxis: { min: 0, showUnits: false },
      }),
      graph('Requests per minute', both((kind) => counted(release, kind, 'Count')), { stacked: true }),
      graph('5xx, % of the requests', both((kind) => release.errorShare(kind).with({ color: COLORS[kind], period: PERIOD }))),
    ],
    [
      graph('5xx per minute', both((kind) => counted(release, kind, 'ServerError'))),
      graph('4xx, % of the requests', both((kind) => shareOf(release, kind, 'ClientError', '4xx'))),
      graph('Worse than the base? (standard deviations)', [difference.with({ color: COLORS.Canary })], {
        leftAnnotations: [{ value: WORSE, label: 'seldom chance', color: '#d62728' }],
      }),
    ],
    latencies(release),
    last(release),
  ].filter((row) => row.length > 0);
}

function headline({ path, restApiId, stageName }: ShownRelease): string {
  const command = `npx cdk-canary status --api ${restApiId} --stage ${stageName}`;
  return `## ${path}\nAPI ${restApiId}, stage ${stageName}. What is live now, and whether the canary is healthy: \`${command}\``;
}

function latencies(release: ShownRelease): cloudwatch.IWidget[] {
  const percentile = (statistic: string) => graph(`Latency ${statistic}, ms`, both((kind) => (
    release.metric(`${kind}Latency`, { statistic, color: COLORS[kind], label: kind.toLowerCase() })
  )));
  return [
    percentile('p50'),
    percentile('p99'),
    release.countsSlow ? graph('Slow, % of the requests', both((kind) => shareOf(release, kind, 'Slow', 'slow'))) : percentile('p90'),
  ];
}

/** The alarms, and the lines of the log that the canary failed at. */
function last({ alarms, log }: ShownRelease): cloudwatch.IWidget[] {
  const width = alarms.length > 0 && log !== undefined ? COLUMNS / 2 : COLUMNS;
  return [
    ...alarms.length === 0 ? [] : [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', width, height: HEIGHT, alarms: [...alarms] })],
    ...log === undefined ? [] : [new cloudwatch.LogQueryWidget({
      title: 'Last 5xx of the canary',
      width,
      height: HEIGHT,
      logGroupNames: [log.logGroupName],
      queryLines: ['fields @timestamp, @message', `filter @message like "${log.canaryErrors}"`, 'sort @timestamp desc', 'limit 20'],
    })],
  ];
}

function both(of: (kind: ReleaseKind) => cloudwatch.IMetric): cloudwatch.IMetric[] {
  return KINDS.map(of);
}

function counted(release: ShownRelease, kind: ReleaseKind, name: string): cloudwatch.Metric {
  return release.metric(`${kind}${name}`, { period: PERIOD, color: COLORS[kind], label: kind.toLowerCase() });
}

function shareOf(release: ShownRelease, kind: ReleaseKind, name: string, label: string): cloudwatch.MathExpression {
  const id = kind.toLowerCase();
  return new cloudwatch.MathExpression({
    expression: `100 * ${id}Counted / ${id}Requests`,
    usingMetrics: { [`${id}Counted`]: counted(release, kind, name), [`${id}Requests`]: counted(release, kind, 'Count') },
    label: `${kind.toLowerCase()} ${label}`,
    color: COLORS[kind],
    period: PERIOD,
  });
}

function graph(title: string, left: cloudwatch.IMetric[], more: Partial<cloudwatch.GraphWidgetProps> = {}): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width: COLUMNS / 3, height: HEIGHT, leftYAxis: { min: 0, showUnits: false }, ...more });
}
