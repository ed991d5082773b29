import { MadeUpValues } from '../made-up-values';
import { cidrBlocks } from './cidr-blocks';
import { getAttTarget, intrinsicCall, subParts } from './intrinsic-function';
import { describePlace, TemplateError, TemplatePlace } from './template-error';

/** What a value that resolves to nothing becomes. The property or list element that holds it is left out. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

/** What the evaluation of a value asks its surroundings. Each lookup returns undefined for a name it doesn't know. */
export interface EvaluationScope {
  /** The values that the engine made up: what is taken out of one is made up, too. @default - none */
  readonly madeUp?: MadeUpValues;
  /** What `AWS::Include` puts in its place. `undefined` leaves it as it is. @default - it stays as it is */
  readonly included?: (location: string) => unknown;
  /** Value of a parameter, a pseudo parameter or a resource's `Ref`. */
  ref(name: string): unknown;
  /** Value of a resource's attribute. */
  attribute(logicalId: string, attribute: string): unknown;
  /** Value of a named condition. */
  condition(name: string): boolean | undefined;
  /** Value of a mapping's entry. */
  mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  /** Value that another stack exports. */
  importedValue(exportName: string): unknown;
}

/**
 * Resolves every intrinsic function in a template value.
 *
 * @throws TemplateError naming the place, for an unknown function, name or malformed call
 */
export function evaluate(value: unknown, scope: EvaluationScope, place: TemplatePlace): unknown {
  if (typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) {
    return value.map((element) => evaluate(element, scope, place)).filter((element) => element !== NO_VALUE);
  }
  const call = intrinsicCall(value);
  if (call !== undefined) {
    const implementation = FUNCTIONS[call.name];
    // A property may well be called `Condition` (an IAM statement's); the function takes a condition's name.
    const isProperty = call.name === 'Condition' && typeof call.argument !== 'string';
    if (!isProperty) {
      if (implementation === undefined) { throw fault(place, `${call.name} is not supported by the rehearsal engine`); }
      return implementation(call.argument, scope, place);
    }
  }
  const resolved: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const entry = evaluate((value as Record<string, unknown>)[key], scope, place);
    if (entry !== NO_VALUE) { resolved[key] = entry; }
  }
  return resolved;
}

type Implementation = (argument: unknown, scope: EvaluationScope, place: TemplatePlace) => unknown;

