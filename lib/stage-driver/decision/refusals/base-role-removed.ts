import { refusalText, RefusalText } from '../../../messages/ids';
import type { BaseCalls } from '../base-calls';
import { lostNames, logicalIdIn, rolesAtStake } from '../base-functions';
import type { NamesReading, Situation } from '../situation';

/**
 * A role that the base release needs leaves: one that API Gateway calls with, or one that a version runs with.
 *
 * A published version keeps its role for good, and cannot run without it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
 */
export function baseRoleRemoved(situation: Situation): RefusalText | undefined {
  const atStake = situation.live && rolesAtStake(situation);
  if (atStake === undefined || atStake.leaving.length === 0) { return undefined; }
  const { base, stack = { stackName: '', names: new Map() }, previous } = situation;
  if (base?.calls === undefined) { return refusalText('BaseFunctionsUnreadable', atStake.leaving.map(logicalIdIn), stack.stackName); }
  const lost = [
    ...lostNames({ ...stack, ...atStake, called: [...new Set([...base.calls.roles, ...base.runsWith ?? []])] }),
    ...atStake.leaving.map(logicalIdIn).filter((role) => runsBase(role, previous?.functionRoles ?? [], base.calls!, stack)),
  ];
  return lost.length > 0 ? refusalText('BaseRoleRemoved', [...new Set(lost)], stack.stackName) : undefined;
}

/** Whether the roles that the base release needs must be known. */
export function asksForRoles(situation: Situation): boolean {
  return situation.live !== undefined && rolesAtStake(situation) !== undefined;
}

/**
 * Whether a version that the base calls may run with a role: one of a function that has the role in the template before, or, if none has it any more,
 * any. An alias or a version is what was published once. A call without either runs with the role of today.
 *
 * @param functionRoles of the template before: `Role>Fn,Other`
 */
function runsBase(role: string, functionRoles: readonly string[], { functions }: BaseCalls, { names }: NamesReading): boolean {
  const entry = functionRoles.map((text) => text.split('>')).find(([id]) => id === role);
  if (entry === undefined) { return false; }
  const users = (entry[1] ?? '').split(',').filter((user) => user !== '');
  const own = users.length > 0 ? users.flatMap((user) => names.get(user) ?? []) : [...names.values()];
  return functions.some(({ name, qualifier }) => qualifier !== undefined && own.includes(name));
}
