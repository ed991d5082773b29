import { ChoiceRule, ChoiceState, Json } from './definition';
import { find, read, Readable } from './json-path';

type Compare = (value: Json, operand: Json) => boolean;

const ORDERS: Readonly<Record<string, (a: number | string, b: number | string) => boolean>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
};

/** What a kind of comparison takes from a value. A value of another kind is not comparable. */
const KINDS: Readonly<Record<string, (value: Json) => number | string | undefined>> = {
  String: (value) => typeof value === 'string' ? value : undefined,
  Numeric: (value) => typeof value === 'number' ? value : undefined,
  Timestamp: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? Date.parse(value) : undefined,
};

/** Comparisons with a value, by name. Each kind of them also exists with a path (`StringEqualsPath`). */
const COMPARISONS = new Map<string, Compare>([
  ...Object.entries(
    KINDS,
  ).flatMap(([kind, take]) => Object.entries(ORDERS).map(([order, isOrdered]): [string, Compare] => [`${kind}${order}`, (value, operand) => {
    const [a, b] = [take(value), take(operand)];
    return a !== undefined && b !== undefined && isOrdered(a, b);
  }])),
  ['BooleanEquals', (value, operand) => typeof value === 'boolean' && value === operand],
]);

/** Questions about a value, by name. All but the first need it to be there. */
const QUESTIONS: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsBoolean: (value) => typeof value === 'boolean',
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
};

const COMBINATIONS = ['And', 'Or', 'Not'];

/** The names of what a rule asks that the engine does not play. */
export function unknownComparisons(rule: ChoiceRule): string[] {
  const nested = [...rulesUnder(rule.And), ...rulesUnder(rule.Or), ...rulesUnder(rule.Not)];
  const known = (name: string): boolean => COMBINATIONS.includes(name) || name === 'IsPresent' || Object.hasOwn(QUESTIONS, name)
    || COMPARISONS.has(name.replace(/Path$/, ''));
  const own = Object.keys(rule).filter((name) => !['Variable', 'Next', 'Comment'].includes(name) && !known(name));
  return [...own, ...nested.flatMap(unknownComparisons)];
}

/** Where a choice leads. @returns undefined when no rule holds and there is no default @throws PathError */
export function chosen({ Choices, Default }: ChoiceState, from: Readable): string | undefined {
  return Choices.find((rule) => holds(rule, from))?.Next ?? Default;
}

function holds(rule: ChoiceRule, from: Readable): boolean {
  if (rule.And !== undefined) { return rulesUnder(rule.And).every((each) => holds(each, from)); }
  if (rule.Or !== undefined) { return rulesUnder(rule.Or).some((each) => holds(each, from)); }
  if (rule.Not !== undefined) { return !rulesUnder(rule.Not).some((each) => holds(each, from)); }
  const path = String(rule.Variable);
  const [name, operand] = Object.entries(rule).find(([key]) => !['Variable', 'Next', 'Comment'].includes(key))!;
  if (name === 'IsPresent') { return (find(path, from) !== undefined) === operand; }
  const value = read(path, from);
  if (Object.hasOwn(QUESTIONS, name)) { return QUESTIONS[name](value) === operand; }
  const compare = COMPARISONS.get(name);
  return compare === undefined ? COMPARISONS.get(name.replace(/Path$/, ''))!(value, read(String(operand), from)) : compare(value, operand);
}

function rulesUnder(value: Json | undefined): ChoiceRule[] {
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]) as ChoiceRule[];
}
