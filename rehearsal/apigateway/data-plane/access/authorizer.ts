import { textOf } from '../../../lambda/resource-types/property-values';
import { ApiSnapshot, Method } from '../../model';

/** An authorizer as the deployment has it. The function behind its URI is looked up per request. */
export interface Authorizer {
  readonly id: string;
  readonly type: 'TOKEN' | 'REQUEST' | 'COGNITO_USER_POOLS';
  readonly uri: string;
  /** Role for the call. With one, no resource policy of the function is asked. */
  readonly credentials?: string;
  /** For instance `method.request.header.Authorization`. */
  readonly identitySources: readonly string[];
  readonly validationExpression?: string;
}

/** The authorizer that a method names, `undefined` when the deployment has none of this id. */
export function authorizerOf({ entities }: Pick<ApiSnapshot, 'entities'>, { authorizerId }: Method): Authorizer | undefined {
  const entity = entities.find(({ id, kind }) => id === authorizerId && kind === 'AWS::ApiGateway::Authorizer');
  return entity && {
    id: entity.id,
    type: textOf(entity.properties, 'Type') as Authorizer['type'],
    uri: textOf(entity.properties, 'AuthorizerUri') ?? '',
    credentials: textOf(entity.properties, 'AuthorizerCredentials'),
    identitySources: (textOf(entity.properties, 'IdentitySource') ?? '').split(',').map((source) => source.trim()).filter((source) => source !== ''),
    validationExpression: textOf(entity.properties, 'IdentityValidationExpression'),
  };
}
