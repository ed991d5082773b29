import { valueIn } from '../../lib/templates/value-in-force';

const NAMES = { refs: new Map([['Api', 'a1b2'], ['Version', 'arn:aws:lambda:x:1:function:F:3']]) };

describe('a value of a template', () => {
  test('has its references filled in, also in text that is joined', () => {
    expect(valueIn({ id: { Ref: 'Api' }, calls: [{ Ref: 'Version' }], text: { 'Fn::Join': ['/', ['x', { Ref: 'Api' }]] } }, NAMES))
      .toEqual({ id: 'a1b2', calls: ['arn:aws:lambda:x:1:function:F:3'], text: 'x/a1b2' });
  });

  test('leaves out what only CloudFormation knows', () => {
    expect(
      valueIn({ a: { 'Fn::GetAtt': ['X', 'Arn'] }, b: { Ref: 'Unknown' }, c: { 'Fn::Join': ['', ['x', { Ref: 'Unknown' }]] }, d: 1 }, NAMES),
    ).toEqual({ d: 1 });
  });

  test('may be an object with one member that is no function', () => {
    expect(valueIn({ theme: 'dark' }, NAMES)).toEqual({ theme: 'dark' });
  });
});
