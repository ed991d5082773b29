import { milliseconds } from '../../cli/milliseconds';

const read = milliseconds('--since', 60_000, 86_400_000);

test.each([['90', 90_000], ['90s', 90_000], ['15m', 900_000], ['1.5h', 5_400_000], ['1d', 86_400_000], ['60s', 60_000]])('%s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each(['59s', '25h', '', 'x', '15 minutes', '-5m', 'NaN'])('%j is refused, and what is allowed is said', (text) => {
  expect(() => read(text)).toThrow(`--since must be a time from 1m to 1d, such as 90s, 15m or 2h, got '${text}'.`);
});
