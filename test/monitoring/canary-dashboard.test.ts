import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ReleasedApi } from './released-api';
import { CanaryDashboard } from '../../lib';

interface Widget {
  readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly type: string; readonly properties: any;
}

/** The body, with the references in it as text. */
function bodyOf(stack: Stack): { readonly widgets: Widget[]; readonly start?: string } {
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  const text = Properties.DashboardBody['Fn::Join'][1].map(
    (part: any) => typeof part === 'string' ? part : part.Ref ?? part['Fn::GetAtt'].join('.'),
  ).join('');
  return JSON.parse(text);
}

function shown(accessLog?: { readonly slowerThan: Duration }): ReleasedApi {
  const released = new ReleasedApi(undefined, { canarySettings: { percentTraffic: 10 }, accessLog });
  released.release.addAlarms();
  new CanaryDashboard(released.stack, 'Dashboard', { releases: [released.release] });
  return released;
}

test('the dashboard has a body that does not change unnoticed', () => {
  expect(bodyOf(shown().stack)).toMatchSnapshot();
});

test.each([undefined, { slowerThan: Duration.seconds(1) }])('no widget lies on another, and all are within 24 columns (%j)', (accessLog) => {
  const { widgets } = bodyOf(shown(accessLog).stack);
  const cells = widgets.flatMap(
    ({ x, y, width, height }) => Array.from({ length: width * height }, (_, i) => `${x + i % width}/${y + Math.floor(i / width)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(widgets.every(({ x, width }) => x + width <= 24)).toBe(true);
});

test('every metric that it shows is counted by a filter of the template', () => {
  const released = shown({ slowerThan: Duration.seconds(1) });
  const names = bodyOf(released.stack).widgets.flatMap(({ properties }) => properties.metrics ?? []).flatMap(
    ([, name]: unknown[]) => typeof name === 'string' ? [name] : [],
  );
  const counted = released.filters.map(({ metric }) => metric);
  expect(names.length).toBeGreaterThan(15);
  expect([...new Set(names)].filter((name) => !counted.includes(name))).toEqual([]);
});

test('it shows the alarms, the declared percent, and the failed lines of the canary alone', () => {
  const { widgets } = bodyOf(shown().stack);
  expect(widgets.find(({ type }) => type === 'alarm')!.properties.alarms).toHaveLength(3);
  expect(
    widgets.find(({ properties }) => properties.title === 'Canary, % of the requests')!.properties.annotations.horizontal,
  ).toMatchObject([{ value: 10 }]);
  expect(widgets.find(({ type }) => type === 'log')!.properties.query).toMatch(/filter @message like "[0-9a-f]{8}=true\/5"/);
});

test('base and canary have the same colours in every graph, and one axis', () => {
  const colours = bodyOf(shown().stack).widgets.flatMap(
    ({ properties }) => properties.metrics ?? [],
  ).map((metric: any[]) => metric[metric.length - 1])
    .filter(
      ({ label, visible = true }: any) => visible && /^(base|canary)/.test(label ?? ''),
    ).map(({ label, color }: any) => `${label.split(' ')[0].replace(',', '')} ${color}`);
  expect([...new Set(colours)].sort()).toEqual(['base #1f77b4', 'canary #ff7f0e']);
});

test('it may have a name and another interval, and stand in a dashboard of one\'s own', () => {
  const released = new ReleasedApi();
  const { dashboard } = new CanaryDashboard(
    released.stack, 'Dashboard', { releases: [released.release], dashboardName: 'Mine', defaultInterval: Duration.hours(12) },
  );
  expect(dashboard.node.path).toBe('Stack/Dashboard/Resource');
  expect(bodyOf(released.stack).start).toBe('-PT12H');
  expect(released.release.widgets()).toHaveLength(5);
});

test('it needs releases', () => {
  expect(() => new CanaryDashboard(new Stack(new App()), 'Dashboard', undefined as never)).toThrow('[DashboardWithoutReleases at Default/Dashboard]');
});
