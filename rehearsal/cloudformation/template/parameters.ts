import { Template, TemplateParameter } from './template';
import { TemplateError } from './template-error';

/** Value of an SSM parameter by name. Undefined when the engine holds none. */
export type SsmParameterLookup = (name: string) => string | undefined;

/**
 * The values that `Ref` returns for a template's parameters.
 *
 * A parameter of type `AWS::SSM::Parameter::Value<...>` names an SSM parameter. One that the engine doesn't hold gets a dummy value.
 *
 * @throws TemplateError for a missing, unknown or disallowed value
 */
export function parameterValues(template: Template, given: Readonly<Record<string, string>>, ssm: SsmParameterLookup): Map<string, unknown> {
  const declared = template.Parameters ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length > 0) { throw new TemplateError(`Parameters: [${unknown.join(', ')}] do not exist in the template`); }
  const missing = Object.keys(declared).filter((name) => given[name] === undefined && declared[name].Default === undefined);
  if (missing.length > 0) { throw new TemplateError(`Parameters: [${missing.join(', ')}] must have values`); }
  return new Map(Object.entries(declared).map(([name, parameter]) => [name, valueOf(name, parameter, given[name], ssm)]));
}

function valueOf(name: string, parameter: TemplateParameter, given: string | undefined, ssm: SsmParameterLookup): unknown {
  const raw = given ?? parameter.Default;
  if (parameter.AllowedValues !== undefined && !parameter.AllowedValues.some((allowed) => String(allowed) === String(raw))) {
    throw new TemplateError(`Parameter '${name}' must be one of AllowedValues, got '${String(raw)}'; allowed: ${parameter.AllowedValues.join(', ')}`);
  }
  if (parameter.Type === 'Number' && !isNumber(String(raw))) { throw new TemplateError(`Parameter '${name}' must be a number.`); }
  if (parameter.Type.startsWith('AWS::SSM::Parameter::Value<')) {
    const value = ssm(String(raw)) ?? `dummy-value-for-${String(raw)}`;
    return parameter.Type.includes('List<') ? splitList(value) : value;
  }
  if (parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<')) { return splitList(String(raw)); }
  return String(raw);
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function splitList(value: string): string[] {
  return value.split(',').map((element) => element.trim());
}
