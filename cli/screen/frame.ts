import { cellWidth, clipped } from './cells';
import type { Terminal } from '../terminal';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_REST_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** A picture that is drawn over itself: only lines that changed are written again, so that it does not flicker and can be read aloud. */
export class Frame {
  private shown: readonly string[] = [];
  private columns = 0;

  constructor(private readonly terminal: Pick<Terminal, 'columns' | 'rows' | 'write'>) {}

  draw(lines: readonly string[]): void {
    const wanted = this.cropped(lines);
    const isAnew = this.columns !== this.terminal.columns || this.shown.length === 0;
    this.terminal.write(isAnew ? this.whole(wanted) : this.changes(wanted));
    this.shown = wanted;
    this.columns = this.terminal.columns;
  }

  /** Leaves the last picture where it is. */
  close(): void {
    if (this.shown.length > 0) { this.terminal.write(SHOW_CURSOR); }
  }

  private cropped(lines: readonly string[]): readonly string[] {
    const room = Math.max(2, this.terminal.rows - 1);
    const seen = lines.length <= room ? lines : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`];
    return seen.map((line) => clipped(line, this.terminal.columns));
  }

  private whole(lines: readonly string[]): string {
    // A terminal that has become narrower has broken the lines that it showed.
    const broken = this.shown.reduce((rows, line) => rows + Math.max(1, Math.ceil(cellWidth(line) / this.terminal.columns)), 0);
    const back = this.shown.length === 0 ? '' : `${up(broken)}\r`;
    return `${HIDE_CURSOR}${back}${CLEAR_BELOW}${lines.map((line) => `${line}\n`).join('')}`;
  }

  /** The cursor stands below the last line, before and after. */
  private changes(lines: readonly string[]): string {
    const written = lines.map((line, row) => line === this.shown[row] ? '\n' : `${line}${CLEAR_REST_OF_LINE}\n`);
    return `${up(this.shown.length)}\r${written.join('')}${lines.length < this.shown.length ? CLEAR_BELOW : ''}`;
  }
}

function up(lines: number): string {
  return lines === 0 ? '' : `\u001b[${lines}A`;
}
