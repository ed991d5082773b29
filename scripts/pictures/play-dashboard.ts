import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlayedGraph, PlayedLine } from './dashboard-svg';
import { CanaryDashboard, CanaryRelease } from '../../lib';
import { getMetricData, MetricDataQuery } from '../../rehearsal/cloudwatch/get-metric-data';
import { LiveShop, ShopState } from '../../test/cli/live-shop';

const V1: ShopState = { code: 'v1', failing: 10 };
const V2: ShopState = { code: 'v2', failing: 250, canary: { percentTraffic: 10 } };
const MINUTE = 60_000;
const MINUTES = 40;

/** The dashboard of a canary that fails, as its template has it, with what its metrics were on the engine. */
export async function playDashboard(): Promise<PlayedGraph[]> {
  const shop = await LiveShop.open();
  const more: ShopState['more'] = (stack, release: CanaryRelease) => { new CanaryDashboard(stack, 'Dashboard', { releases: [release] }); };
  try {
    await shop.deploy({ ...V1, more });
    await shop.visit(15, 300);
    await shop.deploy({ ...V2, more });
    await shop.visit(25, 300);
    shop.pass(180);
    return widgetsOf(shop, { ...V2, more }).flatMap((widget) => widget.type === 'metric' ? [graphOf(shop, widget)] : [])
      // The engine answers at once.
      .filter(({ title }) => !title.startsWith('Latency'));
  } finally {
    await shop.close();
  }
}

/** Out of the template, its references filled in. */
function widgetsOf(shop: LiveShop, state: ShopState): any[] {
  const template = JSON.parse(readFileSync(join(shop.synthesize(state, 'dashboard'), 'Shop.template.json'), 'utf8'));
  const [{ Properties }] = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const text = Properties.DashboardBody['Fn::Join'][1].map(
    (part: any) => typeof part === 'string' ? part : part.Ref === undefined ? '' : refOf(shop, part.Ref),
  );
  return JSON.parse(text.join('')).widgets;
}

function refOf(shop: LiveShop, name: string): string {
  return name === 'AWS::Region' ? 'us-east-1' : /^Api/.test(name) ? shop.restApiId : name;
}

function graphOf(shop: LiveShop, { x, y, width, height, properties }: any): PlayedGraph {
  // Without a period a widget has one of five minutes.
  const { title, metrics, annotations, stacked = false, period = 300 } = properties;
  return {
    title, x, y, width, height, lines: linesOf(shop, metrics, period), marks: (annotations?.horizontal ?? []).map(({ value }: any) => value), stacked,
  };
}

/** CloudWatch's short form of metrics, as queries. */
function linesOf(shop: LiveShop, metrics: any[], period: number): PlayedLine[] {
  const end = Math.floor(shop.aws.clock.now().getTime() / MINUTE) * MINUTE - 2 * MINUTE;
  const start = end - MINUTES * MINUTE;
  const queries = metrics.map((metric, index): MetricDataQuery & { readonly shown: boolean; readonly label: string; readonly color: string } => {
    const options = metric[metric.length - 1];
    // The picture has one axis, the left one.
    const shown = options.visible !== false && options.yAxis !== 'right';
    const common = { Id: options.id ?? `g${index}`, shown, label: options.label ?? '', color: options.color ?? '#888888' };
    if (options.expression !== undefined) { return { ...common, Expression: options.expression }; }
    const [Namespace, MetricName] = metric;
    return { ...common, MetricStat: { Metric: { Namespace, MetricName }, Period: options.period ?? period, Stat: options.stat ?? 'Sum' } };
  });
  const results = getMetricData(shop.aws.metrics, { queries, start: new Date(start), end: new Date(end), scanBy: 'TimestampAscending' });
  return queries.filter(({ shown }) => shown).map(({ Id, label, color }) => {
    const { Timestamps: times, Values: values } = results.find((result) => result.Id === Id)!;
    const points = new Map(times.map((time, index) => [time * 1000, values[index]]));
    return { label, color, values: Array.from({ length: MINUTES }, (_, minute) => points.get(start + minute * MINUTE)) };
  });
}
