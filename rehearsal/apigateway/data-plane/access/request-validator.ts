import { flagOf } from '../../../lambda/resource-types/property-values';
import { ApiSnapshot } from '../../model';
import { RoutedMethod } from '../../routed-method';

/** Whether the method's validator looks at this part of a request. */
export function validates(
  part: 'ValidateRequestParameters' | 'ValidateRequestBody', { entities }: Pick<ApiSnapshot, 'entities'>, { method }: RoutedMethod,
): boolean {
  const { requestValidatorId } = method;
  if (requestValidatorId === undefined) { return false; }
  const validator = entities.find(({ id, kind }) => id === requestValidatorId && kind === 'AWS::ApiGateway::RequestValidator');
  return validator !== undefined && flagOf(validator.properties, part) === true;
}
