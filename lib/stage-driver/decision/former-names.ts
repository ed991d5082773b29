import { functionNameIn } from './base-functions';
import { NEEDED_TYPES } from '../contract/needed-types';
import type { HistoryEvent, NamedResource } from '../contract/stack-history';

const ALIAS_TYPE = 'AWS::Lambda::Alias';
const DEPLOYMENT_TYPE = 'AWS::ApiGateway::Deployment';
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

/**
 * What a deployment names and that has another name by now, which is its value: CloudFormation has replaced it since the deployment was created, or
 * has moved the alias to another function.
 *
 * @param events of this operation, newest first, those of nested stacks behind those of the stack around them. Without the creation of the deployment
 * it is older than the operation.
 */
export function outdatedNames(events: readonly HistoryEvent[], deploymentId: string): Map<string, string> {
  const created = events.filter(({ type, physicalId }) => type === DEPLOYMENT_TYPE && physicalId === deploymentId).pop()?.time;
  const [then, now] = [new Map<string, string>(), new Map<string, string>()];
  for (const { type, logicalId, physicalId, time } of [...events].reverse()) {
    if (!(NEEDED_TYPES.includes(type) || type === ALIAS_TYPE) || physicalId === '') { continue; }
    const name = type === ALIAS_TYPE ? functionNameIn(physicalId) : physicalId;
    const isOfThen = created !== undefined && time <= created;
    if (isOfThen || !then.has(logicalId)) { then.set(logicalId, name); }
    now.set(logicalId, name);
  }
  return new Map([...then].map(([logicalId, name]): [string, string] => [name, now.get(logicalId)!]).filter(([was, is]) => was !== is));
}

/** Ids of the nested stacks that the operation has touched, with their logical ids. @param events of the stack that they are in */
export function nestedStacksIn(events: readonly HistoryEvent[], stackId: string): Map<string, string> {
  const nested = events.filter(({ type, physicalId }) => type === STACK_TYPE && physicalId !== '' && physicalId !== stackId);
  return new Map(nested.map(({ physicalId, logicalId }) => [physicalId, logicalId]));
}