const FUNCTIONS: Readonly<Record<string, Implementation>> = {
  'Ref': (name, scope, place) => {
    if (name === 'AWS::NoValue') { return NO_VALUE; }
    return known(scope.ref(String(name)), place, `Ref ${String(name)}: no parameter or resource has this name`);
  },
  'Fn::GetAtt': (argument, scope, place) => {
    const target = getAttTarget(argument);
    if (target === undefined) { throw malformed(place, 'Fn::GetAtt', argument, '[logical id, attribute]'); }
    const attribute = text(target.attribute, scope, place, 'Fn::GetAtt');
    return known(scope.attribute(target.logicalId, attribute), place, `Fn::GetAtt ${target.logicalId}.${attribute}: no such resource or attribute`);
  },
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope, place) => {
    const [delimiter, list] = list2(argument, place, 'Fn::Join', '[delimiter, list]');
    return texts(list, scope, place, 'Fn::Join').join(text(delimiter, scope, place, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope, place) => {
    const [index, list] = list2(argument, place, 'Fn::Select', '[index, list]');
    const elements = evaluate(list, scope, place);
    const position = Number(evaluate(index, scope, place));
    const isList = Array.isArray(elements);
    if (isList && elements[position] !== undefined) { return elements[position]; }
    const source = isList ? SPLIT_OUT_OF.get(elements) ?? elements : elements;
    if (isMadeUp(source, scope)) { return scope.madeUp!.note(isList ? String(elements[elements.length - 1]) : `${String(source)}.${position}`); }
    if (!isList) { throw malformed(place, 'Fn::Select', argument, '[index, list]'); }
    throw fault(place, `Fn::Select: no element ${position} in a list of ${elements.length}`);
  },
  'Fn::Split': (argument, scope, place) => {
    const [delimiter, list] = list2(argument, place, 'Fn::Split', '[delimiter, string]');
    const source = text(list, scope, place, 'Fn::Split');
    const parts = source.split(text(delimiter, scope, place, 'Fn::Split'));
    SPLIT_OUT_OF.set(parts, source);
    return parts;
  },
  'Fn::Cidr': (argument, scope, place) => {
    if (!Array.isArray(argument) || argument.length < 2 || argument.length > 3) {
      throw malformed(place, 'Fn::Cidr', argument, '[IP block, count, CIDR bits]');
    }
    const [block, count, bits = '8'] = argument.map((part) => text(part, scope, place, 'Fn::Cidr'));
    const blocks = cidrBlocks(block, Number(count), Number(bits));
    if (blocks !== undefined) { return blocks; }
    if (isMadeUp(block, scope)) { return Array.from({ length: Number(count) }, (_, index) => scope.madeUp!.note(`${block}.${index}`)); }
    throw fault(place, `Fn::Cidr: ${block} must be an IPv4 block with room for ${count} blocks of ${bits} bits`);
  },
  'Fn::Transform': include,
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (argument, scope, place) => {
    const name = text(argument, scope, place, 'Fn::ImportValue');
    return known(scope.importedValue(name), place, `No export named ${name} found. Deploy the stack that exports it first`);
  },
  'Fn::Base64': (argument, scope, place) => Buffer.from(text(argument, scope, place, 'Fn::Base64')).toString('base64'),
  'Fn::GetAZs': (argument, scope, place) => {
    const region = argument === '' ? '' : text(argument, scope, place, 'Fn::GetAZs');
    return ['a', 'b', 'c'].map((zone) => `${region === '' ? String(scope.ref('AWS::Region')) : region}${zone}`);
  },
  'Fn::Length': (argument, scope, place) => {
    const list = evaluate(argument, scope, place);
    if (!Array.isArray(list)) { throw malformed(place, 'Fn::Length', argument, 'a list'); }
    return list.length;
  },
  'Fn::ToJsonString': (argument, scope, place) => JSON.stringify(evaluate(argument, scope, place)),
  'Condition': (name, scope, place) => known(scope.condition(String(name)), place, `Condition ${String(name)} is not defined`),
  'Fn::If': (argument, scope, place) => {
    if (!Array.isArray(argument) || argument.length !== 3) { throw malformed(place, 'Fn::If', argument, '[condition, then, else]'); }
    const holds = known(scope.condition(String(argument[0])), place, `Fn::If: condition ${String(argument[0])} is not defined`);
    return evaluate(argument[holds === true ? 1 : 2], scope, place);
  },
  'Fn::Equals': (argument, scope, place) => {
    const [left, right] = list2(argument, place, 'Fn::Equals', '[value, value]');
    return comparable(evaluate(left, scope, place)) === comparable(evaluate(right, scope, place));
  },
  'Fn::Not': (argument, scope, place) => !operands(argument, scope, place, 'Fn::Not')[0],
  'Fn::And': (argument, scope, place) => operands(argument, scope, place, 'Fn::And').every((operand) => operand === true),
  'Fn::Or': (argument, scope, place) => operands(argument, scope, place, 'Fn::Or').some((operand) => operand === true),
};

/** What `Fn::Split` has split, by the list that it made. */
const SPLIT_OUT_OF = new WeakMap<object, string>();

/** Whether a text is, or a list holds, something that the engine made up. */
function isMadeUp(value: unknown, { madeUp }: EvaluationScope): boolean {
  return madeUp !== undefined && [value].flat().some((one) => typeof one === 'string' && madeUp.within(one));
}

/** Only `AWS::Include` is played: its content may have intrinsic functions in it. */
function include(argument: unknown, scope: EvaluationScope, place: TemplatePlace): unknown {
  const { Name, Parameters } = (argument ?? {}) as { Name?: unknown; Parameters?: { Location?: unknown } };
  if (Name !== 'AWS::Include') { throw fault(place, `Fn::Transform ${String(Name)} is not played by the rehearsal engine`); }
  const location = text(Parameters?.Location, scope, place, 'Fn::Transform');
  const included = scope.included?.(location);
  return included === undefined ? { 'Fn::Transform': { Name, Parameters: { Location: location } } } : evaluate(included, scope, place);
}

function substitute(argument: unknown, scope: EvaluationScope, place: TemplatePlace): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof template !== 'string' || typeof variables !== 'object' || variables === null) {
    throw malformed(place, 'Fn::Sub', argument, 'a string, or [string, map]');
  }
  return subParts(template).map((part) => {
    if ('text' in part) { return part.text; }
    if (part.name in variables) { return text((variables as Record<string, unknown>)[part.name], scope, place, 'Fn::Sub'); }
    const call = part.name.includes('.') ? { 'Fn::GetAtt': part.name } : { Ref: part.name };
    return text(call, scope, place, 'Fn::Sub');
  }).join('');
}

