import { LocalAws } from '../../../rehearsal/local-aws';
import { propertiesNotPlayed } from '../../../rehearsal/observation/properties-not-played';

/** What is told of an app with one such resource beside an API. */
async function toldOf(resource: { Type: string; Properties: Record<string, unknown> }): Promise<string[]> {
  const aws = new LocalAws();
  try {
    const Resources = {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'shop' } },
      Head: method({ HttpMethod: 'HEAD', Integration: { Type: 'MOCK' } }),
      Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Head', Properties: { RestApiId: { Ref: 'Api' } } },
      Own: resource,
    };
    await aws.cloudFormation.createStack({ stackName: 'shop', template: { Resources } });
    return propertiesNotPlayed(aws);
  } finally {
    await aws.close();
  }
}

function method(properties: Record<string, unknown>): { Type: string; Properties: Record<string, unknown> } {
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, HttpMethod: 'GET', AuthorizationType: 'NONE', ...properties,
    },
  };
}

function stage(properties: Record<string, unknown>): { Type: string; Properties: Record<string, unknown> } {
  const served = { RestApiId: { Ref: 'Api' }, StageName: 'prod', DeploymentId: { Ref: 'Deployment' } };
  return { Type: 'AWS::ApiGateway::Stage', Properties: { ...served, ...properties } };
}

function lambdaFunction(properties: Record<string, unknown>): { Type: string; Properties: Record<string, unknown> } {
  return { Type: 'AWS::Lambda::Function', Properties: { Role: 'r', Runtime: 'nodejs22.x', Code: { ZipFile: '' }, ...properties } };
}

