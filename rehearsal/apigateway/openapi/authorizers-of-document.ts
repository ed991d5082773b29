import { KeptEntity } from '../model';
import { OpenApiDocument, OpenApiSecurityScheme } from './open-api-document';

/** The security schemes of a document, by name. */
export function securitySchemes({ securityDefinitions, components }: OpenApiDocument): Readonly<Record<string, OpenApiSecurityScheme>> {
  return { ...securityDefinitions, ...components?.securitySchemes };
}

/** The authorizers that API Gateway makes of a document's security schemes, as properties of the CloudFormation type by name of the scheme. */
export function authorizersOfDocument(document: OpenApiDocument): Map<string, KeptEntity['properties']> {
  return new Map(Object.entries(securitySchemes(document)).flatMap(([name, scheme]) => {
    const authorizer = scheme['x-amazon-apigateway-authorizer'];
    if (!authorizer) { return []; }
    const type = (authorizer.type ?? 'token').toUpperCase();
    const header = type === 'REQUEST' || scheme.name === undefined ? undefined : `method.request.header.${scheme.name}`;
    return [[name, {
      Name: name,
      Type: type,
      AuthorizerUri: authorizer.authorizerUri,
      AuthorizerCredentials: authorizer.authorizerCredentials,
      IdentitySource: authorizer.identitySource ?? header,
      IdentityValidationExpression: authorizer.identityValidationExpression,
      AuthorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
      ProviderARNs: authorizer.providerARNs,
      AuthType: scheme['x-amazon-apigateway-authtype'],
    }]];
  }));
}
