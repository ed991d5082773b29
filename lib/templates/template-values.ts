import { isObject } from './is-object';

/** Logical id or parameter name of `{ "Ref": ... }`. */
export function refOf(value: unknown): string | undefined {
  return isObject(value) && typeof value.Ref === 'string' ? value.Ref : undefined;
}

/** Logical id and attribute of `{ "Fn::GetAtt": ... }`, in either notation. */
export function attributeOf(value: unknown): { readonly logicalId: string; readonly attribute: string } | undefined {
  const target = isObject(value) ? value['Fn::GetAtt'] : undefined;
  const [logicalId, ...attribute] = typeof target === 'string' ? target.split('.') : Array.isArray(target) ? target : [];
  return typeof logicalId === 'string' && attribute.length > 0 ? { logicalId, attribute: attribute.join('.') } : undefined;
}

/** The logical id that a value refers to in either way. */
export function logicalIdOf(value: unknown): string | undefined {
  return refOf(value) ?? attributeOf(value)?.logicalId;
}
