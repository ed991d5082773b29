import { comparedText } from './health-text';
import type { StatusReport, WindowReport } from './status-report';
import { cellWidth } from '../screen/cells';
import { count, duration, percent, rounded } from '../screen/figures';
import type { Style } from '../screen/style';

/** How many lines of the screen stand below each other that could stand beside each other. */
export type Layout = 'wide' | 'narrow' | 'single';

/** A line of the table, base beside canary. */
export interface Row {
  readonly label: string;
  readonly base: string;
  readonly canary: string;
  readonly compared?: string;
}

export function shownWindow({ base, canary }: StatusReport): WindowReport | undefined {
  return canary?.window ?? base?.window;
}

export function windowTitle({ since, until }: WindowReport, layout: Layout): string {
  const length = duration(new Date(until).getTime() - new Date(since).getTime());
  return layout === 'wide' ? `last ${length}` : length;
}

export function windowRows(report: StatusReport, style: Style, layout: Layout): Row[] {
  const { base, canary, health } = report;
  const [b, c] = [base?.window, canary?.window];
  if (b === undefined) { return []; }
  const evidence = layout === 'wide' ? evidenceText(health) ?? '' : undefined;
  const wide = (text: string) => layout === 'wide' ? text : undefined;
  const share = ({ requests }: WindowReport, errors: number) => requests === 0 ? count(errors)
    : `${count(errors)}  ${percent(100 * errors / requests)}`;
  const both = (label: string, of: (window: WindowReport) => string, compared?: string): Row => (
    { label, base: of(b), canary: c === undefined ? '' : of(c), compared });
  const rows = [
    both('requests', (window) => withSpark(count(window.requests), window.perMinute, style, layout), wide(splitText(report))),
    both('5xx', (window) => withSpark(share(window, window.serverErrors), window.serverErrorsPerMinute, style, layout), evidence),
  ];
  if (b.clientErrors !== undefined) { rows.push(both('4xx', (window) => share(window, window.clientErrors ?? 0), wide(comparedText(b, c)))); }
  if (b.latency !== undefined || c?.latency !== undefined) {
    const isWhole = b.latencyOf === undefined && c?.latencyOf === undefined;
    rows.push(both(isWhole ? 'latency p50 p99' : 'duration p50 p99', latencyText));
  }
  return rows;
}

/** Fewer say nothing. */
const LEAST_POINTS = 5;
const MOST_POINTS = 15;
/** Label and gaps, the longest that there are. */
const AROUND_COLUMNS = 22;

/** A chart of the last minutes, as many as there is room for. */
function withSpark(text: string, values: readonly number[], { columns, spark }: Style, layout: Layout): string {
  if (layout === 'wide') { return `${text}  ${spark(values)}`; }
  const room = Math.min(MOST_POINTS, Math.floor((columns - AROUND_COLUMNS) / 2) - cellWidth(text) - 2);
  return layout === 'single' || room < LEAST_POINTS ? text : `${text}  ${spark(values.slice(-room))}`;
}

function latencyText({ latency }: WindowReport): string {
  return latency === undefined ? '' : `${count(latency.p50)} ms  ${count(latency.p99)} ms`;
}

const MINUTE = 60_000;

/** Of the whole minutes since the stage was changed: before, it had another split, or another canary. */
export function splitText({ base, canary, changedAt }: StatusReport): string {
  if (base?.window === undefined || canary?.window === undefined) { return ''; }
  const changed = changedAt === undefined ? 0 : Math.ceil((new Date(changedAt).getTime() - new Date(base.window.since).getTime()) / MINUTE);
  const first = Math.max(0, changed);
  const total = (minutes: readonly number[]) => minutes.reduce((sum, requests) => sum + requests, 0);
  const [b, c] = [base.window, canary.window].map(({ perMinute }) => total(perMinute.slice(first)));
  if (b + c === 0) { return ''; }
  const isWhole = total(base.window.perMinute.slice(0, first)) === 0;
  return `${(100 * c / (b + c)).toFixed(1)} % ${isWhole ? 'got the canary' : 'since the change'}`;
}

/** Nobody needs to know how much more it is. */
const MOST_EVIDENCE = 10_000;

export function evidenceText(health: StatusReport['health']): string | undefined {
  if (health?.evidence === undefined) { return undefined; }
  return `evidence ${health.evidence > MOST_EVIDENCE ? `over ${count(MOST_EVIDENCE)}` : rounded(health.evidence)}, ${health.needed} is enough`;
}
