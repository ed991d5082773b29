import { FilterPattern, InvalidPattern } from './found-line';

interface Term {
  /** `?`: any of these will do. `-`: none of these may be there. */
  readonly kind: 'all' | 'any' | 'none';
  readonly text: string;
}

/**
 * Terms and quoted phrases, all of which a line has. With `?` any of which. With `-` none of which. They are looked for in the raw line, case
 * sensitive.
 */
export function termPattern(pattern: string): FilterPattern {
  const terms = [...termsOf(pattern)];
  const of = (kind: Term['kind']) => terms.filter((term) => term.kind === kind).map(({ text }) => text);
  const [all, any, none] = [of('all'), of('any'), of('none')];
  if (all.length > 0 && any.length > 0) {
    throw new InvalidPattern(pattern, 'terms with ? beside terms without are not played: AWS ignores the first');
  }
  return (line) => {
    const has = (text: string) => line.includes(text);
    const isFound = all.every(has) && (any.length === 0 || any.some(has)) && !none.some(has);
    return isFound ? { values: {} } : undefined;
  };
}

function* termsOf(pattern: string): Iterable<Term> {
  const term = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([\w]+))(?=\s|$)/y;
  while (term.lastIndex < pattern.length) {
    const start = term.lastIndex;
    const [, sign, phrase, word] = term.exec(pattern) ?? [];
    if (phrase === undefined && word === undefined) {
      throw new InvalidPattern(
        pattern, `what stands from character ${start + 1} on is no term: one with other characters than letters and digits needs quotes`,
      );
    }
    yield { kind: sign === '?' ? 'any' : sign === '-' ? 'none' : 'all', text: phrase?.replace(/\\(.)/g, '$1') ?? word };
  }
}
