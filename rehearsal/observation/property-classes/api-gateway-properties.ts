import { each, isTrue, PropertyClasses, told, toldWhen, TypeClass } from './property-class';
import { Properties } from '../../cloudformation/resource-type';

const CLIENT_CERTIFICATE = told('client certificates: backends get none');
const PLAN_LIMITS = told('throttling and quotas of usage plans');
const NOBODY_TURNED_AWAY = 'resource policies of an API: nobody is turned away';
const EXECUTION_LOGS = 'execution logs of stages (`loggingLevel`, `dataTrace`)';

/** What `StageDescription` of a deployment is played of. */
const PLAYED_OF_DESCRIPTION = ['Description', 'Variables', 'Tags', 'DocumentationVersion'];

const AUTHORIZER: PropertyClasses = {
  ...each('played', 'AuthorizerCredentials', 'AuthorizerUri', 'RestApiId', 'IdentitySource', 'Name'),
  ...each('harmless', 'AuthType'),
  // Methods with user pools tell that any token is let in.
  ...each('told elsewhere', 'ProviderARNs', 'AuthorizerResultTtlInSeconds'),
  // Without a time to live answers are kept for 300 s, so this has to be asked of every authorizer.
  Type: toldWhen((type, authorizer) => keepsAnswers(type, authorizer), 'cached answers of authorizers: every request asks'),
  IdentityValidationExpression: toldWhen((expression) => !isReadable(String(expression)), 'a validation expression that only Java reads: every '
    + 'token matches it'),
};

/** Without an identity that a request may have, nothing is kept. */
function keepsAnswers(type: unknown, { AuthorizerResultTtlInSeconds: seconds, IdentitySource: source }: Properties): boolean {
  const isLambda = type === 'TOKEN' || (type === 'REQUEST' && source !== undefined && source !== '');
  return isLambda && String(seconds ?? 300) !== '0';
}

function isReadable(expression: string): boolean {
  try {
    return new RegExp(expression) instanceof RegExp;
  } catch {
    return false;
  }
}

const DEPLOYMENT: PropertyClasses = {
  ...each('played', 'Description', 'StageName', 'RestApiId', 'StageDescription.Description', 'StageDescription.Variables'),
  ...each('played', ...['StageVariableOverrides', 'PercentTraffic', 'UseStageCache'].map((name) => `DeploymentCanarySettings.${name}`)),
  ...each('harmless', 'StageDescription.Tags', 'StageDescription.DocumentationVersion'),
  StageDescription: toldWhen(
    (description) => Object.keys(description as object).some((name) => !PLAYED_OF_DESCRIPTION.includes(name)),
    'settings of a stage that its deployment makes (`StageDescription`), but for its description and its variables',
  ),
};

