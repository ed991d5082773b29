import { Compare, comparison } from './comparison';
import { FilterPattern, InvalidPattern } from './found-line';

interface Column {
  readonly name: string;
  /** All of them must hold. */
  readonly conditions: readonly Compare[];
}

/**
 * Columns in brackets: `[..., mark = "a*", latency > 5]`. A line is parted at its spaces. What stands in quotes or brackets is one column.
 *
 * `...` stands once, for any number of columns.
 */
export function spaceDelimitedPattern(pattern: string): FilterPattern {
  if (!pattern.endsWith(']')) { throw new InvalidPattern(pattern, 'the bracket at its end is missing'); }
  const columns = pattern.slice(1, -1).split(',').map((text) => columnOf(text.trim(), pattern));
  const rest = columns.indexOf('...');
  if (rest !== columns.lastIndexOf('...')) { throw new InvalidPattern(pattern, '... may stand once'); }
  return (line) => {
    const words = wordsOf(line);
    const named = columns.filter((column) => column !== '...');
    if (rest < 0 ? words.length !== named.length : words.length < named.length) { return undefined; }
    const wordOf = (index: number) => rest < 0 || index < rest ? words[index] : words[words.length - named.length + index];
    const values = named.map((column, index) => [column, wordOf(index)] as const);
    return values.every(([{ conditions }, word]) => conditions.every((holds) => holds(word)))
      ? { values: Object.fromEntries(values.map(([{ name }, word]) => [`$${name}`, word])) }
      : undefined;
  };
}

function columnOf(text: string, pattern: string): Column | '...' {
  if (text === '...') { return '...'; }
  const [, name] = /^(\w+)/.exec(text) ?? [];
  if (name === undefined) { throw new InvalidPattern(pattern, `${text} is no column`); }
  const parts = text === name ? [] : text.split('&&').map((part) => part.trim());
  return {
    name,
    conditions: parts.map((part) => {
      const [, subject, operator, operand] = /^(\w+)\s*(!=|>=|<=|=|>|<)\s*(.+)$/.exec(part) ?? [];
      const compare = subject === name ? comparison(operator, operand) : undefined;
      if (compare === undefined) { throw new InvalidPattern(pattern, `the condition ${part} is not played`); }
      return compare;
    }),
  };
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(([, quoted, bracketed, word]) => quoted ?? bracketed ?? word);
}
