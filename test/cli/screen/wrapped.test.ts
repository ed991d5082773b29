import { wrapped } from '../../../cli/screen/wrapped';

test('lines break between words, and keep a number with its %', () => {
  expect(wrapped('becomes the canary at 10 %', 24)).toEqual(['becomes the canary at', '10 %']);
  expect(wrapped('becomes the canary at 10 %', 26)).toEqual(['becomes the canary at 10 %']);
});

test('a word that is longer than a line stays whole, and the indent is part of the width', () => {
  expect(wrapped('a b-word-that-is-long c', 8, '  ')).toEqual(['  a', '  b-word-that-is-long', '  c']);
});
