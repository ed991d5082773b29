import { page } from './page';
import { escaped } from '../../cli/rehearse/html-text';
import { cellWidth } from '../../cli/screen/cells';

const CELL = 7.83;
const LINE = 18;
const LEFT = 20;
const TOP = 54;

/** Beside those of every picture. */
const STYLE = `<style>
.cell { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; }
.bold { font-weight: 700; } .red { fill: #c9302c; } .green { fill: #1f7a43; } .yellow { fill: #9a6700; } .cyan { fill: #0b7285; }
@media (prefers-color-scheme: dark) { .red { fill: #ff8d86; } .green { fill: #6fd292; } .yellow { fill: #e7c35a; } .cyan { fill: #66d9e8; } }
</style>`;

/** The codes that the command writes, each with the class that it begins or ends. */
const BEGINS: Readonly<Record<string, string>> = { 1: 'bold', 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan' };
const ENDS: Readonly<Record<string, readonly string[]>> = { 22: ['bold', 'dim'], 39: ['red', 'green', 'yellow', 'cyan'] };

export interface Screen {
  /** What was typed. */
  readonly command: string;
  readonly columns: number;
  /** With the codes of colours. */
  readonly lines: readonly string[];
  readonly description: string;
}

/** A terminal as it looks after a command. Every run of characters has its place in the grid, whatever font is there. */
export function terminalSvg({ command, columns, lines, description }: Screen): string {
  const all = [`\u001b[2m$\u001b[22m ${command}`, ...lines];
  const size = { width: Math.ceil(2 * LEFT + columns * CELL), height: TOP + all.length * LINE + 4 };
  return page({ ...size, lang: 'en', description }, [
    STYLE,
    ...[0, 1, 2].map((index) => `<circle class="dim" cx="${LEFT + 6 + index * 18}" cy="24" r="5" opacity="0.35"/>`),
    ...all.flatMap((line, row) => {
      const runs = runsOf(line).map(({ text, at, classes }) => (
        `<tspan x="${(LEFT + at * CELL).toFixed(1)}"${classes === '' ? '' : ` class="${classes}"`}>${escaped(text)}</tspan>`));
      return runs.length === 0 ? [] : [`<text class="cell" y="${TOP + row * LINE}" xml:space="preserve">${runs.join('')}</text>`];
    }),
  ]);
}

function runsOf(line: string): Array<{ readonly text: string; readonly at: number; readonly classes: string }> {
  const on = new Set<string>();
  let at = 0;
  // eslint-disable-next-line no-control-regex
  return line.split(/(\u001b\[\d+m)/).flatMap((part) => {
    const [, code] = /^\u001b\[(\d+)m$/.exec(part) ?? [];
    if (code !== undefined) {
      if (BEGINS[code]) { on.add(BEGINS[code]); }
      for (const name of ENDS[code] ?? []) { on.delete(name); }
      return [];
    }
    const begin = at;
    at += cellWidth(part);
    return part.trim() === '' ? [] : [{ text: part, at: begin, classes: [...on].join(' ') }];
  });
}