function findInMap(argument: unknown, scope: EvaluationScope, place: TemplatePlace): unknown {
  if (!Array.isArray(argument) || argument.length < 3) {
    throw malformed(place, 'Fn::FindInMap', argument, '[map, top level key, second level key]');
  }
  const [map, top, second] = argument.slice(0, 3).map((key) => text(key, scope, place, 'Fn::FindInMap'));
  const found = scope.mapping(map, top, second);
  const fallback = argument[3] as { DefaultValue?: unknown } | undefined;
  if (found === undefined && fallback?.DefaultValue !== undefined) { return evaluate(fallback.DefaultValue, scope, place); }
  if (found === undefined) {
    const refused = `Template error: Unable to get mapping for ${map}::${top}::${second}`;
    throw new TemplateError(`${refused} (${describePlace(place)}).`, refused);
  }
  return found;
}

/** Scalars are compared as text: `true` equals the parameter whose value is "true" (recorded on AWS). */
function comparable(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? JSON.stringify(String(value)) : JSON.stringify(value);
}

function operands(argument: unknown, scope: EvaluationScope, place: TemplatePlace, name: string): unknown[] {
  if (!Array.isArray(argument)) { throw malformed(place, name, argument, 'a list of conditions'); }
  return argument.map((operand) => evaluate(operand, scope, place));
}

function texts(list: unknown, scope: EvaluationScope, place: TemplatePlace, name: string): string[] {
  const elements = evaluate(list, scope, place);
  if (!Array.isArray(elements) && isMadeUp(elements, scope)) { return [String(elements)]; }
  if (!Array.isArray(elements)) { throw malformed(place, name, list, 'a list of strings'); }
  return elements.map((element) => asText(element, place, name));
}

function text(value: unknown, scope: EvaluationScope, place: TemplatePlace, name: string): string {
  return asText(evaluate(value, scope, place), place, name);
}

function asText(value: unknown, place: TemplatePlace, name: string): string {
  if (typeof value === 'string') { return value; }
  if (typeof value === 'number' || typeof value === 'boolean') { return String(value); }
  if (Array.isArray(value)) { return value.join(','); }
  throw malformed(place, name, value, 'strings');
}

function list2(argument: unknown, place: TemplatePlace, name: string, shape: string): [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) { throw malformed(place, name, argument, shape); }
  return argument as [unknown, unknown];
}

function known(value: unknown, place: TemplatePlace, otherwise: string): unknown {
  if (value === undefined) { throw fault(place, otherwise); }
  return value;
}

function malformed(place: TemplatePlace, name: string, got: unknown, shape: string): TemplateError {
  const shown = typeof got === 'symbol' ? 'AWS::NoValue' : JSON.stringify(got);
  return fault(place, `${name} takes ${shape}, got ${shown}`);
}

function fault(place: TemplatePlace, problem: string): TemplateError {
  return new TemplateError(`Template error in ${describePlace(place)}: ${problem}.`);
}
