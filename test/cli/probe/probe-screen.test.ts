import { stripVTControlCharacters } from 'node:util';
import { ProbeAnswer } from '../../../cli/probe/answer';
import { Expected, probeReport } from '../../../cli/probe/probe-report';
import { probeScreen, Underway } from '../../../cli/probe/probe-screen';
import { cellWidth } from '../../../cli/screen/cells';
import { styleOf } from '../../../cli/screen/style';

const answer = (version: string, milliseconds: number, status = 200): ProbeAnswer => ({
  response: { status, headers: { 'x-release': version }, body: '' }, milliseconds, late: 0,
});
/** 1,240 answers, of which 131 are of v2, one of them failed. API Gateway refused two by itself, and three never came. */
const ANSWERS: readonly ProbeAnswer[] = [
  ...Array.from({ length: 1109 }, (_, i) => answer('v1', 30 + i % 100)),
  ...Array.from({ length: 131 }, (_, i) => answer('v2', 32 + i % 90, i === 7 ? 502 : 200)),
  ...Array.from({ length: 2 }, (): ProbeAnswer => ({ response: { status: 429, headers: {}, body: '' }, milliseconds: 3, late: 150 })),
  ...Array.from({ length: 3 }, (): ProbeAnswer => ({ milliseconds: 10_000, late: 0 })),
];
const URL = 'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod/orders/of/a/customer?with=parameters';
const screen = (columns: number, { colors = false, ascii = false, expected, underway, answers = ANSWERS }: {
  colors?: boolean; ascii?: boolean; expected?: Expected; underway?: Underway; answers?: readonly ProbeAnswer[];
} = {}): string[] => probeScreen(probeReport({ url: URL, method: 'GET', answers, expected }), styleOf({ colors, ascii, columns }), underway);
const EXPECTED = { percent: 10, within: 5 };

describe.each([60, 80, 120])('the screen of %i columns', (columns) => {
  test.each([false, true])('is this one (colours: %s)', (colors) => {
    const lines = screen(columns, { colors, expected: EXPECTED });
    expect(lines.filter((line) => cellWidth(line) > columns)).toEqual([]);
    expect(lines.join('\n')).toMatchSnapshot();
  });

  test('is this one while requests are sent', () => {
    const lines = screen(columns, { expected: EXPECTED, underway: { planned: 2000, rate: 20, millisecondsLeft: 38_000 } });
    expect(lines.filter((line) => cellWidth(line) > columns)).toEqual([]);
    expect(lines.join('\n')).toMatchSnapshot();
  });
});

test('colours carry no meaning alone: without them, and in ASCII, the same words are there', () => {
  const coloured = screen(80, { colors: true, expected: EXPECTED });
  expect(coloured.map(stripVTControlCharacters)).toEqual(screen(80, { expected: EXPECTED }));
  const lines = screen(80, { ascii: true, expected: EXPECTED });
  expect(lines.join('').replace('…', '')).toMatch(/^[ -~…]*$/);
});

test.each([
  ['agrees', { percent: 10, within: 5 }, 'v2 gets 10.6 %, 10 % expected: agrees'],
  ['does not agree', { percent: 30, within: 3 }, 'v2 gets 10.6 %, 30 % expected: disagrees'],
  ['cannot be told', { percent: 10, within: 1 }, 'too few requests to tell'],
])('says that the share %s', (_, expected, said) => {
  expect(screen(120, { expected }).join(' ').replace(/\s+/g, ' ')).toContain(said);
});

test.each([['that tell no release', ANSWERS.slice(-5, -3), 'None of the 2 answers tells its release by body.'], [
  'that never came', ANSWERS.slice(-3), '3 without an answer',
]])('has no empty table of answers %s, and says so, with an expectation too', (_, answers, said) => {
  for (const expected of [undefined, EXPECTED]) {
    const text = screen(120, { answers, expected }).join('\n');
    expect(text).not.toMatch(/p50|by body$/m);
    expect(text.replace(/\s+/g, ' ')).toContain(said);
  }
});

test('names the groups among which it cannot choose, and says when all are alike, or none tells', () => {
  const three = [...ANSWERS, answer('v3', 9)];
  expect(screen(120, { expected: EXPECTED, answers: three }).join('\n')).toContain('There are 3 groups: name the canary\'s by --of v1 | v2 | v3');
  expect(screen(120, { answers: ANSWERS.slice(0, 50) }).join('\n')).toContain('All 50 answers are alike');
  expect(screen(120, { answers: ANSWERS.slice(-5, -3) }).join('\n')).toContain('None of the 2 answers tells its release by body.');
  expect(screen(120, { answers: ANSWERS.slice(-3) }).join('\n')).not.toContain('alike');
});
