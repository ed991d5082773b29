import { CAUGHT_AT, COMPETITORS, Measured, RATIOS, Results, TRAFFICS } from './measure';
import { ScheduleName, BENCHED_SCHEDULES } from './simulate';
import { WorldName, WORLDS } from './worlds';
import { Traffic } from '../../cli/plan/simulation/traffic';

/** The situations in which harm is told. */
const HARM: ReadonlyArray<readonly [number, number, number]> = [
  [600, 0.001, 10], [600, 0.01, 5], [600, 0.01, 10], [6000, 0.001, 5], [6000, 0.01, 2], [6000, 0.01, 5],
];

/** Every table of docs/gates.md, by its name there. */
export function tables(results: Results): Record<string, string> {
  return {
    ...Object.fromEntries((Object.keys(BENCHED_SCHEDULES) as ScheduleName[]).map((schedule) => [schedule, comparison(results, schedule)])),
    harm: harm(results),
    worlds: worlds(results),
    caught: caught(results),
  };
}

/** What one competitor made of one situation. */
function find(measured: readonly Measured[], wanted: Partial<Measured> & { readonly traffic: Traffic }): Measured {
  const { traffic, ...rest } = wanted;
  return measured.find((one) => one.traffic.requestsPerMinute === traffic.requestsPerMinute && one.traffic.errorShare === traffic.errorShare
    && Object.entries(rest).every(([name, value]) => one[name as keyof Measured] === value))!;
}

function trafficName({ requestsPerMinute, errorShare }: Traffic): string {
  return `${requestsPerMinute} rpm, ${Number((100 * errorShare).toPrecision(3))} %`;
}

function comparison({ comparison: measured }: Results, schedule: ScheduleName): string {
  return markdown(['gate', ...TRAFFICS.map(trafficName)], COMPETITORS.map(({ name }) => [
    shownName(name),
    ...TRAFFICS.map((traffic) => RATIOS.map((ratio) => Math.round(
      find(measured, { competitor: name, schedule, traffic, ratio }).stoppedPercent,
    )).join(' / ')),
  ]));
}

function harm({ comparison: measured }: Results): string {
  const situations = HARM.map(([requestsPerMinute, errorShare, ratio]) => ({ traffic: { requestsPerMinute, errorShare }, ratio }));
  const headings = ['schedule, gate', ...situations.map(({ traffic, ratio }) => `${trafficName(traffic)}, ×${ratio}`)];
  return markdown(headings, (Object.keys(BENCHED_SCHEDULES) as ScheduleName[]).flatMap((schedule) => COMPETITORS.map(({ name }) => [
    `${schedule}, ${shownName(name)}`,
    ...situations.map((situation) => harmOf(find(measured, { competitor: name, schedule, ...situation }))),
  ])));
}

function harmOf({ stoppedPercent, medianCanaryErrors, medianMinutes }: Measured): string {
  return stoppedPercent < 50 ? `– ${medianCanaryErrors}` : `${medianCanaryErrors} (${medianMinutes})`;
}

function worlds({ worlds: measured }: Results): string {
  const names = Object.keys(WORLDS) as WorldName[];
  return markdown(['gate', ...names], COMPETITORS.map(({ name }) => [
    shownName(name),
    ...names.map((world) => {
      const healthy = measured.filter((one) => one.competitor === name && one.world === world && one.ratio === 1);
      const stopped = healthy.map(({ stoppedPercent }) => stoppedPercent);
      return `${percent(Math.max(...stopped))} / ${percent(stopped.reduce((sum, one) => sum + one, 0) / stopped.length)}`;
    }),
  ]));
}

function caught({ worlds: measured }: Results): string {
  const names = Object.keys(WORLDS) as WorldName[];
  return markdown(['gate', ...names], COMPETITORS.map(({ name }) => [
    shownName(name),
    ...names.map((world) => [2, 5].map((ratio) => CAUGHT_AT.map((traffic) =>
      Math.round(find(measured, { competitor: name, world, traffic, ratio }).stoppedPercent)).join(', ')).join('; ')),
  ]));
}

function percent(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

/** Ours stand out, and what is compared with a number is no HTML. */
export function shownName(name: string): string {
  const text = name.replace(/>/g, '&gt;');
  return name.startsWith('ours, as') ? `**${text}**` : text;
}

function markdown(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')).replaceAll(' ', ''), ...rows.map(line)].join('\n');
}
