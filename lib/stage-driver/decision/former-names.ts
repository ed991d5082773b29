import { NEEDED_TYPES } from '../contract/needed-types';
import type { HistoryEvent, NamedResource } from '../contract/stack-history';

const STACK_TYPE = 'AWS::CloudFormation::Stack';

/**
 * What a base release may need, by the physical names that it had earlier in the operation and has no more: CloudFormation has replaced it, and
 * deletes what it was once the operation has succeeded.
 *
 * @param events of a stack in this operation, newest first
 */
export function formerNames(events: readonly HistoryEvent[]): NamedResource[] {
  const newest = new Map<string, string>();
  const former = new Map<string, NamedResource>();
  for (const { type, logicalId, physicalId } of events) {
    if (!NEEDED_TYPES.includes(type) || physicalId === '') { continue; }
    if (!newest.has(logicalId)) { newest.set(logicalId, physicalId); }
    if (newest.get(logicalId) !== physicalId) { former.set(physicalId, { type, logicalId, physicalId }); }
  }
  return [...former.values()];
}

/** Ids of the nested stacks that the operation has touched, with their logical ids. @param events of the stack that they are in */
export function nestedStacksIn(events: readonly HistoryEvent[], stackId: string): Map<string, string> {
  const nested = events.filter(({ type, physicalId }) => type === STACK_TYPE && physicalId !== '' && physicalId !== stackId);
  return new Map(nested.map(({ physicalId, logicalId }) => [physicalId, logicalId]));
}
