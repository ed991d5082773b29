import { box, page, text } from '../../scripts/pictures/page';

const WIDTH = 960;
const LEFT = 330;
const COLUMN = 102;
const TOP = 142;
const ROW = 46;
const BAR = 70;

/** What the picture shows of one gate. */
export interface GateRow {
  readonly name: string;
  /** For each kind of traffic: percent of the rollouts that were stopped, of a healthy canary and of one that fails five times as often. */
  readonly stopped: ReadonlyArray<{ readonly healthy: number; readonly bad: number }>;
}

/** Gates below each other, kinds of traffic beside each other: what is caught, and what is stopped for nothing. */
export function gatesSvg(traffics: readonly string[], rows: readonly GateRow[]): string {
  const height = TOP + rows.length * ROW + 44;
  const description = 'Which gates stop a canary that fails five times as often, and which stop a healthy one, at six kinds of traffic. '
    + 'Every threshold is right at some traffic and wrong at another.';
  return page({ width: WIDTH, height, lang: 'en', description }, [
    text(24, 36, 'A threshold fits one traffic, a comparison needs none', 'title'),
    text(
      24,
      60,
      'Percent of simulated rollouts in four steps (1, 5, 20, 50 %) that a gate stopped. Columns: requests a minute, errors of the base.',
      'dim',
    ),
    box(24, 76, 13, 13, 'base', 2),
    text(44, 87, 'the canary fails five times as often: rightly stopped', 'small'),
    box(392, 76, 13, 13, 'url(#failed)', 2),
    text(412, 87, 'the canary is as good as the base: stopped for nothing', 'small'),
    ...traffics.flatMap((traffic, column) => traffic.split(', ')
      .map((part, line) => text(LEFT + column * COLUMN, TOP - 26 + 16 * line, part, 'dim small'))),
    ...rows.flatMap(({ name, stopped }, row) => [
      text(24, TOP + row * ROW + 21, name, row === 0 ? 'heading' : 'small'),
      ...stopped.flatMap(({ healthy, bad }, column) => {
        const [x, y] = [LEFT + column * COLUMN, TOP + row * ROW];
        return [...bar(x, y, bad, 'base'), ...bar(x, y + 18, healthy, 'url(#failed)')];
      }),
    ]),
    text(
      24,
      height - 16,
      'npm run bench:gates. One kind of error; an alarm acts as soon as its data are there. Where ours loses: docs/gates.md',
      'dim small',
    ),
  ]);
}

function bar(x: number, y: number, percent: number, paint: string): string[] {
  const width = Math.max(1, percent / 100 * BAR);
  return [box(x, y, width, 14, paint, 1), text(x + width + 4, y + 11, String(percent), 'small')];
}
