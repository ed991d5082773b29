import * as fc from 'fast-check';
import { JsonSchema, matchesSchema } from '../../../rehearsal/apigateway/json-schema';

const matches = (schema: JsonSchema, value: unknown): boolean => matchesSchema(schema, value, () => undefined);

// Each keyword from both sides: a value that passes, and one that does not.
test.each<[keyword: string, schema: JsonSchema, passes: unknown, fails: unknown]>([
  ['type', { type: 'string' }, 'a', 1],
  ['type integer', { type: 'integer' }, 1.0, 1.5],
  ['type null', { type: 'null' }, null, {}],
  ['type object', { type: 'object' }, {}, []],
  ['several types', { type: ['string', 'null'] }, null, 1],
  ['enum', { enum: [{ a: 1 }, 2] }, { a: 1 }, { a: 2 }],
  ['multipleOf', { multipleOf: 3 }, 9, 10],
  ['maximum', { maximum: 3 }, 3, 3.1],
  ['exclusiveMaximum', { maximum: 3, exclusiveMaximum: true }, 2.9, 3],
  ['minimum', { minimum: 3 }, 3, 2.9],
  ['exclusiveMinimum', { minimum: 3, exclusiveMinimum: true }, 3.1, 3],
  ['maxLength in characters', { maxLength: 1 }, '\u{1F436}', 'ab'],
  ['minLength', { minLength: 2 }, 'ab', '\u{1F436}'],
  ['pattern anywhere in the text', { pattern: 'b' }, 'abc', 'acd'],
  ['maxItems', { maxItems: 1 }, [1], [1, 2]],
  ['minItems', { minItems: 1 }, [1], []],
  ['uniqueItems', { uniqueItems: true }, [1, '1'], [{ a: 1 }, { a: 1 }]],
  ['items', { items: { type: 'number' } }, [1, 2], [1, 'a']],
  ['items by position', { items: [{ type: 'number' }], additionalItems: false }, [1], [1, 2]],
  ['maxProperties', { maxProperties: 1 }, { a: 1 }, { a: 1, b: 2 }],
  ['minProperties', { minProperties: 1 }, { a: 1 }, {}],
  ['required', { required: ['a'] }, { a: undefined }, { b: 1 }],
  ['properties', { properties: { a: { type: 'number' } } }, { a: 1, b: 'x' }, { a: 'x' }],
  ['patternProperties', { patternProperties: { '^n': { type: 'number' } } }, { n1: 1, a: 'x' }, { n1: 'x' }],
  ['additionalProperties', { properties: { a: {} }, patternProperties: { '^n': {} }, additionalProperties: false }, { a: 1, n: 2 }, { b: 1 }],
  ['dependencies on names', { dependencies: { a: ['b'] } }, { a: 1, b: 1 }, { a: 1 }],
  ['dependencies on a schema', { dependencies: { a: { required: ['b'] } } }, { c: 1 }, { a: 1 }],
  ['allOf', { allOf: [{ minimum: 1 }, { maximum: 2 }] }, 1.5, 3],
  ['anyOf', { anyOf: [{ maximum: 1 }, { minimum: 3 }] }, 3, 2],
  ['oneOf', { oneOf: [{ maximum: 2 }, { minimum: 1 }] }, 3, 1.5],
  ['not', { not: { type: 'string' } }, 1, 'a'],
])('%s is checked', (_, schema, passes, fails) => {
  expect(matches(schema, passes)).toBe(true);
  expect(matches(schema, fails)).toBe(false);
});

test('a keyword says nothing about values of another kind', () => {
  const numbers = { maximum: 1, minimum: 1, multipleOf: 1 };
  const texts = { maxLength: 0, minLength: 9, pattern: '^$' };
  const lists = { maxItems: 0, minItems: 9, items: { type: 'null' } };
  const objects = { required: ['a'], minProperties: 9, additionalProperties: false };
  expect(matches({ ...texts, ...lists, ...objects }, 7)).toBe(true);
  expect(matches({ ...numbers, ...lists, ...objects }, 'text')).toBe(true);
  expect(matches({ ...numbers, ...texts, ...objects }, ['a'])).toBe(true);
  expect(matches({ ...numbers, ...texts, ...lists }, { b: 1 })).toBe(true);
});

test('a reference that leads nowhere is an error, not a pass', () => {
  expect(() => matches({ $ref: '#/definitions/gone' }, 1)).toThrow('the schema has no #/definitions/gone');
});

test('the empty schema takes every value, and its opposite none', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => matches({}, value) && !matches({ not: {} }, value)));
});
