import * as fc from 'fast-check';
import { backendName, backendsOf } from '../../../lib/stage-driver/decision/base-backends';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const PLACE = { region: REGION, account: ACCOUNT };

function uriOf(service: string, path: string): string {
  return `arn:aws:apigateway:${REGION}:${service}:${path}`;
}

function definition(integration: object): object {
  return { paths: { '/hello': { post: { 'x-amazon-apigateway-integration': integration } } } };
}

/** With stage variables that complete what the integration says. */
function needed(integration: object): object[] {
  return backendsOf(definition(integration), { queue: 'Shop-Queue-1', table: 'orders', link: 'l1nk' });
}

describe('a stage needs', () => {
  const QUEUE = [{ kind: 'sqs', name: 'Shop-Queue-1', ...PLACE }];
  const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:Shop-Topic-1`;
  const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:Machine-1`;
  const body = (text: string) => ({ requestTemplates: { 'application/json': text } });
  const table = (name: string) => [{ kind: 'dynamodb', name }];

  test.each<[string, object, object[]]>([
    ['a queue in the path', { uri: uriOf('sqs', `path/${ACCOUNT}/Shop-Queue-1`) }, QUEUE],
    ['a queue that a stage variable names', { uri: uriOf('sqs', `path/${ACCOUNT}/\${stageVariables.queue}`) }, QUEUE],
    [
      'a queue that a path parameter of the integration names',
      { uri: uriOf('sqs', `path/${ACCOUNT}/{queue}`), requestParameters: { 'integration.request.path.queue': "'Shop-Queue-1'" } },
      QUEUE,
    ],
    [
      'a queue that a stage variable puts into a path parameter of the integration',
      { uri: uriOf('sqs', `path/${ACCOUNT}/{queue}`), requestParameters: { 'integration.request.path.queue': 'stageVariables.queue' } },
      QUEUE,
    ],
    ['a queue in another partition', { uri: `arn:aws-cn:apigateway:${REGION}:sqs:path/${ACCOUNT}/Shop-Queue-1` }, QUEUE],
    [
      'a queue by its URL, encoded in a form',
      {
        uri: uriOf('sqs', 'action/SendMessage'),
        ...body(`QueueUrl=https%3A%2F%2Fsqs.${REGION}.amazonaws.com%2F${ACCOUNT}%2FShop-Queue-1&MessageBody=x`),
      },
      QUEUE,
    ],
    [
      'a queue by its URL, as a parameter',
      {
        uri: uriOf('sqs', 'action/SendMessage'),
        requestParameters: { 'integration.request.querystring.QueueUrl': `'https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/Shop-Queue-1'` },
      },
      QUEUE,
    ],
    [
      'a topic, encoded by the template itself',
      { uri: uriOf('sns', 'action/Publish'), ...body(`TopicArn=$util.urlEncode('${TOPIC}')&Message=x`) },
      [{ kind: 'sns', name: 'Shop-Topic-1', ...PLACE }],
    ],
    [
      'a state machine',
      { uri: uriOf('states', 'action/StartSyncExecution'), ...body(`{ "input": "{}", "stateMachineArn": "${MACHINE}" }`) },
      [{ kind: 'states', name: 'Machine-1', ...PLACE }],
    ],
    [
      'a state machine, and the alias that is called',
      { uri: uriOf('states', 'action/StartExecution'), ...body(`{"stateMachineArn":"${MACHINE}:live"}`) },
      [{ kind: 'states', name: 'Machine-1', ...PLACE }, { kind: 'states', name: 'Machine-1:live', ...PLACE }],
    ],
    ['a table', { uri: uriOf('dynamodb', 'action/PutItem'), ...body('{"TableName":"orders","Item":{"old":{"S":"x"}}}') }, table('orders')],
    [
      'a table that a stage variable names',
      { uri: uriOf('dynamodb', 'action/Scan'), ...body('{"TableName": "$stageVariables.table"}') },
      table('orders'),
    ],
    [
      'a table by its ARN',
      { uri: uriOf('dynamodb', 'action/Scan'), ...body(`{"TableName": "arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/orders"}`) },
      [{ kind: 'dynamodb', name: 'orders', ...PLACE }],
    ],
    [
      'any table that a statement can mean',
      { uri: uriOf('dynamodb', 'action/ExecuteStatement'), ...body('{"Statement":"SELECT * FROM \\"orders\\""}') },
      [...table('Statement'), ...table('orders')],
    ],
    ['a bucket in the path', { uri: uriOf('s3', 'path/shop-files/{key}') }, [{ kind: 's3', name: 'shop-files' }]],
    ['a bucket as a subdomain', { uri: uriOf('shop.files.s3', 'path/{key}') }, [{ kind: 's3', name: 'shop.files' }]],
    ['a bucket of an action', { uri: uriOf('s3', 'action/GetObject&Bucket=shop-files&Key={key}') }, [{ kind: 's3', name: 'shop-files' }]],
    [
      'a stream',
      { uri: uriOf('kinesis', 'action/PutRecord'), ...body('{"StreamName": "clicks", "Data": "x"}') },
      [{ kind: 'kinesis', name: 'clicks' }],
    ],
    [
      'an event bus',
      { uri: uriOf('events', 'action/PutEvents'), ...body('{"Entries":[{"EventBusName":"shop"}]}') },
      [{ kind: 'events', name: 'shop' }],
    ],
    [
      'a VPC link and the load balancer behind it',
      {
        connectionType: 'VPC_LINK',
        connectionId: '${stageVariables.link}',
        integrationTarget: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/shop/50dc`,
        uri: 'https://shop.example.com/hello',
      },
      [{ kind: 'vpclink', name: 'l1nk' }, { kind: 'loadbalancer', name: 'app/shop/50dc', ...PLACE }],
    ],
  ])('%s', (_, integration, expected) => {
    expect(needed(integration)).toEqual(expected);
  });

  test.each<[string, object]>([
    ['a table in a template for another service', { uri: uriOf('sns', 'action/Publish'), ...body('{"TableName":"orders"}') }],
    ['a queue that the request names', { uri: uriOf('sqs', `path/${ACCOUNT}/{queue}`) }],
    ['a table that the request names', { uri: uriOf('dynamodb', 'action/Scan'), ...body("{\"TableName\": \"$input.params('table')\"}") }],
    ['a variable that the stage does not have', { uri: uriOf('sqs', `path/${ACCOUNT}/\${stageVariables.none}`) }],
    ['a function', { uri: uriOf('lambda', `path/2015-03-31/functions/arn:aws:lambda:${REGION}:${ACCOUNT}:function:f:1/invocations`) }],
    ['an HTTP backend', { uri: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/Shop-Queue-1` }],
    ['a mock', { type: 'mock' }],
  ])('nothing that is known of %s', (_, integration) => {
    expect(needed(integration)).toEqual([]);
  });
});

