import { Bindings, differences, fill } from './placeholders';

const none = (): Bindings => new Map();

describe('differences', () => {
  test('has none when every recorded field is there, whatever else is', () => {
    expect(differences({ a: 1, b: { c: 'x' } }, { a: 1, b: { c: 'x', d: 2 }, e: 3 }, 'in-order', none())).toEqual([]);
  });

  test.each([
    ['a field that is missing', { a: 1 }, {}, '.a: AWS 1, here undefined'],
    ['another value', { a: 'x' }, { a: 'y' }, '.a: AWS "x", here "y"'],
    ['a list of another length', { a: [1, 2] }, { a: [1] }, '.a: AWS [1,2], here [1]'],
    ['text instead of a map', { a: { b: 1 } }, { a: 'text' }, '.a: AWS {"b":1}, here "text"'],
    ['null instead of a value', { a: '<any>' }, { a: null }, '.a: AWS "<any>", here null'],
  ])('names %s', (_, recorded, answer, expected) => {
    expect(differences(recorded, answer, 'in-order', none())).toEqual([expected]);
  });

  test('reads text that is JSON as the value that it holds', () => {
    expect(differences({ body: { a: 1 } }, { body: '{"a":1}' }, 'in-order', none())).toEqual([]);
    expect(differences({ body: 'Pass' }, { body: '"Pass"' }, 'in-order', none())).toEqual([]);
  });

  test('takes one placeholder for one value', () => {
    const bindings = none();
    expect(differences(['<id-1>', '<id-2>'], ['a', 'b'], 'in-order', bindings)).toEqual([]);
    expect(differences('<id-1>/x', 'a/x', 'in-order', bindings)).toEqual([]);
    expect(differences('<id-1>/x', 'b/x', 'in-order', bindings)).toEqual(['.: AWS "<id-1>/x", here "b/x"']);
  });

  test('binds nothing when the answers differ', () => {
    const bindings = none();
    differences({ id: '<id-1>', name: 'x' }, { id: 'a', name: 'y' }, 'in-order', bindings);
    expect([...bindings]).toEqual([]);
  });

  test('compares lists without their order where that is asked for', () => {
    expect(differences([{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 1 }], 'any-order', none())).toEqual([]);
    expect(differences([{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 1 }], 'in-order', none())).toHaveLength(2);
    expect(differences([{ a: 1 }, { a: 1 }], [{ a: 1 }, { a: 2 }], 'any-order', none())).toHaveLength(1);
  });
});

test('fill gives a name that nothing has bound yet its own value, and keeps it', () => {
  const bindings: Bindings = new Map([['region', 'eu-west-1']]);
  expect(fill({ '<name-1>': ['<name-1> in <region>'] }, bindings)).toEqual({ 'name-1': ['name-1 in eu-west-1'] });
});
