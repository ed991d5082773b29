/** How a backend's answer with a given status or error becomes the method's response. */
export interface IntegrationResponse {
  readonly statusCode: string;
  /** Regular expression over the backend's status, or over the error message of a Lambda function. @default - the default response */
  readonly selectionPattern?: string;
  readonly responseTemplates?: Readonly<Record<string, string>>;
  readonly responseParameters?: Readonly<Record<string, string>>;
  /** Kept, not played. */
  readonly contentHandling?: string;
}

export type IntegrationType = 'AWS_PROXY' | 'AWS' | 'MOCK' | 'HTTP_PROXY' | 'HTTP';

/** What answers a method. Holds references (function ARN, URL): what they lead to is looked up per request. */
export interface Integration {
  readonly type: IntegrationType;
  readonly httpMethod?: string;
  readonly uri?: string;
  /** Role for the call. With one, no resource policy of a function is asked. */
  readonly credentials?: string;
  readonly requestTemplates?: Readonly<Record<string, string>>;
  readonly requestParameters?: Readonly<Record<string, string>>;
  /** What becomes of a body whose media type has no template. @default 'WHEN_NO_MATCH' */
  readonly passthroughBehavior?: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  /** Request parameters, such as `method.request.path.id`, that tell cached answers apart. @default - none */
  readonly cacheKeyParameters?: readonly string[];
  /** Methods of one namespace share their cached answers. Kept, not played. @default - the resource's id */
  readonly cacheNamespace?: string;
  /** `VPC_LINK` or `INTERNET`. Kept, not played. @default - `INTERNET` */
  readonly connectionType?: string;
  /** Id of the VPC link, as text with stage variables. Kept, not played. */
  readonly connectionId?: string;
  /** Arn of the load balancer behind a VPC link of API Gateway's second version. Kept, not played. */
  readonly integrationTarget?: string;
  /** `CONVERT_TO_TEXT` or `CONVERT_TO_BINARY`. Kept, not played. */
  readonly contentHandling?: string;
  /** Kept, not played. @default - 29,000 */
  readonly timeoutInMillis?: number;
  /** `BUFFERED` or `STREAM`. Kept, not played. */
  readonly responseTransferMode?: string;
  readonly integrationResponses: readonly IntegrationResponse[];
}

export interface Method {
  /** A verb in upper case, or `ANY`. */
  readonly httpMethod: string;
  /** `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`. */
  readonly authorizationType: string;
  readonly apiKeyRequired: boolean;
  readonly authorizerId?: string;
  /** What an access token has to have. Kept, not played. @default - it is an identity token */
  readonly authorizationScopes?: readonly string[];
  readonly operationName?: string;
  readonly requestValidatorId?: string;
  readonly requestModels?: Readonly<Record<string, string>>;
  readonly requestParameters?: Readonly<Record<string, boolean>>;
  readonly integration?: Integration;
}

export interface Resource {
  readonly id: string;
  /** Absent on the root. */
  readonly parentId?: string;
  /** Absent on the root. `{name}` is a path parameter, `{name+}` a greedy one. */
  readonly pathPart?: string;
  /** Full path, `/` for the root. */
  readonly path: string;
  /** By verb or `ANY`. */
  readonly methods: Readonly<Record<string, Method>>;
}

/** Answer to a request that no integration answers. */
export interface GatewayResponse {
  readonly responseType: string;
  readonly statusCode?: string;
  readonly responseTemplates?: Readonly<Record<string, string>>;
  readonly responseParameters?: Readonly<Record<string, string>>;
}

/** Anything else that belongs to an API or the account, by the properties of its CloudFormation type: models, authorizers, API keys, ... */
export interface KeptEntity {
  readonly id: string;
  readonly kind: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** All that a deployment freezes. What a stage holds (variables, method settings, throttling, cache) is not in it. */
export interface ApiSnapshot {
  readonly resources: readonly Resource[];
  readonly gatewayResponses: readonly GatewayResponse[];
  readonly entities: readonly KeptEntity[];
  /** Media types whose bodies are bytes. */
  readonly binaryMediaTypes: readonly string[];
}

/** An immutable snapshot of an API, taken when it was created. */
export interface Deployment {
  readonly id: string;
  readonly description?: string;
  readonly createdDate: Date;
  readonly snapshot: ApiSnapshot;
}

/** The second release on a stage. */
export interface StageCanary {
  readonly deploymentId: string;
  /** 0 to 100. */
  readonly percentTraffic: number;
  /** Merged over the stage's variables for canary requests. @default - none */
  readonly stageVariableOverrides?: Readonly<Record<string, string>>;
  readonly useStageCache: boolean;
}

/** Settings of one method, or of all under the key that is two stars with a slash between them. */
export type MethodSetting = Readonly<Record<string, string | number | boolean>>;

export interface AccessLogSettings {
  readonly destinationArn?: string;
  readonly format?: string;
}

/** The name that clients call, and what it points at. */
export interface Stage {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly canarySettings?: StageCanary;
  readonly methodSettings: Readonly<Record<string, MethodSetting>>;
  readonly accessLogSettings?: AccessLogSettings;
  readonly cacheClusterEnabled: boolean;
  readonly cacheClusterSize?: string;
  readonly clientCertificateId?: string;
  readonly documentationVersion?: string;
  readonly tracingEnabled: boolean;
  readonly createdDate: Date;
  readonly lastUpdatedDate: Date;
}

/** A REST API as the control plane shows it. */
export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly rootResourceId: string;
  /** @default - none: every body is text */
  readonly binaryMediaTypes?: readonly string[];
  readonly createdDate: Date;
  /** Where its OpenAPI document is that could not be read, so that it has no routes here. @default - it has none, or it was read */
  readonly missingDocument?: string;
}
