import { Scanner } from './scanner';
import { Expression, Reference, ReferenceStep, VelocityError } from './template-nodes';

/** Operators, the weakest first. */
const OPERATORS: readonly RegExp[] = [
  /\s*(\|\||or\b)/y, /\s*(&&|and\b)/y, /\s*(==|!=|eq\b|ne\b)/y, /\s*(<=|>=|<|>|le\b|ge\b|lt\b|gt\b)/y, /\s*([+-])/y, /\s*([*/%])/y,
];

const WORDS: Readonly<Record<string, string>> = { or: '||', and: '&&', eq: '==', ne: '!=', le: '<=', ge: '>=', lt: '<', gt: '>' };

/** Reads an expression. @throws VelocityError when there is none */
export function parseExpression(scanner: Scanner, level = 0): Expression {
  if (level === OPERATORS.length) { return parseOperand(scanner); }
  let left = parseExpression(scanner, level + 1);
  for (;;) {
    const operator = scanner.take(OPERATORS[level])?.[1];
    if (operator === undefined) { return left; }
    left = { kind: 'binary', operator: WORDS[operator] ?? operator, left, right: parseExpression(scanner, level + 1) };
  }
}

/** Reads a reference after its `$`, `$!`, `${` or `$!{`. @param inBraces consumes the closing brace, too */
export function parseReference(scanner: Scanner, inBraces: boolean): Reference {
  const [name] = scanner.expect(/[A-Za-z_][\w-]*/y, 'a name');
  const steps: ReferenceStep[] = [];
  for (let step = parseStep(scanner); step !== undefined; step = parseStep(scanner)) { steps.push(step); }
  if (inBraces) { scanner.expect(/\}/y, '}'); }
  return { name, steps };
}

function parseStep(scanner: Scanner): ReferenceStep | undefined {
  const name = scanner.take(/\.([A-Za-z_][\w-]*)/y)?.[1];
  if (name !== undefined) {
    return scanner.take(/\(\s*/y) ? { kind: 'method', name, args: parseList(scanner, /\s*\)/y) } : { kind: 'property', name };
  }
  if (scanner.peek(/\[\s*(?:["'$]|-?\d+\s*\])/y) === undefined) { return undefined; }
  scanner.take(/\[/y);
  const index = parseExpression(scanner);
  scanner.expect(/\s*\]/y, ']');
  return { kind: 'index', index };
}

function parseOperand(scanner: Scanner): Expression {
  scanner.take(/\s+/y);
  if (scanner.take(/!|not\b/y)) { return { kind: 'not', operand: parseOperand(scanner) }; }
  if (scanner.take(/\(/y)) {
    const inner = parseExpression(scanner);
    scanner.expect(/\s*\)/y, ')');
    return inner;
  }
  const opening = scanner.take(/\$!?(\{)?/y);
  if (opening) { return { kind: 'reference', reference: parseReference(scanner, opening[1] !== undefined) }; }
  return parseLiteral(scanner);
}

function parseLiteral(scanner: Scanner): Expression {
  const single = scanner.take(/'([^']*)'/y);
  if (single) { return { kind: 'literal', value: single[1] }; }
  const double = scanner.take(/"((?:[^"\\]|\\[^])*)"/y);
  if (double) { return { kind: 'text', nodes: scanner.templateIn(double[1].replace(/\\"/g, '"')) }; }
  const number = scanner.take(/-?\d+(?:\.\d+)?/y);
  if (number) { return { kind: 'literal', value: Number(number[0]) }; }
  const word = scanner.take(/true\b|false\b|null\b/y);
  if (word) { return { kind: 'literal', value: JSON.parse(word[0]) as boolean | null }; }
  if (scanner.take(/\[\s*/y)) { return parseListLiteral(scanner); }
  if (scanner.take(/\{\s*/y)) { return { kind: 'map', entries: parseEntries(scanner) }; }
  throw new VelocityError(`expected a value at ${JSON.stringify(scanner.text.slice(scanner.position, scanner.position + 20))}`);
}

function parseListLiteral(scanner: Scanner): Expression {
  const start = scanner.position;
  if (scanner.peek(/\]/y) === undefined) {
    const from = parseExpression(scanner);
    if (scanner.take(/\s*\.\.\s*/y)) {
      const to = parseExpression(scanner);
      scanner.expect(/\s*\]/y, ']');
      return { kind: 'range', from, to };
    }
    scanner.position = start;
  }
  return { kind: 'list', items: parseList(scanner, /\s*\]/y) };
}

function parseList(scanner: Scanner, end: RegExp): Expression[] {
  const items: Expression[] = [];
  if (scanner.take(end)) { return items; }
  do { items.push(parseExpression(scanner)); } while (scanner.take(/\s*,\s*/y));
  scanner.expect(end, 'the end of a list');
  return items;
}

function parseEntries(scanner: Scanner): Array<readonly [Expression, Expression]> {
  const entries: Array<readonly [Expression, Expression]> = [];
  if (scanner.take(/\s*\}/y)) { return entries; }
  do {
    const key = parseExpression(scanner);
    scanner.expect(/\s*:\s*/y, ':');
    entries.push([key, parseExpression(scanner)]);
  } while (scanner.take(/\s*,\s*/y));
  scanner.expect(/\s*\}/y, '}');
  return entries;
}
