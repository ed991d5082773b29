import { inOutermostTerms, templateReferences } from '../../lib/templates/template-references';
import { templateResources } from '../../lib/templates/template-resources';

const OUTERMOST = { prefix: '', passed: {}, nested: new Map() };

describe('a value refers to', () => {
  test.each<[string, unknown, string[]]>([
    ['what Ref names', { A: [{ Ref: 'X' }] }, ['X']],
    ['what Fn::GetAtt names, in either notation', [{ 'Fn::GetAtt': ['X', 'Arn'] }, { 'Fn::GetAtt': 'Y.Arn' }], ['X', 'Y']],
    ['what the text of Fn::Sub names', { 'Fn::Sub': 'arn:${AWS::Region}:${X}/${Y.Arn}${!Z}' }, ['X', 'Y']],
    ['what the variables of Fn::Sub name', { 'Fn::Sub': ['${Var}/${Y}', { Var: { Ref: 'X' } }] }, ['X', 'Y']],
    ['what the parts of Fn::Join name', { 'Fn::Join': ['', ['a', { Ref: 'X' }, 'b']] }, ['X']],
    ['what stands in another function', { 'Fn::If': ['Condition', { Ref: 'X' }, { Ref: 'AWS::NoValue' }] }, ['X']],
  ])('%s', (_, value, ids) => {
    expect(templateReferences(value, OUTERMOST).map(({ id }) => id)).toEqual(ids);
  });

  test('something with a qualifier, if a colon follows', () => {
    const qualified = (value: unknown) => templateReferences(value, OUTERMOST).map((reference) => reference.qualified);
    expect(qualified({ 'Fn::Join': ['', [{ Ref: 'X' }, ':live']] })).toEqual([true]);
    expect(qualified({ 'Fn::Join': [':', [{ Ref: 'X' }, 'live']] })).toEqual([true]);
    expect(qualified({ 'Fn::Sub': '${X}:live' })).toEqual([true]);
    expect(qualified({ 'Fn::Sub': ['${Fn}:live', { Fn: { 'Fn::GetAtt': ['X', 'Arn'] } }] })).toEqual([true]);
    expect(qualified({ 'Fn::Join': ['', [{ Ref: 'X' }, '/invocations']] })).toEqual([false]);
    expect(qualified({ 'Fn::Sub': '${X}/invocations' })).toEqual([false]);
  });
});

describe('over nested stacks', () => {
  const nestedStack = (file: string, Parameters?: object) => ({
    Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': file }, Properties: { Parameters },
  });
  const files: Record<string, object> = {
    'routes.json': { Resources: { Get: { Type: 'Method', Properties: { Uri: { Ref: 'Function' }, Own: { Ref: 'Get' } } } } },
    'functions.json': { Resources: { Hello: { Type: 'Function' } }, Outputs: { HelloArn: { Value: { 'Fn::GetAtt': ['Hello', 'Arn'] } } } },
  };
  const { resources, unread } = templateResources({
    Resources: {
      Routes: nestedStack('routes.json', { Function: { 'Fn::GetAtt': ['Functions', 'Outputs.HelloArn'] } }),
      Functions: nestedStack('functions.json'),
      Elsewhere: nestedStack('elsewhere.json'),
    },
  }, ({ file }) => files[file!]);

  test('every resource has an id of its own', () => {
    expect([...resources.keys()]).toEqual(['Routes', 'Routes/Get', 'Functions', 'Functions/Hello', 'Elsewhere']);
  });

  test('a reference leads through the parameter of one and the output of another', () => {
    const { fragment, names } = resources.get('Routes/Get')!;
    expect(templateReferences(fragment.Properties, names).map(({ id }) => id)).toEqual(['Functions/Hello', 'Routes/Get']);
  });

  test('a value that is one reference is told in terms of the outermost template', () => {
    const { names } = resources.get('Routes/Get')!;
    expect(inOutermostTerms({ Ref: 'Function' }, names)).toEqual({ 'Fn::GetAtt': ['Functions/Hello', 'Arn'] });
    expect(inOutermostTerms({ Ref: 'Get' }, names)).toEqual({ Ref: 'Routes/Get' });
    expect(inOutermostTerms({ Ref: 'AWS::Region' }, names)).toEqual({ Ref: 'AWS::Region' });
    expect(inOutermostTerms('GET', names)).toBe('GET');
  });

  test('a template that is not there, or cannot be read, is named', () => {
    expect(unread).toEqual(['Elsewhere']);
    expect(templateResources({ Resources: { Broken: nestedStack('broken.json') } }, () => { throw new Error('broken'); }).unread).toEqual(['Broken']);
  });
});
