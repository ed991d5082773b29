import { PreparedTemplate, ReferableResource } from '../../../rehearsal/cloudformation/template/prepared-template';
import { Template } from '../../../rehearsal/cloudformation/template/template';

const stack = {
  stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/uuid',
  stackName: 'shop',
  region: 'eu-west-1',
  account: '111122223333',
  partition: 'aws',
};

function prepared(template: Template, parameters: Record<string, string> = {}) {
  return new PreparedTemplate(template, {
    stack, parameters, ssmParameter: (name) => name === '/known' ? 'known' : undefined, importedValue: (name) => name === 'vpc' ? 'vpc-1' : undefined,
  });
}

const existing = new Map<string, ReferableResource>([['Other', { ref: 'other-1', attributes: { 'Arn': 'arn:other', 'Outputs.Url': 'https://x' } }]]);

function resolved(value: unknown, template: Template = {}, parameters: Record<string, string> = {}): unknown {
  const target = prepared({ ...template, Resources: { Other: { Type: 'T' }, Thing: { Type: 'T', Properties: { value } } } }, parameters);
  return target.properties(target.resources.get('Thing')!, existing).value;
}

describe('an intrinsic function resolves', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref of a resource', { Ref: 'Other' }, 'other-1'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Other', 'Arn'] }, 'arn:other'],
    ['Fn::GetAtt as a dotted name', { 'Fn::GetAtt': 'Other.Outputs.Url' }, 'https://x'],
    ['Fn::Sub of a string', { 'Fn::Sub': '${Other}/${Other.Arn}/${AWS::AccountId}/${!Literal}' }, 'other-1/arn:other/111122223333/${Literal}'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${a}-${Other}', { a: { Ref: 'AWS::StackName' } }] }, 'shop-other-1'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Other' }, 3]] }, 'a-other-1-3'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': ['1', { 'Fn::Split': ['|', 'a|b|c'] }] }, 'b'],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'vpc' }, 'vpc-1'],
    ['Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['Fn::GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['a nested structure', { list: [{ Ref: 'Other' }, { deep: { 'Fn::GetAtt': ['Other', 'Arn'] } }] }, { list: ['other-1', { deep: 'arn:other' }] }],
    [
      'a property that is called Condition',
      { Condition: { StringEquals: { a: { Ref: 'Other' } } } },
      { Condition: { StringEquals: { a: 'other-1' } } },
    ],
  ])('%s', (_name, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test('Fn::FindInMap, and its default for a missing entry', () => {
    const template = { Mappings: { Sizes: { 'eu-west-1': { size: 'large' } } } };
    expect(resolved({ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'size'] }, template)).toBe('large');
    expect(resolved({ 'Fn::FindInMap': ['Sizes', 'nowhere', 'size', { DefaultValue: 'small' }] }, template)).toBe('small');
    expect(() => resolved({ 'Fn::FindInMap': ['Sizes', 'nowhere', 'size'] }, template)).toThrow(
      'Unable to get mapping for Sizes::nowhere::size (Resources.Thing)',
    );
  });

  test('conditions of every kind, also through each other', () => {
    const template = {
      Parameters: { Env: { Type: 'String', Default: 'dev' } },
      Conditions: {
        IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] },
        IsTest: { 'Fn::Not': [{ Condition: 'IsProd' }] },
        Both: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsTest' }] },
        Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsTest' }] },
      },
    };
    const branch = (condition: string): unknown => ({ 'Fn::If': [condition, 'yes', 'no'] });
    const value = { prod: branch('IsProd'), test: branch('IsTest'), both: branch('Both'), either: branch('Either') };
    expect(resolved(value, template)).toEqual({ prod: 'no', test: 'yes', both: 'no', either: 'yes' });
    expect(resolved(value, template, { Env: 'prod' })).toEqual({ prod: 'yes', test: 'no', both: 'no', either: 'yes' });
  });

  test('AWS::NoValue to the absence of the property or element', () => {
    const none = { 'Fn::If': ['Never', 'x', { Ref: 'AWS::NoValue' }] };
    expect(resolved({ gone: none, list: ['a', none] }, { Conditions: { Never: { 'Fn::Equals': [1, 2] } } })).toEqual({ list: ['a'] });
  });
});

describe('parameters', () => {
  const template = {
    Parameters: {
      Size: { Type: 'String', AllowedValues: ['small', 'large'], Default: 'small' },
      Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
      Bootstrap: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' },
      Known: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/known' },
    },
  };

  test('have their default, unless a value is given', () => {
    expect(resolved([{ Ref: 'Size' }, { Ref: 'Zones' }], template)).toEqual(['small', ['a', 'b']]);
    expect(resolved({ Ref: 'Size' }, template, { Size: 'large' })).toBe('large');
  });

  test('that name an SSM parameter have its value, or a dummy', () => {
    expect(resolved([{ Ref: 'Known' }, { Ref: 'Bootstrap' }], template)).toEqual(['known', 'dummy-value-for-/cdk-bootstrap/version']);
  });

  test('are refused when unknown, missing or not allowed', () => {
    expect(() => prepared(template, { Other: 'x' })).toThrow('Parameters: [Other] do not exist in the template');
    expect(() => prepared({ Parameters: { A: { Type: 'String' } } })).toThrow('Parameters: [A] must have values');
    expect(() => prepared(template, { Size: 'huge' })).toThrow("Parameter 'Size' must be one of AllowedValues, got 'huge'; allowed: small, large");
  });
});

