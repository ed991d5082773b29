import { isObject } from './is-object';

/** What a text has in the place of a value that only CloudFormation knows. */
export const UNKNOWN = '⟦?⟧';

/**
 * A string in a template as a text, put together out of `Fn::Join` and `Fn::Sub`. What stands around a reference tells how it is meant: an ARN with
 * a qualifier behind it, a stage in the source of a permission.
 *
 * @param markOf what stands in the place of a `Ref` or `Fn::GetAtt`
 */
export function templateText(value: unknown, markOf: (reference: Readonly<Record<string, unknown>>) => string): string {
  if (typeof value === 'string' || typeof value === 'number') { return String(value); }
  if (!isObject(value)) { return UNKNOWN; }
  const { 'Fn::Join': join, 'Fn::Sub': sub } = value;
  if (Array.isArray(join) && Array.isArray(join[1])) { return join[1].map((part) => templateText(part, markOf)).join(String(join[0])); }
  if (sub !== undefined) { return textOfSub(sub, markOf); }
  return 'Ref' in value || 'Fn::GetAtt' in value || 'Fn::ImportValue' in value ? markOf(value) : UNKNOWN;
}

/** Whether `templateText` reads an object as a text. Of any other one, such as `Fn::If`, it can tell nothing. */
export function isText(value: Readonly<Record<string, unknown>>): boolean {
  return ['Fn::Join', 'Fn::Sub', 'Ref', 'Fn::GetAtt', 'Fn::ImportValue'].some((name) => name in value);
}

function textOfSub(sub: unknown, markOf: Parameters<typeof templateText>[1]): string {
  const [text, variables] = Array.isArray(sub) ? sub : [sub, {}];
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literally: string, name: string) => {
    if (literally) { return `\${${name}}`; }
    if (isObject(variables) && name in variables) { return templateText(variables[name], markOf); }
    const [logicalId, ...attribute] = name.split('.');
    return markOf(attribute.length > 0 ? { 'Fn::GetAtt': [logicalId, attribute.join('.')] } : { Ref: name });
  });
}
