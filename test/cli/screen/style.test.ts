import { count, duration, percent, rounded } from '../../../cli/screen/figures';
import { styleOf } from '../../../cli/screen/style';
import { table } from '../../../cli/screen/table';
import { hasColors, needsAscii } from '../../../cli/terminal';

describe('colours', () => {
  test.each([
    ['a terminal has them', {}, true, true],
    ['a pipe has none', {}, false, false],
    ['NO_COLOR takes them away', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['an empty NO_COLOR says nothing', { NO_COLOR: '' }, true, true],
    ['FORCE_COLOR gives them to a pipe', { FORCE_COLOR: '1' }, false, true],
    ['a dumb terminal has none', { TERM: 'dumb' }, true, false],
  ])('%s', (_, env, isTerminal, expected) => {
    expect(hasColors(env, isTerminal)).toBe(expected);
  });
});

test('the console of Windows gets ASCII, Windows Terminal and editors do not', () => {
  expect(needsAscii({}, 'win32')).toBe(true);
  expect(needsAscii({ WT_SESSION: 'x' }, 'win32')).toBe(false);
  expect(needsAscii({ TERM_PROGRAM: 'vscode' }, 'win32')).toBe(false);
  expect(needsAscii({}, 'linux')).toBe(false);
  const { spark, bar, marks } = styleOf({ colors: false, ascii: true, columns: 80 });
  // eslint-disable-next-line no-control-regex
  expect([spark([0, 1, 5, 10]), bar(0.5, 4), ...Object.values(marks)].join('')).toMatch(/^[\x20-\x7e]*$/);
});

test('a spark shows the largest value highest, and nothing but zeros lowest', () => {
  const { spark } = styleOf({ colors: false, ascii: false, columns: 80 });
  expect(spark([0, 5, 10])).toBe('▁▅█');
  expect(spark([0, 0])).toBe('▁▁');
});

test('a bar stays within its width', () => {
  const { bar } = styleOf({ colors: false, ascii: false, columns: 80 });
  expect([bar(-1, 4), bar(0.5, 4), bar(2, 4)]).toEqual(['░░░░', '██░░', '████']);
});

test('a table needs no borders and leaves no spaces at its ends', () => {
  expect(table([['a', '注文', 'x'], ['long', 'b', '']], '  ')).toEqual(['  a     注文  x', '  long  b']);
});

test.each(
  [[8_040_000, '2 h 14 min'], [3_600_000, '1 h'], [266_400_000, '3 d 2 h'], [59_999, '59 s'], [61_000, '1 min'], [0, '0 s']],
)('%i ms are %s', (time, text) => {
  expect(duration(time)).toBe(text);
});

test('figures have as many digits as tell something', () => {
  expect([count(12940), percent(0.1), percent(3.14159), percent(10.04), percent(0), rounded(6.28), rounded(12.34), rounded(1204)])
    .toEqual(['12,940', '0.1 %', '3.1 %', '10 %', '0 %', '6.3', '12.3', '1,204']);
});
