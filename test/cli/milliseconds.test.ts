import { milliseconds } from '../../cli/milliseconds';

const read = milliseconds('--since', 60_000, 86_400_000);

test.each([['90s', 90_000], ['15m', 900_000], ['1.5h', 5_400_000], ['1d', 86_400_000], ['60s', 60_000]])('%s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each(['59s', '25h', '', 'x', '15 minutes', '-5m', 'NaN'])('%j is refused, and what is allowed is said', (text) => {
  expect(() => read(text)).toThrow(`--since must be a time from 1m to 1d, such as 90s, 15m or 2h, got '${text}'.`);
});

test.each(['45', '90', '1.5'])('%j without a unit is refused: seconds for one are minutes for another', (text) => {
  expect(() => read(text)).toThrow(`got '${text}'. It has no unit: write ${text}s or ${text}m.`);
});

test('0 needs no unit where it is allowed', () => {
  expect(milliseconds('--wait', 0, 1_000)('0')).toBe(0);
  expect(() => read('0')).toThrow("--since must be a time from 1m to 1d, such as 90s, 15m or 2h, got '0'.");
});
