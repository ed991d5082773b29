import { styleOf } from '../../../cli/screen/style';
import { functionRows } from '../../../cli/status/function-rows';
import type { ReleaseReport } from '../../../cli/status/status-report';

const { marks } = styleOf({ colors: false, ascii: false, columns: 100 });
type State = NonNullable<ReleaseReport['functions']>[number]['state'];

/** What a release calls: functions by name, with version and state. */
function calls(functions?: Readonly<Record<string, [version: string, state?: State]>>): ReleaseReport {
  const list = functions && Object.entries(functions).map(([name, [version, state = 'ok']]) => ({ name, version, state }));
  return { deploymentId: 'd', variables: {}, ...list ? { functions: list } : {} } as ReleaseReport;
}

const rowsOf = (...[base, canary]: [ReleaseReport, ReleaseReport?]): string[][] => functionRows(base, canary, marks)
  .map(({ label, base: left, canary: right }) => [label, left, right]);

test('one function is one row', () => {
  expect(rowsOf(calls({ Orders: ['1'] }), calls({ Orders: ['2'] }))).toEqual([['functions', 'Orders:1 ✓', 'Orders:2 ✓']]);
  expect(rowsOf(calls({ Orders: ['1'] }))).toEqual([['functions', 'Orders:1 ✓', '']]);
});

test('several are a row each, base beside canary, and one that both call is named the same', () => {
  expect(rowsOf(calls({ Orders: ['1'], Mail: ['4'] }), calls({ Mail: ['4'], Orders: ['2'] }))).toEqual([
    ['functions', 'Orders:1 ✓', 'Orders:2 ✓'],
    ['', 'Mail:4 (same)', 'Mail:4 (same)'],
  ]);
});

test('one that only the canary calls stands beside nothing', () => {
  expect(rowsOf(calls({ Orders: ['1'] }), calls({ Orders: ['2'], Mail: ['1'] }))).toEqual([
    ['functions', 'Orders:1 ✓', 'Orders:2 ✓'],
    ['', '', 'Mail:1 ✓'],
  ]);
});

test('of many the first ones are told, and those that are not well before others', () => {
  const many = (version: string): Record<string, [string, State?]> => Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [name, [version]]));
  expect(rowsOf(calls(many('1')), calls({ ...many('2'), E: ['2', 'missing'] }))).toEqual([
    ['functions', 'E:1 ✓', 'E:2 ✗ missing'],
    ['', 'A:1 ✓', 'A:2 ✓'],
    ['', 'B:1 ✓', 'B:2 ✓'],
    ['', 'and 2 more ✓', ''],
  ]);
});

test('of many that are not well no mark says that the rest is', () => {
  const many = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name): [string, [string, State]] => [name, ['1', 'missing']]));
  expect(rowsOf(calls(many)).pop()).toEqual(['', 'and 2 more', '']);
});

test('what nobody could read is said once', () => {
  expect(rowsOf(calls(), calls({ Orders: ['2'], Mail: ['1'] }))).toEqual([
    ['functions', 'not known', 'Orders:2 ✓'],
    ['', '', 'Mail:1 ✓'],
  ]);
  expect(rowsOf(calls())).toEqual([['functions', 'not known', '']]);
});

test('a release that calls none says so', () => {
  expect(rowsOf(calls({}), calls({}))).toEqual([['functions', 'none', 'none']]);
});
