import { QueryParameters } from '../../aws-endpoint/query-protocol';
import { TemplateError } from '../template/template-error';

/** A parameter's value. @throws TemplateError when it is missing */
export function requiredParameter(parameters: QueryParameters, name: string): string {
  const value = parameters.text(name);
  if (value === undefined) {
    const field = name[0].toLowerCase() + name.slice(1);
    throw new TemplateError(`1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`);
  }
  return value;
}
