/** The parts of an OpenAPI 2 or 3 document that describe endpoints to API Gateway. */
export interface OpenApiDocument {
  readonly 'info'?: { readonly title?: string };
  readonly 'paths'?: Readonly<Record<string, OpenApiPathItem>>;
  readonly 'security'?: readonly OpenApiSecurity[];
  readonly 'securityDefinitions'?: Readonly<Record<string, OpenApiSecurityScheme>>;
  readonly 'components'?: { readonly securitySchemes?: Readonly<Record<string, OpenApiSecurityScheme>> };
  readonly 'x-amazon-apigateway-binary-media-types'?: readonly string[];
}

/** Verbs in lower case and `x-amazon-apigateway-any-method` to operations. Other keys belong to the path. */
export type OpenApiPathItem = Readonly<Record<string, unknown>>;

/** Names of security schemes that must all be met. */
export type OpenApiSecurity = Readonly<Record<string, readonly string[]>>;

export interface OpenApiOperation {
  readonly 'operationId'?: string;
  readonly 'security'?: readonly OpenApiSecurity[];
  readonly 'x-amazon-apigateway-auth'?: { readonly type?: string };
  readonly 'x-amazon-apigateway-integration'?: OpenApiIntegration;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html */
export interface OpenApiIntegration {
  readonly type?: string;
  readonly uri?: string;
  readonly httpMethod?: string;
  readonly credentials?: string;
  readonly requestTemplates?: Readonly<Record<string, string>>;
  readonly passthroughBehavior?: string;
  readonly requestParameters?: Readonly<Record<string, string>>;
  readonly cacheKeyParameters?: readonly string[];
  readonly cacheNamespace?: string;
  readonly connectionType?: string;
  readonly connectionId?: string;
  readonly integrationTarget?: string;
  readonly contentHandling?: string;
  readonly timeoutInMillis?: number;
  readonly responseTransferMode?: string;
  /** By selection pattern, or `default`. */
  readonly responses?: Readonly<Record<string, OpenApiIntegrationResponse>>;
}

export interface OpenApiIntegrationResponse {
  readonly statusCode?: string | number;
  readonly responseTemplates?: Readonly<Record<string, string>>;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly contentHandling?: string;
}

export interface OpenApiSecurityScheme {
  readonly 'type'?: string;
  readonly 'name'?: string;
  readonly 'x-amazon-apigateway-authtype'?: string;
  readonly 'x-amazon-apigateway-authorizer'?: OpenApiAuthorizer;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html */
export interface OpenApiAuthorizer {
  readonly type?: string;
  readonly authorizerUri?: string;
  readonly authorizerCredentials?: string;
  readonly identitySource?: string;
  readonly identityValidationExpression?: string;
  readonly authorizerResultTtlInSeconds?: number;
  /** User pools, of the type `cognito_user_pools`. */
  readonly providerARNs?: readonly string[];
}
