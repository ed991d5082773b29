import { createColors } from 'picocolors';
import type { Colors } from 'picocolors/types';
import type { Terminal } from '../terminal';

/** Each state has a mark and a word: colour never carries a meaning alone. */
export interface Marks {
  readonly good: string;
  readonly bad: string;
  readonly note: string;
  readonly running: string;
  readonly waiting: string;
  readonly moved: string;
}

/** How a screen is written. */
export interface Style {
  readonly colors: Colors;
  readonly marks: Marks;
  readonly columns: number;
  /** A bar that is filled up to a share from 0 to 1. */
  bar(share: number, width: number): string;
  /** A small chart: one character for each value. */
  spark(values: readonly number[]): string;
}

const UNICODE: Marks = { good: '✓', bad: '✗', note: '!', running: '▶', waiting: '·', moved: '→' };
const ASCII: Marks = { good: 'ok', bad: 'X', note: '!', running: '>', waiting: '.', moved: '->' };
const LEVELS = { unicode: '▁▂▃▄▅▆▇█', ascii: '_.-=+*#@' };

export function styleOf({ colors, ascii, columns }: Pick<Terminal, 'colors' | 'ascii' | 'columns'>): Style {
  const [full, empty] = ascii ? ['#', '-'] : ['█', '░'];
  const levels = [...ascii ? LEVELS.ascii : LEVELS.unicode];
  return {
    colors: createColors(colors),
    marks: ascii ? ASCII : UNICODE,
    columns,
    bar: (share, width) => {
      const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
      return full.repeat(filled) + empty.repeat(width - filled);
    },
    spark: (values) => {
      const most = Math.max(...values, 0);
      return values.map((value) => levels[most === 0 ? 0 : Math.round(value / most * (levels.length - 1))]).join('');
    },
  };
}
