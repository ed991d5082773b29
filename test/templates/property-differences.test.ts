import { propertyDifferences } from '../../lib/templates/property-differences';

describe('the differences between two values of a template', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['a property that changes, comes or goes', { A: 1, B: 2, C: 3 }, { A: 1, B: 3, D: 4 }, ['B', 'C', 'D']],
    ['a nested property, by its path', { A: { B: { C: 1 } } }, { A: { B: { C: 2 } } }, ['A.B.C']],
    ['items of lists, by the name of the list, each place once', { A: [{ B: 1 }, { B: 1 }] }, { A: [{ B: 2 }, { B: 3 }] }, ['A.B']],
    ['a list that grows', { A: [{ B: 1 }] }, { A: [{ B: 1 }, { B: 2 }] }, ['A']],
    ['an order of items', { A: ['x', 'y'] }, { A: ['y', 'x'] }, ['A']],
    ['a reference, as a whole', { A: { Ref: 'X' } }, { A: { Ref: 'Y' } }, ['A']],
    [
      'a text that CloudFormation puts together, as a whole',
      { A: { 'Fn::Join': ['', ['a', { Ref: 'X' }]] } },
      { A: { 'Fn::Join': ['', ['b', { Ref: 'X' }]] } },
      ['A'],
    ],
  ])('name %s', (_, base, today, places) => {
    expect(propertyDifferences(base, today)).toEqual(places);
  });

  test.each<[string, unknown, unknown]>([
    ['the order of properties', { A: { B: 1, C: { 'Fn::Sub': ['x', { V: 1, W: 2 }] } } }, { A: { C: { 'Fn::Sub': ['x', { W: 2, V: 1 }] }, B: 1 } }],
    ['a number or boolean that is written as text', { A: 1, B: true }, { A: '1', B: 'true' }],
    [
      'the notation of an attribute, at any depth',
      { A: { 'Fn::Join': ['', [{ 'Fn::GetAtt': 'X.Arn' }]] } },
      { A: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['X', 'Arn'] }]] } },
    ],
    ['a property without a value', { A: undefined }, {}],
  ])('do not contain %s', (_, base, today) => {
    expect(propertyDifferences(base, today)).toEqual([]);
  });
});
