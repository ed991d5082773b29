import { Aws, CfnCondition, CfnMapping, CfnParameter, CfnResource, Fn, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BACKENDS, DeclaredBackends, DeclaredResources, FUNCTIONS, FunctionRoles, ROLES } from '../../lib/stage-driver/declared-resources';
import { REPLACED_FOR } from '../../lib/templates/replaced-for';
import { typeFacts } from '../../rehearsal/cloudformation/types/type-facts';
import { answering, newStack } from '../apps';

const functionsOf = (stack: Stack, retained = false) => stack.resolve(new DeclaredResources(stack, FUNCTIONS, retained));

function named(scope: Construct, functionName: string): lambda.Function {
  return new lambda.Function(scope, 'Named', {
    functionName, code: lambda.Code.fromInline('exports.handler = async () => 1;'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X,
  });
}

/** Logical ids end in a hash that says nothing here. */
function withoutHashes(functions: string[] | undefined): string[] | undefined {
  return functions?.map((identity) => typeof identity !== 'string' ? identity : identity.replace(/[0-9A-F]{8}(?=[/|]|$)/g, ''));
}

describe('the functions that the driver is told of', () => {
  test('are those of the stack, in an order that does not depend on the code', () => {
    const stack = newStack();
    answering(stack, '1', 'B');
    answering(stack, '1', 'A');
    expect(withoutHashes(functionsOf(stack))).toEqual(['A', 'B']);
  });

  test('are none in a stack without functions: CDK leaves the property out', () => {
    expect(functionsOf(newStack())).toBeUndefined();
  });

  test('are those of nested stacks, by the way there', () => {
    const stack = newStack();
    const outer = new NestedStack(stack, 'Outer');
    answering(new NestedStack(outer, 'Inner'), '1', 'Fn');
    expect(withoutHashes(functionsOf(stack))).toEqual(['OuterNestedStackOuterNestedStackResource/InnerNestedStackInnerNestedStackResource/Fn']);
  });

  test('are not those of another stack below it', () => {
    const stack = newStack();
    answering(new Stack(stack, 'Other'), '1', 'Fn');
    expect(functionsOf(stack)).toBeUndefined();
  });

  test('go by a given name, too: another one replaces the function', () => {
    const stack = newStack();
    named(stack, 'hello');
    expect(withoutHashes(functionsOf(stack))).toEqual(['Named|hello']);
  });

  test('go in a nested stack by the name that the stack around it passes, however deep', () => {
    const stack = newStack();
    const prefix = new CfnParameter(stack, 'Prefix').valueAsString;
    const outer = new NestedStack(stack, 'Outer', { parameters: { Given: `${prefix}-hello` } });
    const inner = new NestedStack(outer, 'Inner', { parameters: { Passed: new CfnParameter(outer, 'Given').valueAsString } });
    named(inner, new CfnParameter(inner, 'Passed').valueAsString);
    const path = expect.stringMatching(/^Outer\w+\/Inner\w+\/Named[0-9A-F]{8}$/);
    expect(functionsOf(stack)).toEqual([{ 'Fn::Join': ['|', [path, { 'Fn::Join': ['', [{ Ref: 'Prefix' }, '-hello']] }]] }]);
  });

  test('go in a nested stack by the text of a name that is not passed, though the stack around it has a parameter of that name', () => {
    const stack = newStack();
    new CfnParameter(stack, 'Prefix');
    const nested = new NestedStack(stack, 'Nested');
    named(nested, new CfnParameter(nested, 'Prefix', { default: 'shop' }).valueAsString);
    expect(withoutHashes(functionsOf(stack))).toEqual(['NestedNestedStackNestedNestedStackResource/Named|{"Ref":"Prefix"}']);
  });

  test.each<[string, (nested: NestedStack) => string]>([
    ['a condition', (nested) => Fn.conditionIf(new CfnCondition(nested, 'IsProd').logicalId, 'hello', 'bye').toString()],
    ['a mapping', (nested) => new CfnMapping(nested, 'Names', { mapping: { hello: { name: 'hello' } } }).findInMap(Aws.REGION, 'name')],
    ['its own name', () => Fn.join('-', [Aws.STACK_NAME, 'hello'])],
  ])('go by the text of a name that only their nested stack understands: %s', (_, name) => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Outer');
    named(nested, name(nested));
    expect(functionsOf(stack)).toEqual([expect.stringMatching(/\|\{"Fn::/)]);
  });

  test('go by a name out of parameters, which CloudFormation puts together', () => {
    const stack = newStack();
    const prefix = new CfnParameter(stack, 'Prefix').valueAsString;
    named(stack, Fn.join('-', [Fn.ref('AWS::Region'), prefix]));
    expect(functionsOf(
      stack,
    )).toEqual([{ 'Fn::Join': ['|', [expect.stringMatching(/^Named/), { 'Fn::Join': ['-', [{ Ref: 'AWS::Region' }, { Ref: 'Prefix' }]] }]] }]);
  });

  test('go by the text of a name that hangs on a resource, which may wait for the driver', () => {
    const stack = newStack();
    const topic = new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    named(stack, Fn.join('-', [topic.getAtt('TopicName').toString(), 'x']));
    expect(withoutHashes(functionsOf(stack))).toEqual(['Named|{"Fn::Join":["-",[{"Fn::GetAtt":["Topic","TopicName"]},"x"]]}']);
  });

  test('are there only under their condition', () => {
    const stack = newStack();
    const condition = new CfnCondition(stack, 'IsOld', { expression: Fn.conditionEquals('a', 'b') });
    (answering(stack, '1').node.defaultChild as CfnResource).cfnOptions.condition = condition;
    expect(functionsOf(stack)).toEqual([{ 'Fn::If': ['IsOld', expect.stringMatching(/^Fn[0-9A-F]{8}$/), { Ref: 'AWS::NoValue' }] }]);
  });

  test('are there only under the condition of the nested stack that they are in', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Outer');
    nested.nestedStackResource!.cfnOptions.condition = new CfnCondition(stack, 'IsOld', { expression: Fn.conditionEquals('a', 'b') });
    answering(new NestedStack(nested, 'Inner'), '1');
    expect(functionsOf(stack)).toEqual([{ 'Fn::If': ['IsOld', expect.stringMatching(/\/Fn[0-9A-F]{8}$/), { Ref: 'AWS::NoValue' }] }]);
  });

  test('go by an empty name where a condition leaves the name to CloudFormation: no other part takes its place', () => {
    const stack = newStack();
    const condition = new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals('a', 'b') });
    named(stack, Fn.conditionIf(condition.logicalId, 'hello', Fn.conditionIf(condition.logicalId, 'x', Aws.NO_VALUE)).toString());
    const name = { 'Fn::If': ['IsProd', 'hello', { 'Fn::If': ['IsProd', 'x', ''] }] };
    expect(functionsOf(stack)).toEqual([{ 'Fn::Join': ['|', [expect.stringMatching(/^Named/), name]] }]);
  });

  test('go by what an override says, and a raw resource', () => {
    const stack = newStack();
    const fn = answering(stack, '1').node.defaultChild as CfnResource;
    fn.addPropertyOverride('FunctionName', 'hello');
    fn.addPropertyOverride('TenancyConfig', { TenantIsolationMode: 'PER_TENANT' });
    new CfnResource(stack, 'Raw', { type: 'AWS::Lambda::Function', properties: { FunctionName: 'raw', PackageType: 'Image' } });
    expect(withoutHashes(functionsOf(stack))).toEqual(['Fn|hello||{"TenantIsolationMode":"PER_TENANT"}', 'Raw|raw|Image']);
    fn.addOverride('DeletionPolicy', 'Retain');
    fn.addOverride('UpdateReplacePolicy', 'Retain');
    expect(withoutHashes(functionsOf(stack, true))).toEqual(['Fn|hello||{"TenantIsolationMode":"PER_TENANT"}']);
  });

  test('go by their package type, too', () => {
    const stack = newStack();
    new lambda.CfnFunction(stack, 'Image', { packageType: 'Image', code: { imageUri: 'image' }, role: 'role' });
    expect(functionsOf(stack)).toEqual(['Image||Image']);
  });

  test('are told apart by what becomes of them when they leave', () => {
    const stack = newStack();
    answering(stack, '1', 'Goes');
    answering(stack, '1', 'Stays').applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect([withoutHashes(functionsOf(stack)), withoutHashes(functionsOf(stack, true))]).toEqual([['Goes'], ['Stays']]);
  });
});

describe('the roles that the driver is told of', () => {
  test('are those that functions may run with, each with those that do', () => {
    const stack = newStack();
    answering(stack, '1', 'Hello');
    const shared = new iam.Role(stack, 'Shared', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    for (const id of ['A', 'B']) { answering(stack, '1', id, { role: shared }); }
    new iam.Role(stack, 'Unused', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    const withoutAll = (texts: string[]) => texts.map((text) => text.replace(/[0-9A-F]{8}(?=[>,|]|$)/g, ''));
    expect(withoutAll(stack.resolve(new FunctionRoles(stack)))).toEqual(['HelloServiceRole>Hello', 'Shared>A,B', 'Unused']);
    expect(withoutAll(stack.resolve(new DeclaredResources(stack, ROLES, false)))).toEqual(['Caller', 'HelloServiceRole', 'Shared', 'Unused']);
  });

  test('are none in a stack without roles', () => {
    const stack = newStack();
    expect(stack.resolve(new FunctionRoles(stack))).toBeUndefined();
  });
});

describe('the backends that the driver is told of', () => {
  const backendsOf = (stack: Stack, retained = false) => stack.resolve(new DeclaredResources(stack, BACKENDS, retained));

  test('are those of every kind, with names and what replaces them', () => {
    const stack = newStack();
    new sqs.CfnQueue(stack, 'Fifo', { queueName: 'orders.fifo', fifoQueue: true });
    new sqs.CfnQueue(stack, 'Queue', { fifoQueue: false });
    new dynamodb.CfnTable(stack, 'Table', { keySchema: [{ attributeName: 'id', keyType: 'HASH' }] });
    new cognito.CfnUserPool(stack, 'Pool', { userPoolName: 'shop' });
    new apigateway.CfnVpcLink(stack, 'Link', { name: 'link', targetArns: [Fn.ref('Balancer')] });
    new elbv2.CfnLoadBalancer(stack, 'Balancer', { name: 'shop', scheme: 'internal', type: 'network' });
    new sns.Topic(stack, 'Topic');
    expect(withoutHashes(backendsOf(stack))).toEqual([
      'Balancer||loadbalancer|shop|internal|network',
      'Fifo|orders.fifo|sqs|true',
      'Link||vpclink|[{"Ref":"Balancer"}]',
      'Pool||userpool',
      'Queue||sqs',
      'Table||dynamodb||[{"AttributeName":"id","KeyType":"HASH"}]',
      'Topic||sns',
    ]);
  });

  test.each<[string, string, (parameter: CfnParameter) => string[], (name: object) => unknown]>([
    ['an item', 'String', (parameter) => ['a', parameter.valueAsString], (name) => ['a', name]],
    ['the whole list', 'AWS::SSM::Parameter::Value<List<String>>', (parameter) => parameter.valueAsList, (name) => name],
  ])('go by the targets of a VPC link that a parameter tells, which CloudFormation puts together: %s', (_, type, targets, told) => {
    const stack = newStack();
    new apigateway.CfnVpcLink(stack, 'Link', { name: 'link', targetArns: targets(new CfnParameter(stack, 'Balancer', { type, default: 'x' })) });
    expect(backendsOf(stack)).toEqual([{ 'Fn::Join': ['|', ['Link', '', 'vpclink', { 'Fn::Join': [',', told({ Ref: 'Balancer' })] }]] }]);
  });

  test('are told apart by what becomes of them: CDK retains a table, and not a queue', () => {
    const stack = newStack();
    new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    new sqs.Queue(stack, 'Queue');
    expect(withoutHashes(backendsOf(stack))).toEqual(['Queue||sqs']);
    expect(withoutHashes(backendsOf(stack, true))).toEqual([expect.stringMatching(/^Table\|\|dynamodb/)]);
  });

  describe('where an API of the app may need any', () => {
    const told = (stack: Stack): unknown => withoutHashes(stack.resolve(new DeclaredBackends(stack, false)));
    const uri = 'arn:aws:apigateway:eu-west-1:sqs:path/1/orders';
    const method = (stack: Stack, integration: unknown) => new apigateway.CfnMethod(stack, 'Method', {
      restApiId: 'api', resourceId: 'root', httpMethod: 'POST', integration: integration as apigateway.CfnMethod.IntegrationProperty,
    });

    test.each<[string, (stack: Stack) => unknown]>([
      ['an integration of another service', (stack) => method(stack, { type: 'AWS', uri })],
      ['one whose type is an override', (stack) => method(stack, { type: 'MOCK' }).addPropertyOverride('Integration.Type', 'AWS')],
      ['one that is raw', (stack) => new CfnResource(stack, 'Raw', {
        type: 'AWS::ApiGateway::Method', properties: { Integration: { Type: 'AWS' } },
      })],
      ['one that only CloudFormation knows', (stack) => method(stack, Fn.conditionIf('Busy', { Type: 'AWS' }, { Type: 'MOCK' }))],
      ['one over HTTP, maybe through a VPC link', (stack) => method(stack, { type: 'HTTP_PROXY', uri: 'http://example.com' })],
      ['an authorizer with user pools', (stack) => new apigateway.CfnAuthorizer(stack, 'Authorizer', {
        restApiId: 'api', name: 'users', type: 'COGNITO_USER_POOLS', providerArns: ['arn:aws:cognito-idp:eu-west-1:1:userpool/x'],
      })],
      ['a document', (stack) => new apigateway.CfnRestApi(stack, 'Api', { body: {} })],
      ['one in a nested stack', (stack) => method(new NestedStack(stack, 'Routes'), { type: 'AWS', uri })],
    ])('are told: %s', (_, write) => {
      const stack = newStack();
      new sqs.Queue(stack, 'Queue');
      write(stack);
      expect(told(stack)).toEqual(['Queue||sqs']);
    });

    test('are not told where all routes call functions: a queue may come without the driver being called', () => {
      const stack = newStack();
      new sqs.Queue(stack, 'Queue');
      method(stack, { type: 'AWS_PROXY', uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/f/invocations' });
      expect(stack.resolve(new DeclaredBackends(stack, false))).toBeUndefined();
    });
  });

  test('are none in a stack without any: CDK leaves the property out', () => {
    expect(backendsOf(newStack())).toBeUndefined();
  });
});

test.each([...Object.keys(BACKENDS), ...Object.keys(FUNCTIONS), ...Object.keys(ROLES)])(
  'what replaces a resource is what the schema of CloudFormation says: %s', (type) => {
    expect(Object.keys(REPLACED_FOR[type] ?? {}).sort()).toEqual([...typeFacts(type).createOnly].sort());
  });
