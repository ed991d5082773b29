import { Properties } from '../resource-type';

/** What CloudFormation shows instead of the value of a `NoEcho` parameter. */
export const MASK = '****';

/** By the properties that a resource gets: a template's values are resolved once, and shown in many events. */
const masked = new WeakMap<Properties, Properties>();

/** Notes how the resolved properties of a resource may be shown. */
export function rememberMasked(resolved: Properties, shown: Properties): void {
  masked.set(resolved, shown);
}

/** The properties as everybody may see them. */
export function maskedProperties(resolved: Properties): Properties {
  return masked.get(resolved) ?? resolved;
}