const GATEWAY_RESPONSE: PropertyClasses = {
  ...each('played', 'ResponseType', 'RestApiId', 'StatusCode'),
  ResponseParameters: toldWhen(
    (parameters) => Object.values(parameters as object).some((value) => !/^'.*'$/.test(String(value))),
    'headers of gateway responses that are no fixed text',
  ),
  ResponseTemplates: toldWhen(
    (templates) => /\$(?!context\.error\.(message|messageString|responseType)\b)(?!\{context\.error\.(message|messageString|responseType)\})[\w{!]/
      .test(JSON.stringify(templates)),
    'templates of gateway responses, but for `$context.error`: the rest of them is empty',
  ),
};

const INTEGRATION: PropertyClasses = {
  ...each(
    'played', 'CacheKeyParameters', 'Credentials', 'IntegrationHttpMethod', 'PassthroughBehavior', 'RequestParameters', 'RequestTemplates', 'Type',
    'Uri',
    ...['ResponseParameters', 'ResponseTemplates', 'SelectionPattern', 'StatusCode'].map((name) => `IntegrationResponses.${name}`),
  ),
  ...each(
    'told elsewhere', 'ConnectionId', 'ConnectionType', 'IntegrationTarget', 'CacheNamespace', 'ContentHandling', 'TimeoutInMillis',
    'ResponseTransferMode', 'IntegrationResponses.ContentHandling',
  ),
};

const METHOD: PropertyClasses = {
  ...each('played', 'AuthorizationType', 'AuthorizerId', 'HttpMethod', 'RequestModels', 'RequestParameters', 'ResourceId', 'RestApiId'),
  ...each('told elsewhere', 'ApiKeyRequired', 'RequestValidatorId', 'AuthorizationScopes'),
  ...each('harmless', 'OperationName', ...['ResponseModels', 'ResponseParameters', 'StatusCode'].map((name) => `MethodResponses.${name}`)),
  ...Object.fromEntries(Object.entries(INTEGRATION).map(([name, kind]) => [`Integration.${name}`, kind])),
};

const REST_API: PropertyClasses = {
  ...each('played', 'BodyS3Location.Bucket', 'BodyS3Location.Key', 'Description', 'BinaryMediaTypes', 'Name'),
  ...each(
    'harmless', 'BodyS3Location.ETag', 'BodyS3Location.Version', 'FailOnWarnings', 'Tags', 'SecurityPolicy', 'EndpointConfiguration.IpAddressType',
  ),
  ...each('told elsewhere', 'EndpointConfiguration.VpcEndpointIds'),
  'Policy': told(NOBODY_TURNED_AWAY),
  'DisableExecuteApiEndpoint': toldWhen(isTrue, 'disabled default endpoints: they answer'),
  'EndpointConfiguration.Types': toldWhen((types) => JSON.stringify(types).includes('PRIVATE'), 'private endpoints: everybody gets there'),
  'EndpointAccessMode': toldWhen((mode) => mode === 'STRICT', 'strict endpoints: nobody is turned away for the name that they ask for'),
  'MinimumCompressionSize': told('compression of answers'),
  'ApiKeySourceType': toldWhen((source) => source === 'AUTHORIZER', 'where API keys come from: header and authorizer both count'),
  'Parameters': told('parameters of an import (`Parameters`)'),
  'CloneFrom': told('copies of other APIs (`CloneFrom`): nothing is copied'),
  'Mode': toldWhen((mode) => mode === 'merge', 'imports that merge: an API is what its document says'),
  'Body': ofDocument,
};

function ofDocument(body: unknown): string[] {
  return [
    ...hasKey(body, 'x-amazon-apigateway-policy') ? [NOBODY_TURNED_AWAY] : [],
    ...hasKey(body, 'x-amazon-apigateway-request-validator') ? ['request validators of an OpenAPI document: every request passes'] : [],
    ...hasKey(body, 'x-amazon-apigateway-gateway-responses') ? ['gateway responses of an OpenAPI document: those of API Gateway stay'] : [],
  ];
}

/** Whether a key stands anywhere in a document. */
function hasKey(value: unknown, key: string): boolean {
  return JSON.stringify(value ?? null).includes(`"${key}":`);
}

const SETTING: PropertyClasses = {
  ...each('played', 'CacheTtlInSeconds', 'ResourcePath', 'HttpMethod'),
  // Played, but for what clients may say of it.
  CachingEnabled: toldWhen(isTrue, '`Cache-Control` of clients: it neither passes the cache by nor empties it'),
  CacheDataEncrypted: toldWhen(isTrue, 'encryption of caches'),
  DataTraceEnabled: toldWhen(isTrue, EXECUTION_LOGS),
  LoggingLevel: toldWhen((level) => level !== 'OFF', EXECUTION_LOGS),
  MetricsEnabled: toldWhen(isTrue, 'metrics of single methods'),
  ThrottlingBurstLimit: told('throttling of stages and methods'),
  ThrottlingRateLimit: told('throttling of stages and methods'),
};

const STAGE: PropertyClasses = {
  ...each('played', 'DeploymentId', 'Description', 'StageName', 'RestApiId', 'Variables', 'CacheClusterEnabled', 'AccessLogSetting.Format'),
  ...each('played', ...['DeploymentId', 'StageVariableOverrides', 'PercentTraffic', 'UseStageCache'].map((name) => `CanarySetting.${name}`)),
  ...each('harmless', 'DocumentationVersion', 'CacheClusterSize', 'Tags'),
  'AccessLogSetting.DestinationArn': toldWhen((arn) => String(arn).includes(':firehose:'), 'access logs in Firehose'),
  'ClientCertificateId': CLIENT_CERTIFICATE,
  'TracingEnabled': toldWhen(isTrue, 'traces of X-Ray'),
  ...Object.fromEntries(Object.entries(SETTING).map(([name, kind]) => [`MethodSettings.${name}`, kind])),
};

const USAGE_PLAN: PropertyClasses = {
  ...each('played', 'ApiStages.Stage', 'ApiStages.ApiId'),
  ...each('harmless', 'Description', 'Tags', 'UsagePlanName'),
  ...each(PLAN_LIMITS, 'Quota', 'Throttle', 'ApiStages.Throttle'),
};

/** Every resource type of API Gateway, with every property. */
export const API_GATEWAY_PROPERTIES: Readonly<Record<string, TypeClass>> = {
  'AWS::ApiGateway::Account': each('played', 'CloudWatchRoleArn'),
  'AWS::ApiGateway::ApiKey': {
    ...each('played', 'Value', 'Enabled'),
    ...each('harmless', 'Description', 'CustomerId', 'GenerateDistinctId', 'Tags', 'Name'),
    StageKeys: told('stages of API keys (`StageKeys`): only usage plans open a stage'),
  },
  'AWS::ApiGateway::Authorizer': AUTHORIZER,
  'AWS::ApiGateway::BasePathMapping': 'inert',
  'AWS::ApiGateway::BasePathMappingV2': 'inert',
  'AWS::ApiGateway::ClientCertificate': 'inert',
  'AWS::ApiGateway::Deployment': DEPLOYMENT,
  'AWS::ApiGateway::DocumentationPart': 'inert',
  'AWS::ApiGateway::DocumentationVersion': 'inert',
  'AWS::ApiGateway::DomainName': 'inert',
  'AWS::ApiGateway::DomainNameAccessAssociation': 'inert',
  'AWS::ApiGateway::DomainNameV2': 'inert',
  'AWS::ApiGateway::GatewayResponse': GATEWAY_RESPONSE,
  'AWS::ApiGateway::Method': METHOD,
  'AWS::ApiGateway::Model': { ...each('played', 'ContentType', 'Schema', 'RestApiId', 'Name'), ...each('harmless', 'Description') },
  'AWS::ApiGateway::RequestValidator': each('played', 'ValidateRequestParameters', 'RestApiId', 'ValidateRequestBody', 'Name'),
  'AWS::ApiGateway::Resource': each('played', 'ParentId', 'PathPart', 'RestApiId'),
  'AWS::ApiGateway::RestApi': REST_API,
  'AWS::ApiGateway::Stage': STAGE,
  'AWS::ApiGateway::UsagePlan': USAGE_PLAN,
  'AWS::ApiGateway::UsagePlanKey': { ...each('played', 'UsagePlanId', 'KeyId'), ...each('harmless', 'KeyType') },
  'AWS::ApiGateway::VpcLink': 'inert',
};
