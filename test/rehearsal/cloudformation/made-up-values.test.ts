import { CloudFormationService } from '../../../rehearsal/cloudformation/cloudformation-service';
import { Template, DeclaredResource } from '../../../rehearsal/cloudformation/template/template';

/** What the parameters of a consumer resolve to beside a resource of this type. */
async function seenBeside(type: string, value: unknown, properties: object = {}): Promise<unknown> {
  const cloudFormation = new CloudFormationService();
  const { status, reason } = await cloudFormation.createStack({
    stackName: 'shop', template: template({ Type: type, Properties: properties }, value),
  });
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
  return cloudFormation.find('shop')!.resources.get('Consumer')!.properties.Value;
}

function template(resource: DeclaredResource, value: unknown): Template {
  return { Resources: { Thing: resource, Consumer: { Type: 'AWS::SQS::Queue', Properties: { Value: value } } } };
}

const NAME = /^shop-Thing-[A-Z0-9]{12}$/;
const partOf = (separator: string, index: number, source: unknown): object => ({ 'Fn::Select': [index, { 'Fn::Split': [separator, source] }] });
const arn = { 'Fn::GetAtt': ['Thing', 'Arn'] };

describe('a resource that is only carried along', () => {
  test.each<[string, string, RegExp]>([
    ['an ARN where AWS documents one', 'AWS::SNS::Topic', /^arn:aws:sns:us-east-1:123456789012:shop-Thing-\w{12}$/],
    ['an ARN without region and account where it has none', 'AWS::IAM::SAMLProvider', /^arn:aws:iam::123456789012:saml-provider\/shop-Thing-\w{12}$/],
    [
      'an ARN of the usual form where the schema does not tell it',
      'AWS::ECS::TaskDefinition',
      /^arn:aws:ecs:us-east-1:123456789012:task-definition\/shop-Thing-\w{12}$/,
    ],
    ['a URL', 'AWS::SQS::Queue', /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/123456789012\/shop-Thing-\w{12}$/],
    ['a name', 'AWS::DynamoDB::Table', NAME],
    ['a name also of a type that nobody knows', 'AWS::Nowhere::Thing', NAME],
  ])('Ref is %s', async (_, type, form) => {
    expect(await seenBeside(type, { Ref: 'Thing' })).toMatch(form);
  });

  test('Ref is the name that the template gives', async () => {
    expect(await seenBeside('AWS::DynamoDB::Table', { Ref: 'Thing' }, { TableName: 'orders' })).toBe('orders');
    expect(await seenBeside('AWS::SQS::Queue', { Ref: 'Thing' }, { QueueName: 'orders' })).toMatch(/\/123456789012\/orders$/);
    expect(await seenBeside('AWS::DynamoDB::Table', arn, { TableName: 'orders' })).toBe('arn:aws:dynamodb:us-east-1:123456789012:table/orders');
  });

  test.each<[string, string, unknown, unknown]>([
    ['the name that ends its URL', 'AWS::SQS::Queue', { 'Fn::GetAtt': ['Thing', 'QueueName'] }, expect.stringMatching(NAME)],
    ['the name that ends its ARN', 'AWS::SNS::Topic', { 'Fn::GetAtt': ['Thing', 'TopicName'] }, expect.stringMatching(NAME)],
    ['the name out of the ARN of a state machine', 'AWS::StepFunctions::StateMachine', partOf(':', 6, arn), expect.stringMatching(NAME)],
    ['a part that the made-up ARN does not have', 'AWS::Nowhere::Thing', partOf(':', 6, arn), expect.stringMatching(/shop-Thing-/)],
    ['a part of a part', 'AWS::Nowhere::Thing', partOf('#', 3, partOf(':', 6, arn)), expect.stringMatching(/shop-Thing-/)],
    ['an element of an attribute that is a list', 'AWS::Route53::HostedZone', { 'Fn::Select': [0, { 'Fn::GetAtt': ['Thing', 'NameServers'] }] },
      expect.stringMatching(/\.NameServers$/)],
    ['one that the made-up list does not have', 'AWS::Route53::HostedZone', { 'Fn::Select': [3, { 'Fn::GetAtt': ['Thing', 'NameServers'] }] },
      expect.stringMatching(/\.NameServers$/)],
    ['an element of an attribute that no schema calls a list', 'AWS::Nowhere::Thing', { 'Fn::Select': [1, { 'Fn::GetAtt': ['Thing', 'Zones'] }] },
      expect.stringMatching(/\.Zones\.1$/)],
    ['a list joined', 'AWS::Nowhere::Thing', { 'Fn::Join': [',', { 'Fn::GetAtt': ['Thing', 'Zones'] }] }, expect.stringMatching(/\.Zones$/)],
    ['blocks of an address', 'AWS::EC2::VPC', {
      'Fn::Select': [1, { 'Fn::Cidr': [{ 'Fn::Select': [0, { 'Fn::GetAtt': ['Thing', 'Ipv6CidrBlocks'] }] }, 2, '64'] }],
    },
    expect.stringMatching(/Ipv6CidrBlocks\.1$/)],
  ])('gives %s', async (_, type, value, expected) => {
    expect(await seenBeside(type, value)).toEqual(expected);
  });

  test('whose create-only property changes, is replaced and has another Ref', async () => {
    const cloudFormation = new CloudFormationService();
    const layered = (memory: string) => template({ Type: 'AWS::ECS::TaskDefinition', Properties: { Memory: memory } }, { Ref: 'Thing' });
    const seen = () => cloudFormation.find('shop')!.resources.get('Consumer')!.properties.Value;
    await cloudFormation.createStack({ stackName: 'shop', template: layered('512') });
    const before = seen();
    await cloudFormation.updateStack({ stackName: 'shop', template: layered('1024') });
    expect(seen()).not.toBe(before);
  });
});

test('what AWS would give is not made up: a part that it does not have is an error', async () => {
  const cloudFormation = new CloudFormationService();
  const { reason } = await cloudFormation.createStack({
    stackName: 'shop', template: template({ Type: 'AWS::Nowhere::Thing' }, partOf('-', 5, { Ref: 'AWS::Region' })),
  });
  expect(reason).toContain('Fn::Select: no element 5 in a list of 3');
});

test('what a nested stack or another stack takes out of a made-up value is made up, too', async () => {
  const cloudFormation = new CloudFormationService();
  const exporting = { ...template({ Type: 'AWS::Nowhere::Thing' }, ''), Outputs: { Arn: { Value: arn, Export: { Name: 'thing' } } } };
  await cloudFormation.createStack({ stackName: 'first', template: exporting });
  const importing = template({ Type: 'AWS::Nowhere::Thing' }, partOf(':', 8, { 'Fn::ImportValue': 'thing' }));
  expect(await cloudFormation.createStack({ stackName: 'second', template: importing })).toMatchObject({ status: 'CREATE_COMPLETE' });
});

test('a part of an SSM parameter that only the account has is made up', async () => {
  const cloudFormation = new CloudFormationService();
  const Parameters = { Vpc: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/vpc' } };
  const reading = { Parameters, ...template({ Type: 'AWS::Nowhere::Thing' }, partOf(',', 2, { Ref: 'Vpc' })) };
  expect(await cloudFormation.createStack({ stackName: 'shop', template: reading })).toMatchObject({ status: 'CREATE_COMPLETE' });
});
