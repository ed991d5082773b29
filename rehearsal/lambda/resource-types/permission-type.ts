import { isDeepStrictEqual } from 'node:util';
import { Properties, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { parseFunctionReference } from '../function-reference';
import { LATEST } from '../lambda-function';
import { LambdaService } from '../lambda-service';
import { physicalName } from './physical-name';
import { textOf } from './property-values';

/**
 * AWS::Lambda::Permission. Its physical id is the statement id.
 *
 * Every property is create-only: a permission that moves to another version is a new statement there, and the old
 * version's statement goes in cleanup (https://github.com/aws/aws-cdk/issues/28412).
 */
export function permissionType(service: LambdaService): ResourceType {
  let created = 0;
  return {
    requiresReplacement: (previous, next) => !isDeepStrictEqual(previous, next),
    async create(request): Promise<Provisioned> {
      const { properties } = request;
      const statementId = physicalName(request, ++created, 100);
      service.addPermission(textOf(properties, 'FunctionName') ?? '', {
        statementId,
        principal: textOf(properties, 'Principal') ?? '',
        action: textOf(properties, 'Action') ?? '',
        sourceArn: textOf(properties, 'SourceArn'),
        sourceAccount: textOf(properties, 'SourceAccount'),
      });
      return { physicalId: statementId, attributes: { Id: statementId } };
    },
    async update({ physicalId }): Promise<Provisioned> {
      return { physicalId, attributes: { Id: physicalId } };
    },
    async delete({ physicalId, properties }): Promise<void> {
      service.removePermission(textOf(properties, 'FunctionName') ?? '', physicalId);
    },
    async read({ physicalId, properties }): Promise<Properties | undefined> {
      const { functionName, qualifier = LATEST } = parseFunctionReference(textOf(properties, 'FunctionName') ?? '');
      const statements = service.findFunction(functionName)?.policies.get(qualifier) ?? [];
      const found = statements.find(({ statementId }) => statementId === physicalId);
      return found && { Action: found.action, Principal: found.principal, SourceArn: found.sourceArn, SourceAccount: found.sourceAccount };
    },
  };
}