describe('a template', () => {
  test('has only the resources and outputs whose condition holds', () => {
    const target = prepared({
      Conditions: { Never: { 'Fn::Equals': [1, 2] } },
      Resources: { A: { Type: 'T' }, B: { Type: 'T', Condition: 'Never' } },
      Outputs: { Kept: { Value: 1, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-kept' } } }, Gone: { Value: 2, Condition: 'Never' } },
    });
    expect([...target.resources.keys()]).toEqual(['A']);
    expect(target.outputs(new Map())).toEqual([{ key: 'Kept', value: '1', exportName: 'shop-kept', description: undefined }]);
  });

  test('orders by Ref, Fn::GetAtt, Fn::Sub and DependsOn, by no reference of a branch that does not hold', () => {
    const target = prepared({
      Conditions: { Never: { 'Fn::Equals': [1, 2] } },
      Resources: {
        A: { Type: 'T' },
        B: { Type: 'T' },
        C: { Type: 'T' },
        D: { Type: 'T' },
        E: { Type: 'T' },
        All: {
          Type: 'T',
          DependsOn: 'D',
          Properties: [
            { Ref: 'A' }, { 'Fn::GetAtt': 'B.Arn' }, { 'Fn::Sub': ['${C.Arn} ${x}', { x: 1 }] }, { 'Fn::If': ['Never', { Ref: 'E' }, 'no'] },
          ],
        },
      },
    });
    expect(target.graph.dependenciesOf('All').sort()).toEqual(['A', 'B', 'C', 'D']);
  });

  test('with a circle of dependencies is refused with the circle, in construct paths', () => {
    const resource = (path: string, to: string) => ({ Type: 'T', Properties: { to: { Ref: to } }, Metadata: { 'aws:cdk:path': path } });
    expect(() => prepared({ Resources: { A: resource('Shop/A', 'B'), B: resource('Shop/B', 'A') } }))
      .toThrow('Circular dependency between resources: [B, A] (Shop/A -> Shop/B -> Shop/A).');
  });

  test.each<[string, Template, string]>([
    ['an unresolved reference', { Resources: { A: { Type: 'T', Properties: { Ref: 'Nobody' }, Metadata: { 'aws:cdk:path': 'Shop/A' } } } },
      'Unresolved resource dependencies [Nobody] in the Resources block of the template, referred to by Resources.A (construct Shop/A).'],
    ['an unresolved DependsOn', { Resources: { A: { Type: 'T', DependsOn: ['Nobody'] } } },
      'Unresolved resource dependencies [Nobody] in the Resources block of the template, in DependsOn of Resources.A.'],
    ['an unknown policy', { Resources: { A: { Type: 'T', DeletionPolicy: 'Keep' } } }, 'unrecognized DeletionPolicy Keep in Resources.A'],
    ['RetainExceptOnCreate where it is not allowed', { Resources: { A: { Type: 'T', UpdateReplacePolicy: 'RetainExceptOnCreate' } } },
      'unrecognized UpdateReplacePolicy RetainExceptOnCreate in Resources.A'],
    ['an unknown condition', { Resources: { A: { Type: 'T', Condition: 'Nope' } } }, 'Unresolved condition Nope in Resources.A.'],
  ])('is refused for %s', (_name, template, message) => {
    expect(() => prepared(template)).toThrow(message);
  });

  test('names the construct of a value that cannot be resolved', () => {
    const target = prepared({
      Resources: { A: { Type: 'T', Properties: { x: { 'Fn::Join': ['-', 'not a list'] } }, Metadata: { 'aws:cdk:path': 'Shop/A' } } },
    });
    expect(() => target.properties(target.resources.get('A')!, new Map()))
      .toThrow('Template error in Resources.A (construct Shop/A): Fn::Join takes a list of strings, got "not a list".');
  });
});

test('a refused template is answered with AWS\'s own text, while its message says where', () => {
  const template = { Resources: { A: { Type: 'T', Properties: { P: { Ref: 'Nobody' } }, Metadata: { 'aws:cdk:path': 'Shop/A' } } } };
  const refused = 'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template';

  expect(() => new PreparedTemplate(template, { stack, parameters: {}, ssmParameter: () => undefined, importedValue: () => undefined }))
    .toThrow(expect.objectContaining({ message: `${refused}, referred to by Resources.A (construct Shop/A).`, answer: refused }));
});
