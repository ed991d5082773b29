import { Compare, comparison } from './comparison';
import { FilterPattern, InvalidPattern } from './found-line';
import { isObject } from '../../lib/templates/is-object';

type Condition = (document: unknown) => boolean;

const TOKEN = /\s*(\(|\)|&&|\|\||\$(?:\.[\w-]+|\["[^"]+"\])+|>=|<=|!=|=|>|<|"(?:[^"\\]|\\.)*"|[\w*.-]+)/y;
const OPERATORS = ['=', '!=', '>', '<', '>=', '<='];

/**
 * A pattern in braces: comparisons of members, joined by `&&` (which binds closer), `||` and parentheses. A line that is no JSON never matches.
 *
 * A comparison with a member that is absent is false, also `!=`. A number in quotes is a text, and no number to a filter.
 */
export function jsonPattern(pattern: string): FilterPattern {
  const { condition, selectors } = new Parser(pattern).parse();
  return (line) => {
    const document = parsed(line);
    if (document === undefined || !condition(document)) { return undefined; }
    const values = selectors.map((selector) => [selector, memberOf(document, selector)] as const).filter(([, value]) => typeof value === 'number');
    return { values: Object.fromEntries([...values, ...everyNumber(document)].map(([selector, value]) => [selector, String(value)])) };
  };
}

class Parser {
  private readonly tokens: string[];
  private readonly selectors = new Set<string>();
  private next = 0;

  constructor(private readonly pattern: string) {
    if (!pattern.endsWith('}')) { throw new InvalidPattern(pattern, 'the brace at its end is missing'); }
    this.tokens = [...this.read(pattern.slice(1, -1).trim())];
  }

  parse(): { condition: Condition; selectors: string[] } {
    const condition = this.either();
    if (this.next < this.tokens.length) { this.refuse(`${this.tokens[this.next]} is not expected`); }
    return { condition, selectors: [...this.selectors] };
  }

  private* read(text: string): Iterable<string> {
    const token = new RegExp(TOKEN);
    while (token.lastIndex < text.length) {
      const start = token.lastIndex;
      const [, found] = token.exec(text) ?? this.refuse(`what stands from '${text.slice(start, start + 12)}' on is not played`);
      yield found;
    }
  }

  private either(): Condition {
    const first = this.both();
    if (this.tokens[this.next] !== '||') { return first; }
    this.next++;
    const rest = this.either();
    return (document) => first(document) || rest(document);
  }

  private both(): Condition {
    const first = this.single();
    if (this.tokens[this.next] !== '&&') { return first; }
    this.next++;
    const rest = this.both();
    return (document) => first(document) && rest(document);
  }

  private single(): Condition {
    const token = this.tokens[this.next++];
    if (token === '(') {
      const inner = this.either();
      if (this.tokens[this.next++] !== ')') { this.refuse('a parenthesis is not closed'); }
      return inner;
    }
    return token?.startsWith('$') ? this.comparison(token) : this.refuse(`a member such as $.status is expected, got ${token ?? 'the end'}`);
  }

  private comparison(selector: string): Condition {
    this.selectors.add(selector);
    const [operator, operand] = [this.tokens[this.next++], this.tokens[this.next++]];
    if (operator === 'IS') { return this.constant(selector, operand); }
    if (!OPERATORS.includes(operator) || operand === undefined) { return this.refuse(`a comparison is expected after ${selector}`); }
    if (operator === '=' && operand === '*') { return (document) => memberOf(document, selector) !== undefined; }
    const compare: Compare = comparison(operator, operand) ?? this.refuse(`${operator} ${operand} is not played`);
    return (document) => {
      const value = memberOf(document, selector);
      return (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') && compare(value);
    };
  }

  private constant(selector: string, name: string | undefined): Condition {
    const constants: Record<string, unknown> = { TRUE: true, FALSE: false, NULL: null };
    if (name === undefined || !(name in constants)) { this.refuse(`${selector} IS ${name} is not played`); }
    return (document) => memberOf(document, selector) === constants[name!];
  }

  private refuse(problem: string): never {
    throw new InvalidPattern(this.pattern, problem);
  }
}

function parsed(line: string): unknown {
  try {
    const document: unknown = JSON.parse(line);
    return isObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function memberOf(document: unknown, selector: string): unknown {
  const names = [...selector.matchAll(/\.([\w-]+)|\["([^"]+)"\]/g)].map(([, plain, quoted]) => plain ?? quoted);
  return names.reduce<unknown>((value, name) => isObject(value) ? value[name] : undefined, document);
}

/** What a filter may count without having asked for it. */
function everyNumber(document: unknown): Array<readonly [string, number]> {
  return isObject(document)
    ? Object.entries(document).filter((entry): entry is [string, number] => typeof entry[1] === 'number').map(([name, value]) => [`$.${name}`, value])
    : [];
}