test.each([
  ['a method with IAM authorization', method({ AuthorizationType: 'AWS_IAM' }), 'signatures: what looks signed is let in (Own)'],
  ['a user pool', method({ AuthorizationType: 'COGNITO_USER_POOLS' }), 'tokens of user pools: any is let in (Own)'],
  ['an HTTP backend elsewhere', method({ Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'https://pets.example' } }),
    'HTTP backends elsewhere: they answer 200 and are not called (Own)'],
  [
    'a template that it cannot read',
    method({ Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '#if(true)' } } }),
    'a mapping template: expected #end at "" (Own)',
  ],
  ['requestOverride', method({
    Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '#set($context.requestOverride.path.a = 1)' } },
  }),
  '`$context.requestOverride` in mapping templates (Own)'],
  ['a Lambda authorizer', method({ AuthorizationType: 'CUSTOM', AuthorizerId: 'a' }),
    'what Lambda authorizers say to the rehearsal\'s own requests: they have to be there, and are not run (Own)'],
  ['an API key', method({ ApiKeyRequired: true }),
    'API keys and request validators for the rehearsal\'s own requests: they pass without (Own)'],
  ['a conversion', method({ Integration: { Type: 'MOCK', ContentHandling: 'CONVERT_TO_TEXT' } }),
    'conversions between text and bytes (`contentHandling`) (Own)'],
  ['a timeout', method({ Integration: { Type: 'MOCK', TimeoutInMillis: 50 } }), 'timeouts of integrations (Own)'],
  ['a disabled endpoint', { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'own', DisableExecuteApiEndpoint: true } },
    'disabled default endpoints: they answer (Own)'],
  ['a private API', { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'own', EndpointConfiguration: { Types: ['PRIVATE'] } } },
    'private endpoints: everybody gets there (Own)'],
  ['a cache', stage({ CacheClusterEnabled: true, MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }] }),
    '`Cache-Control` of clients: it neither passes the cache by nor empties it (Own)'],
  ['an encrypted cache', stage({ MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CacheDataEncrypted: 'true' }] }),
    'encryption of caches (Own)'],
  ['a cache namespace', method({ Integration: { Type: 'MOCK', CacheNamespace: 'shared' } }),
    'cache namespaces: each resource has a cache of its own (Own)'],
  ['an execution log', stage({ MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'INFO', DataTraceEnabled: true }] }),
    'execution logs of stages (`loggingLevel`, `dataTrace`) (Own)'],
  ['throttling', stage({ MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 10 }] }),
    'throttling of stages and methods (Own)'],
  ['tracing', stage({ TracingEnabled: true }), 'traces of X-Ray (Own)'],
  ['a client certificate', stage({ ClientCertificateId: 'abc' }), 'client certificates: backends get none (Own)'],
  ['an authorizer whose answers are kept by default', {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: { RestApiId: { Ref: 'Api' }, Name: 'own', Type: 'TOKEN', AuthorizerUri: 'u', IdentitySource: 'method.request.header.Authorization' },
  }, 'cached answers of authorizers: every request asks (Own)'],
  ['a VPC link', method({ Integration: { Type: 'MOCK', ConnectionType: 'VPC_LINK', ConnectionId: 'link' } }),
    'VPC links: what is behind them is not called (Own)'],
  ['a streamed answer', method({ Integration: { Type: 'MOCK', ResponseTransferMode: 'STREAM' } }), 'streamed answers: they arrive as a whole (Own)'],
  ['a conversion of an answer', method({
    Integration: { Type: 'MOCK', IntegrationResponses: [{ StatusCode: '200', ContentHandling: 'CONVERT_TO_BINARY' }] },
  }), 'conversions between text and bytes (`contentHandling`) (Own)'],
  ['a gateway response with a mapped header', {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      RestApiId: { Ref: 'Api' }, ResponseType: 'DEFAULT_5XX', ResponseParameters: { 'gatewayresponse.header.Id': 'context.requestId' },
    },
  }, 'headers of gateway responses that are no fixed text (Own)'],
  ['a throttled stage of a plan', {
    Type: 'AWS::ApiGateway::UsagePlan', Properties: { ApiStages: [{ ApiId: 'a', Stage: 's', Throttle: { '/a/GET': { RateLimit: 1 } } }] },
  }, 'throttling and quotas of usage plans (Own)'],
  ['a dead letter queue', lambdaFunction({ DeadLetterConfig: { TargetArn: 'arn' } }), 'dead letters of functions: nothing arrives there (Own)'],
  ['compression', { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'own', MinimumCompressionSize: 0 } }, 'compression of answers (Own)'],
  ['a template of a gateway response', {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      RestApiId: { Ref: 'Api' }, ResponseType: 'DEFAULT_5XX', ResponseTemplates: { 'application/json': '{"id": "$context.requestId"}' },
    },
  }, 'templates of gateway responses, but for `$context.error`: the rest of them is empty (Own)'],
  ['a validation expression of Java', {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId: { Ref: 'Api' }, Name: 'own', Type: 'TOKEN', IdentityValidationExpression: '(?i)bearer .*', AuthorizerResultTtlInSeconds: 0,
    },
  }, 'a validation expression that only Java reads: every token matches it (Own)'],
  ['a function with a file system', lambdaFunction({ FileSystemConfigs: [{ Arn: 'arn', LocalMountPath: '/mnt/x' }] }),
    'file systems of functions (Own)'],
  ['a function in a network', lambdaFunction({ VpcConfig: { SubnetIds: ['subnet'] } }),
    'networks of functions: they have that of this machine (Own)'],
  ['reserved concurrency', lambdaFunction({ ReservedConcurrentExecutions: 0 }), 'reserved concurrency of functions: none is throttled (Own)'],
  ['layers', lambdaFunction({ Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'] }), 'the content of layers under /opt (Own)'],
  ['a dynamic reference', lambdaFunction({ Environment: { Variables: { KEY: '{{resolve:secretsmanager:key}}' } } }),
    'dynamic references: `{{resolve:...}}` stays as it is (Own)'],
  ['a quota', { Type: 'AWS::ApiGateway::UsagePlan', Properties: { Quota: { Limit: 10 } } }, 'throttling and quotas of usage plans (Own)'],
  [
    'a resource policy',
    { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'own', Policy: { Statement: [] } } },
    'resource policies of an API: nobody is turned away (Own)',
  ],
])('%s is told', async (_, resource, expected) => {
  expect(await toldOf(resource)).toEqual([expected]);
});

