import { AwsServiceError } from '../aws-service-error';

/** Values of the metrics at one time, by their id. */
export type At = (id: string) => number | undefined;

/** Computes an expression at one time. undefined: no data point */
export type Compute = (at: At) => number | undefined;

/** An expression that the engine does not compute. */
export class InvalidExpression extends AwsServiceError {
  constructor(expression: string, problem: string) {
    super('ValidationError', `Error in expression '${expression}': ${problem}`, 400);
  }
}

export interface MathExpression {
  /** The metrics and expressions that it refers to. */
  readonly ids: readonly string[];
  readonly compute: Compute;
}

const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z]\w*|>=|<=|==|!=|&&|\|\||[-+*/^()<>,])/y;

type Operation = (a: number, b: number) => number | undefined;

/** Operators by how close they bind, the loosest first. */
const LEVELS: ReadonlyArray<Readonly<Record<string, Operation>>> = [
  { 'OR': (a, b) => Number(a !== 0 || b !== 0), '||': (a, b) => Number(a !== 0 || b !== 0) },
  { 'AND': (a, b) => Number(a !== 0 && b !== 0), '&&': (a, b) => Number(a !== 0 && b !== 0) },
  {
    '==': (a, b) => Number(a === b),
    '!=': (a, b) => Number(a !== b),
    '>=': (a, b) => Number(a >= b),
    '<=': (a, b) => Number(a <= b),
    '>': (a, b) => Number(a > b),
    '<': (a, b) => Number(a < b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => b === 0 ? undefined : a / b },
  { '^': (a, b) => a ** b },
];

/**
 * Reads an expression of CloudWatch's metric math: arithmetic, comparisons, AND, OR, and IF.
 *
 * @throws InvalidExpression for anything else: FILL, SEARCH and the other functions are not played
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function metricMath(expression: string): MathExpression {
  const parser = new Parser(expression);
  const compute = parser.parse();
  return { ids: [...parser.ids], compute: (at) => finite(compute(at)) };
}

class Parser {
  readonly ids = new Set<string>();
  private readonly tokens: string[] = [];
  private next = 0;

  constructor(private readonly expression: string) {
    const token = new RegExp(TOKEN);
    const text = expression.trim();
    while (token.lastIndex < text.length) {
      const start = token.lastIndex;
      const found = token.exec(text)?.[1];
      if (found === undefined) { throw new InvalidExpression(expression, `what stands from '${text.slice(start, start + 12)}' on is not played`); }
      this.tokens.push(found);
    }
  }

  parse(): Compute {
    const compute = this.level(0);
    if (this.next < this.tokens.length) { this.refuse(`${this.tokens[this.next]} is not expected`); }
    return compute;
  }

  private level(index: number): Compute {
    if (index === LEVELS.length) { return this.single(); }
    let compute = this.level(index + 1);
    for (let operation = LEVELS[index][this.tokens[this.next]]; operation; operation = LEVELS[index][this.tokens[this.next]]) {
      this.next++;
      compute = both(compute, this.level(index + 1), operation);
    }
    return compute;
  }

  private single(): Compute {
    const token = this.tokens[this.next++] ?? this.refuse('it ends too early');
    if (token === '(') {
      const inner = this.level(0);
      this.expect(')');
      return inner;
    }
    if (token === '-') { return both(() => 0, this.single(), (a, b) => a - b); }
    if (/^\d/.test(token)) { return () => Number(token); }
    if (token === 'IF') { return this.choice(); }
    if (!/^[a-z]\w*$/.test(token)) { this.refuse(`${token} is not played`); }
    this.ids.add(token);
    return (at) => at(token);
  }

  private choice(): Compute {
    this.expect('(');
    const condition = this.level(0);
    this.expect(',');
    const whenTrue = this.level(0);
    this.expect(',');
    const whenFalse = this.level(0);
    this.expect(')');
    return (at) => {
      const holds = condition(at);
      return holds === undefined ? undefined : (holds !== 0 ? whenTrue : whenFalse)(at);
    };
  }

  private expect(token: string): void {
    if (this.tokens[this.next++] !== token) { this.refuse(`${token} is expected`); }
  }

  private refuse(problem: string): never {
    throw new InvalidExpression(this.expression, problem);
  }
}

function both(first: Compute, second: Compute, operation: Operation): Compute {
  return (at) => {
    const [a, b] = [first(at), second(at)];
    return a === undefined || b === undefined ? undefined : operation(a, b);
  };
}

function finite(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}
