import { cellWidth, clipped, padded, shortenedName } from '../../../cli/screen/cells';

test.each([['abc', 3], ['注文', 4], ['e\u0301', 1], ['🚀', 2], ['\u001b[31mred\u001b[39m', 3], ['', 0]])('%j takes %i cells', (text, width) => {
  expect(cellWidth(text)).toBe(width);
});

test('a name that is too long loses its middle, and keeps its ends', () => {
  expect(shortenedName('ShopStackOrdersFunction', 11)).toBe('ShopS…ction');
  expect(shortenedName('short', 11)).toBe('short');
  expect(cellWidth(shortenedName('注文処理関数の名前', 9))).toBeLessThanOrEqual(9);
});

test('a text is filled up by cells, not by characters', () => {
  expect(padded('注文', 6)).toBe('注文  ');
});

test('a line that is cut keeps its colours closed', () => {
  expect(clipped('\u001b[31mabcdef\u001b[39m', 4)).toBe('\u001b[31mabc\u001b[39m…');
  expect(clipped('abcd', 4)).toBe('abcd');
});
