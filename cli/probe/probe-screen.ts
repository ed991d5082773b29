import type { GroupReport, ProbeReport, ShareVerdict } from './probe-report';
import { padded, shortenedName } from '../screen/cells';
import { count, duration } from '../screen/figures';
import type { Style } from '../screen/style';
import { table } from '../screen/table';
import { wrapped } from '../screen/wrapped';

/** While requests are sent. */
export interface Underway {
  readonly planned: number;
  /** In a second. 0: as fast as they are answered. */
  readonly rate: number;
  /** @default - nobody knows */
  readonly millisecondsLeft?: number;
}

/** The report for people. @param underway while it is measured */
export function probeScreen(report: ProbeReport, style: Style, underway?: Underway): string[] {
  const { url, method, requests, by, groups, noAnswer, untold, latePercent, verdict } = report;
  const { colors, columns, marks } = style;
  const untoldCount = Object.values(untold).reduce((sum, many) => sum + many, 0);
  return [
    shortenedName(url, columns),
    underway === undefined ? `${method}  ${count(requests)} requests` : progressLine(report, underway, style),
    // A table without a row would be a head alone.
    ...groups.length === 0 ? [] : ['', colors.dim(`  by ${by}`), ...shares(groups, style), '', ...latencies(groups, style)],
    ...noAnswer === 0 ? [] : ['', ...wrapped(
      `${marks.bad} ${count(noAnswer)} without an answer (network, or too slow); they count for no share`, columns, '  ',
    ).map(colors.red)],
    ...untoldCount === 0 ? [] : ['', ...wrapped(
      `${marks.note} ${count(untoldCount)} do not tell which release they are of (${statusesText(untold)}); each may be of either`, columns, '  ',
    ).map(colors.yellow)],
    ...latePercent <= 1 ? [] : ['', ...wrapped(
      `${marks.note} ${latePercent.toFixed(1)} % of the requests were sent more than 100 ms late: this machine does not keep up. Give a `
        + 'lower --rate.', columns, '  ',
    ).map(colors.yellow)],
    ...verdict === undefined ? [] : ['', ...verdictLines(verdict, report, style, underway !== undefined)],
    ...verdict === undefined && groups.length < 2 && underway === undefined && noAnswer < requests ? [
      '', ...wrapped(alike(report), columns, '  '),
    ] : [],
  ];
}

function progressLine({ method, requests }: ProbeReport, { planned, rate, millisecondsLeft }: Underway, { bar, columns }: Style): string {
  const share = requests / planned;
  return [
    `${method}  ${count(requests)} of ${count(planned)}`,
    `${Math.floor(100 * share)} %`,
    ...columns < 60 ? [] : [bar(share, columns < 80 ? 8 : 24)],
    ...rate === 0 ? [] : [`${count(rate)}/s`],
    ...millisecondsLeft === undefined ? [] : [`${duration(millisecondsLeft)} left`],
  ].join('  ');
}

function statusesText(statuses: GroupReport['statuses']): string {
  return Object.entries(statuses).map(([status, many]) => `${status} ${count(many)}`).join(', ');
}

function shares(groups: readonly GroupReport[], style: Style): string[] {
  const { columns } = style;
  const names = Math.min(Math.max(4, Math.floor(columns / 4)), Math.max(0, ...groups.map(({ name }) => name.length)));
  const bar = columns < 60 ? 0 : Math.max(8, Math.min(40, columns - names - 42));
  return table(groups.map(({ name, requests, percent, interval }, index) => [
    paintOf(index, style)(padded(shortenedName(name, names), names)),
    ...bar === 0 ? [] : [paintOf(index, style)(style.bar(percent / 100, bar))],
    `${percent.toFixed(1)} %`.padStart(7),
    count(requests).padStart(6),
    `${interval.lower.toFixed(1)} … ${interval.upper.toFixed(1)} %`,
  ]), '  ');
}

function latencies(groups: readonly GroupReport[], { columns, colors }: Style): string[] {
  const names = Math.max(4, Math.floor(columns / 4));
  const milliseconds = (value: number) => `${count(value)} ms`.padStart(8);
  if (columns < 60) {
    return table([
      ['', 'p50', 'p99', '5xx'].map((head, index) => colors.dim(index === 0 ? head : head.padStart(8))),
      ...groups.map(({ name, statuses, milliseconds: { p50, p99 } }) => [
        shortenedName(name, names), milliseconds(p50), milliseconds(p99), count(failedIn(statuses)).padStart(8),
      ]),
    ], '  ');
  }
  return table([
    ['', 'status', ...['p50', 'p90', 'p99', 'max'].map((name) => name.padStart(8))].map(colors.dim),
    ...groups.map(({ name, statuses, milliseconds: { p50, p90, p99, max } }) => [
      shortenedName(name, names),
      Object.entries(statuses).map(
        ([status, many]) => (status >= '500' ? colors.red : (text: string) => text)(`${status} ${count(many)}`),
      ).join('  '),
      ...[p50, p90, p99, max].map(milliseconds),
    ]),
  ], '  ');
}

function failedIn(statuses: GroupReport['statuses']): number {
  return Object.entries(statuses).reduce((sum, [status, many]) => status >= '500' ? sum + many : sum, 0);
}

function paintOf(index: number, { colors }: Style): (text: string) => string {
  return index === 0 ? colors.green : index === 1 ? colors.cyan : colors.dim;
}

function verdictLines(verdict: ShareVerdict, report: ProbeReport, { colors, columns }: Style, isUnderway: boolean): string[] {
  const { outcome, of = '', expected, interval, needed } = verdict;
  const { groups } = report;
  const measured = groups.find(({ name }) => name === of)?.percent ?? 0;
  const figures = `${of} gets ${measured.toFixed(1)} %, ${expected} % expected`;
  const within = interval === undefined ? '' : ` (${interval.lower.toFixed(1)} … ${interval.upper.toFixed(1)} % at z = 3.9)`;
  const lines = (text: string, paint: (line: string) => string) => wrapped(text, columns, '  ').map(paint);
  switch (outcome) {
    case 'agrees': return lines(`${figures}: agrees${isUnderway ? ' so far' : ''}${within}`, colors.green);
    case 'disagrees': return lines(`${figures}: disagrees${within}`, colors.red);
    case 'too few': return lines(`${figures}: too few requests to tell${within}; about ${count(needed ?? 0)} would do`, colors.yellow);
    case 'alike': return lines(alike(report), colors.yellow);
    case 'which': return lines(
      `There are ${groups.length} groups: name the canary's by --of ${groups.map(({ name }) => name).join(' | ')}`, colors.yellow,
    );
  }
}

function alike({ groups: [only], requests, by, noAnswer }: ProbeReport): string {
  const what = only === undefined ? `None of the ${count(requests - noAnswer)} answers tells its release by ${by}.`
    : `All ${count(only.requests)} answers are alike: either one release answers, or nothing in the answer tells them apart.`;
  return `${what} Give --by header:name, json:$.member or status.`;
}
