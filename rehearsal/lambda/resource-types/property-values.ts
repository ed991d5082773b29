import { Properties } from '../../cloudformation/resource-type';

/** A string property. Numbers and booleans as CloudFormation passes them on, `undefined` when absent. */
export function textOf(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return value === undefined || value === null ? undefined : String(value);
}

/** A number property, also when the template wrote it as text. */
export function numberOf(properties: Properties, name: string): number | undefined {
  const text = textOf(properties, name);
  return text === undefined ? undefined : Number(text);
}

/** A boolean property, also when the template wrote it as text. */
export function flagOf(properties: Properties, name: string): boolean | undefined {
  const text = textOf(properties, name);
  return text === undefined ? undefined : text === 'true';
}

/** A map of texts. */
export function textsOf(properties: Properties, name: string): Record<string, string> | undefined {
  const value = properties[name] as Record<string, unknown> | undefined;
  return value && Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]));
}

/** A nested object. */
export function objectOf(properties: Properties, name: string): Properties | undefined {
  return properties[name] as Properties | undefined;
}