describe('user pools', () => {
  const pool = (id: string) => ({
    'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [`arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/${id}`] },
  });
  const routes = {
    '/hello': { get: { security: [{ guard: [] }] } },
    '/gone': { get: { security: [{ old: [] }] } },
    '/open': { get: {} },
  };
  const securitySchemes = { guard: pool('eu-west-1_a'), old: pool('eu-west-1_b'), unused: pool('eu-west-1_c') };
  const api = { paths: routes, components: { securitySchemes } };
  const names = (counted?: string[]) => backendsOf(api, {}, counted).map(({ name }) => name);

  test('are those of the authorizers that guard a route', () => {
    expect(names()).toEqual(['eu-west-1_a', 'eu-west-1_b']);
  });

  test('are left out when only other routes need them', () => {
    expect(names(['GET /hello', 'GET /open'])).toEqual(['eu-west-1_a']);
  });
});

test('an API without routes needs nothing', () => {
  expect(backendsOf({}, {})).toEqual([]);
});

test.each([
  ['sqs', `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/Shop-Queue-1`, 'Shop-Queue-1'],
  ['sns', `arn:aws:sns:${REGION}:${ACCOUNT}:Shop-Topic-1.fifo`, 'Shop-Topic-1.fifo'],
  ['states', `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:Machine-1:live`, 'Machine-1:live'],
  ['loadbalancer', `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/shop/50dc`, 'app/shop/50dc'],
  ['dynamodb', 'orders', 'orders'],
  ['vpclink', 'l1nk', 'l1nk'],
  ['userpool', 'eu-west-1_a', 'eu-west-1_a'],
] as const)('the name of %s is what integrations call it', (kind, physicalId, name) => {
  expect(backendName(kind, physicalId)).toBe(name);
});

describe('a name is found, and no other', () => {
  const url = (name: string) => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
  const send = (text: string) => ({ uri: uriOf('sqs', 'action/SendMessage'), requestTemplates: { 'application/json': text } });
  const read = (text: string) => ({ uri: uriOf('dynamodb', 'action/GetItem'), requestTemplates: { 'application/json': text } });
  const anyName = fc.stringMatching(/^[A-Za-z0-9_-]{3,40}$/);

  test.each<[string, (name: string) => object]>([
    ['in a path', (name) => ({ uri: uriOf('sqs', `path/${ACCOUNT}/${name}`) })],
    ['as a stage variable in a path', () => ({ uri: uriOf('sqs', `path/${ACCOUNT}/\${stageVariables.name}`) })],
    ['in a URL', (name) => send(`QueueUrl=${url(name)}&MessageBody=$input.body`)],
    ['in an encoded URL', (name) => send(`Action=SendMessage&QueueUrl=${encodeURIComponent(url(name))}`)],
    ['in a field', (name) => read(`{"Key": {"id": {"S": "$input.params('id')"}}, "TableName" : "${name}"}`)],
    ['in a field of a text in a text', (name) => read(JSON.stringify({ text: JSON.stringify({ TableName: name }) }))],
    ['as a stage variable in a field', () => read('{"TableName": "${stageVariables.name}"}')],
    ...['$stageVariables[\'name\']', '${stageVariables[\'name\']}', '$stageVariables.get("name")', "$!{stageVariables.get( 'name' )}"]
      .map((written): [string, () => object] => [`as ${written} in a field`, () => read(`{"TableName": "${written}"}`)]),
    ['as a stage variable in brackets in a URL', () => send(`QueueUrl=${url("$stageVariables['name']")}&MessageBody=$input.body`)],
  ])('%s', (_, integrationOf) => {
    fc.assert(fc.property(anyName, (name) => {
      expect(backendsOf(definition(integrationOf(name)), { name }).map((backend) => backend.name)).toEqual([name]);
    }), { seed: 1 });
  });

  test('nothing of it breaks on what an integration can be written with', () => {
    const texts = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant(null)));
    const integration = fc.record({
      uri: fc.anything(), connectionId: fc.anything(), integrationTarget: fc.anything(), requestParameters: texts, requestTemplates: texts,
    }, { requiredKeys: [] });
    fc.assert(fc.property(integration, (one) => { backendsOf(definition(one), {}); }), { seed: 1 });
  });
});
