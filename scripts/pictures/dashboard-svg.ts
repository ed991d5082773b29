import { page, text } from './page';
import { escaped } from '../../cli/rehearse/html-text';

/** A graph of the dashboard with what its metrics were. */
export interface PlayedGraph {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly PlayedLine[];
  /** Heights at which a line is drawn all the way. */
  readonly marks: readonly number[];
  /** Whether the lines stand on each other. */
  readonly stacked: boolean;
}

export interface PlayedLine {
  readonly label: string;
  readonly color: string;
  /** By minute. undefined: no data point */
  readonly values: ReadonlyArray<number | undefined>;
}

const UNIT = 40;
const LEFT = 10;
const TOP = 56;

/** The graphs of a dashboard, where it has them. */
export function dashboardSvg(graphs: readonly PlayedGraph[]): string {
  const top = Math.min(...graphs.map(({ y }) => y));
  const height = Math.max(...graphs.map(({ y, height: own }) => y + own)) - top;
  const description = `The dashboard: ${graphs.map(({ title }) => title).join('; ')}`;
  return page({ width: 2 * LEFT + 24 * UNIT, height: TOP + height * UNIT * 0.6 + 10, lang: 'en', description }, [
    text(24, 36, 'CanaryDashboard: 25 minutes after a canary that fails was deployed', 'title'),
    ...graphs.flatMap((graph) => graphOf(graph, top)),
  ]);
}

function graphOf({ title, x, y, width, height, lines, marks, stacked }: PlayedGraph, firstRow: number): string[] {
  const box = { left: LEFT + x * UNIT + 8, top: TOP + (y - firstRow) * UNIT * 0.6 + 8, width: width * UNIT - 16, height: height * UNIT * 0.6 - 16 };
  const plot = { left: box.left + 36, top: box.top + 26, width: box.width - 48, height: box.height - 56 };
  const piles = stacked ? piled(lines) : lines;
  const most = Math.max(1e-9, ...marks, ...piles.flatMap(({ values }) => values.map((value) => value ?? 0))) * 1.1;
  const at = (index: number, value: number, count: number) => (
    `${(plot.left + plot.width * index / Math.max(1, count - 1)).toFixed(1)},${(plot.top + plot.height * (1 - value / most)).toFixed(1)}`);
  const path = ({ values }: PlayedLine) => values.flatMap((value, index) => value === undefined ? [] : [at(index, value, values.length)]).join(' ');
  return [
    `<rect class="card" x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}" rx="4"/>`,
    text(box.left + 10, box.top + 18, title, 'small'),
    ...most < 1e-6 ? [] : [text(plot.left - 6, plot.top + 8, shortNumber(most / 1.1), 'dim small', 'end')],
    text(plot.left - 6, plot.top + plot.height, '0', 'dim small', 'end'),
    `<line class="grid" x1="${plot.left}" x2="${plot.left + plot.width}" y1="${plot.top + plot.height}" y2="${plot.top + plot.height}"/>`,
    ...marks.map((mark) => {
      const level = (plot.top + plot.height * (1 - mark / most)).toFixed(1);
      return `<line x1="${plot.left}" x2="${plot.left + plot.width}" y1="${level}" y2="${level}" stroke="#d62728" stroke-dasharray="4 3"/>`;
    }),
    ...piles.map((line) => `<polyline fill="none" stroke="${escaped(line.color)}" stroke-width="1.8" points="${path(line)}"/>`),
    ...lines.flatMap(({ label, color }, index) => [
      `<rect x="${plot.left + index * 110}" y="${box.top + box.height - 19}" width="10" height="10" fill="${escaped(color)}"/>`,
      text(plot.left + index * 110 + 15, box.top + box.height - 10, label, 'dim small'),
    ]),
  ];
}

function piled(lines: readonly PlayedLine[]): PlayedLine[] {
  return lines.map((line, index) => ({
    ...line, values: line.values.map((_, minute) => lines.slice(0, index + 1).reduce((sum, { values }) => sum + (values[minute] ?? 0), 0)),
  }));
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(2)));
}
