import type { HistoryEvent } from '../contract/stack-history';

/** What a release may need beside its deployment. */
const TYPES = ['AWS::Lambda::Function', 'AWS::IAM::Role'];
const STACK_TYPE = 'AWS::CloudFormation::Stack';

/**
 * Physical names that functions and roles had earlier in the operation and have no more, with their logical ids: CloudFormation has replaced them,
 * and deletes what they were once the operation has succeeded.
 *
 * @param events of a stack in this operation, newest first
 */
export function formerNames(events: readonly HistoryEvent[]): Map<string, string> {
  const newest = new Map<string, string>();
  const former = new Map<string, string>();
  for (const { type, logicalId, physicalId } of events) {
    if (!TYPES.includes(type) || physicalId === '') { continue; }
    if (!newest.has(logicalId)) { newest.set(logicalId, physicalId); }
    if (newest.get(logicalId) !== physicalId) { former.set(physicalId, logicalId); }
  }
  return former;
}

/** Ids of the nested stacks that the operation has touched, with their logical ids. @param events of the stack that they are in */
export function nestedStacksIn(events: readonly HistoryEvent[], stackId: string): Map<string, string> {
  const nested = events.filter(({ type, physicalId }) => type === STACK_TYPE && physicalId !== '' && physicalId !== stackId);
  return new Map(nested.map(({ physicalId, logicalId }) => [physicalId, logicalId]));
}
