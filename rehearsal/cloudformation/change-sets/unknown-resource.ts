import { ReferableResource } from '../template/prepared-template';

/** How a change set writes a value that only its execution brings forth. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** A resource whose attributes are not known before the operation. @param ref - what `Ref` returns */
export function unknownResource(ref: string): ReferableResource {
  return { ref, attributes: new Proxy({}, { get: () => KNOWN_AFTER_APPLY }) };
}

/** Whether the value contains something that is not known before the operation. */
export function mentionsUnknown(value: unknown): boolean {
  return JSON.stringify(value)?.includes(KNOWN_AFTER_APPLY) ?? false;
}
