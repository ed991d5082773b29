import { getAttTarget, intrinsicCall, subParts } from './intrinsic-function';

/**
 * The names that a template value refers to by `Ref`, `Fn::GetAtt` and `Fn::Sub` (resources, parameters and pseudo parameters alike).
 *
 * Of an `Fn::If` only the branch that holds counts: CloudFormation evaluates conditions before it orders resources.
 */
export function references(value: unknown, condition: (name: string) => boolean | undefined): Set<string> {
  const names = new Set<string>();
  collect(value, condition, names);
  return names;
}

function collect(value: unknown, condition: (name: string) => boolean | undefined, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) { return; }
  if (Array.isArray(value)) {
    for (const element of value) { collect(element, condition, names); }
    return;
  }
  const call = intrinsicCall(value);
  if (call === undefined) {
    for (const key of Object.keys(value)) { collect((value as Record<string, unknown>)[key], condition, names); }
    return;
  }
  const { name, argument } = call;
  if (name === 'Ref') {
    names.add(String(argument));
  } else if (name === 'Fn::GetAtt') {
    const target = getAttTarget(argument);
    if (target !== undefined) {
      names.add(target.logicalId);
      collect(target.attribute, condition, names);
    }
  } else if (name === 'Fn::Sub') {
    collectSub(argument, condition, names);
  } else if (name === 'Fn::If' && Array.isArray(argument)) {
    collect(argument[condition(String(argument[0])) === true ? 1 : 2], condition, names);
  } else {
    collect(argument, condition, names);
  }
}

function collectSub(argument: unknown, condition: (name: string) => boolean | undefined, names: Set<string>): void {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  collect(variables, condition, names);
  for (const part of subParts(String(template))) {
    if ('name' in part && !(part.name in (variables ?? {}))) { names.add(part.name.split('.')[0]); }
  }
}