test.each([
  [
    'a MOCK integration with directives',
    method({ Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '#set($a = 1){"statusCode": 200}' } } }),
  ],
  ['a gateway response that tells its error', {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      RestApiId: { Ref: 'Api' }, ResponseType: 'DEFAULT_5XX', ResponseTemplates: { 'application/json': '{"m":$context.error.messageString}' },
    },
  }],
  ['an HTTP backend on this machine', method({ Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'http://127.0.0.1:8080/' } })],
])('of %s nothing is told', async (_, resource) => {
  expect(await toldOf(resource)).toEqual([]);
});

test('methods that an API has from an OpenAPI document are looked at like others, and so is the document', async () => {
  const integration = { 'x-amazon-apigateway-integration': { type: 'http_proxy', httpMethod: 'GET', uri: 'https://pets.example' } };
  expect(await toldOf({
    Type: 'AWS::ApiGateway::RestApi',
    Properties: {
      Body: {
        'openapi': '3.0.1',
        'x-amazon-apigateway-request-validator': 'all',
        'x-amazon-apigateway-gateway-responses': { DEFAULT_5XX: {} },
        'paths': { '/pets': { get: { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' }, ...integration } } },
      },
    },
  })).toEqual([
    'request validators of an OpenAPI document: every request passes (Own)',
    'gateway responses of an OpenAPI document: those of API Gateway stay (Own)',
    'signatures: what looks signed is let in (Own GET /pets)',
    'HTTP backends elsewhere: they answer 200 and are not called (Own GET /pets)',
  ]);
});

test('rules and parameters of a template are told, but not those that every CDK app has', async () => {
  const aws = new LocalAws();
  const bootstrap = { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' };
  const template = {
    Rules: { CheckBootstrapVersion: { Assertions: [] }, Own: { Assertions: [] } },
    Parameters: {
      BootstrapVersion: bootstrap,
      Name: { Type: 'String', Default: 'x', AllowedPattern: '[a-z]+' },
      Table: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/table' },
    },
    Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'shop' } } },
  };
  await aws.cloudFormation.createStack({ stackName: 'shop', template: template as never });
  expect(propertiesNotPlayed(aws)).toEqual([
    'rules of templates: none is asserted (shop.Own)',
    'patterns, lengths and ranges of parameters: every value is taken (shop.Name)',
    'SSM parameters outside of the stacks: their values are made up (shop.Table)',
  ]);
  await aws.close();
});

test.each([
  ['a route calls it', 'Slow', ['the 29 s after which API Gateway gives a function up (Slow)']],
  ['a route calls another one', 'Fast', []],
])('that API Gateway gives up after 29 s is told of a function that may take longer, where %s', async (_, called, expected) => {
  const aws = new LocalAws();
  const uri = `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${called}.Arn}/invocations`;
  const Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'shop' } },
    Slow: lambdaFunction({ Timeout: 30 }),
    Fast: lambdaFunction({ Timeout: 29 }),
    Get: method({ Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: { 'Fn::Sub': uri } } }),
  };
  await aws.cloudFormation.createStack({ stackName: 'shop', template: { Resources } });
  expect(propertiesNotPlayed(aws)).toEqual(expected);
  await aws.close();
});

test('authorizers that an API has from an OpenAPI document are looked at like others', async () => {
  const guard = { 'type': 'apiKey', 'name': 'Token', 'in': 'header', 'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: 'u' } };
  expect(await toldOf({
    Type: 'AWS::ApiGateway::RestApi', Properties: { Body: { openapi: '3.0.1', paths: {}, components: { securitySchemes: { guard } } } },
  })).toEqual(['cached answers of authorizers: every request asks (Own guard)']);
});
