import { parseTemplate } from './parse-template';
import { Expression, GatewayObject, Reference, TemplateNode, VelocityError, VelocityValue } from './template-nodes';
import { callMethod, printed, property } from './value-methods';

/** The variables of a template by name, `$input` and its like among them. Templates may change them. */
export type Variables = Map<string, VelocityValue>;

/** More rounds than a mapping template of 300 kB can need. */
const LOOP_LIMIT = 1000;

/**
 * Renders a mapping template: Velocity with the objects of API Gateway.
 *
 * @throws VelocityError when the template can't be read, or uses what is not played
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function renderVelocity(template: string, variables: Variables): string {
  const output: string[] = [];
  render(parseTemplate(template), variables, output);
  return output.join('');
}

/** Ends the loop, or the template. */
type Ending = 'break' | 'stop' | undefined;

function render(nodes: readonly TemplateNode[], variables: Variables, output: string[]): Ending {
  for (const node of nodes) {
    const ending = renderNode(node, variables, output);
    if (ending !== undefined) { return ending; }
  }
  return undefined;
}

function renderNode(node: TemplateNode, variables: Variables, output: string[]): Ending {
  switch (node.kind) {
    case 'text':
      output.push(node.text);
      return undefined;
    case 'reference': {
      // Velocity prints a reference that was never set as it stands.
      const unknown = !variables.has(node.reference.name) && !node.quiet;
      output.push(unknown ? node.source : printed(resolve(node.reference, variables)));
      return undefined;
    }
    case 'set':
      assign(node.target, evaluate(node.value, variables), variables);
      return undefined;
    case 'if': {
      const chosen = node.branches.find(({ condition }) => condition === undefined || isTrue(evaluate(condition, variables)));
      return chosen && render(chosen.body, variables, output);
    }
    case 'foreach':
      return renderForeach(node, variables, output);
    default:
      return node.kind;
  }
}

function renderForeach(node: TemplateNode & { kind: 'foreach' }, variables: Variables, output: string[]): Ending {
  const list = evaluate(node.list, variables);
  const items = Array.isArray(list) ? list : typeof list === 'object' && list !== null && !(list instanceof GatewayObject) ? Object.values(list) : [];
  for (const [index, item] of items.slice(0, LOOP_LIMIT).entries()) {
    variables.set(node.variable, item);
    variables.set('velocityCount', index + 1);
    variables.set('foreach', { index, count: index + 1, hasNext: index + 1 < items.length, first: index === 0, last: index + 1 === items.length });
    const ending = render(node.body, variables, output);
    if (ending === 'break') { return undefined; }
    if (ending === 'stop') { return ending; }
  }
  return undefined;
}

function resolve({ name, steps }: Reference, variables: Variables): VelocityValue {
  return steps.reduce<VelocityValue>((value, step) => {
    switch (step.kind) {
      case 'property': return property(value, step.name);
      case 'index': return property(value, printed(evaluate(step.index, variables)));
      default: return callMethod(value, step.name, step.args.map((argument) => evaluate(argument, variables)));
    }
  }, variables.get(name));
}

function assign({ name, steps }: Reference, assigned: VelocityValue, variables: Variables): void {
  if (steps.length === 0) {
    variables.set(name, assigned);
    return;
  }
  const last = steps[steps.length - 1];
  const key = last.kind === 'property' ? last.name : last.kind === 'index' ? printed(evaluate(last.index, variables)) : undefined;
  const owner = resolve({ name, steps: steps.slice(0, -1) }, variables);
  if (key === undefined || typeof owner !== 'object' || owner === null || owner instanceof GatewayObject) {
    throw new VelocityError(`$${name} can't be changed there`);
  }
  (owner as Record<string, VelocityValue>)[key] = assigned;
}

function evaluate(expression: Expression, variables: Variables): VelocityValue {
  switch (expression.kind) {
    case 'literal': return expression.value;
    case 'reference': return resolve(expression.reference, variables);
    case 'list': return expression.items.map((item) => evaluate(item, variables));
    case 'map': return Object.fromEntries(expression.entries.map(([key, value]) => [printed(evaluate(key, variables)), evaluate(value, variables)]));
    case 'not': return !isTrue(evaluate(expression.operand, variables));
    case 'text': {
      const output: string[] = [];
      render(expression.nodes, variables, output);
      return output.join('');
    }
    case 'range': return range(Number(evaluate(expression.from, variables)), Number(evaluate(expression.to, variables)));
    default: return evaluateBinary(expression, variables);
  }
}

function evaluateBinary({ operator, left: leftSide, right: rightSide }: Expression & { kind: 'binary' }, variables: Variables): VelocityValue {
  const left = evaluate(leftSide, variables);
  if (operator === '&&') { return isTrue(left) && isTrue(evaluate(rightSide, variables)); }
  if (operator === '||') { return isTrue(left) || isTrue(evaluate(rightSide, variables)); }
  const right = evaluate(rightSide, variables);
  switch (operator) {
    case '==': return same(left, right);
    case '!=': return !same(left, right);
    case '<': return Number(left) < Number(right);
    case '>': return Number(left) > Number(right);
    case '<=': return Number(left) <= Number(right);
    case '>=': return Number(left) >= Number(right);
    case '+': return typeof left === 'number' && typeof right === 'number' ? left + right : printed(left) + printed(right);
    case '-': return Number(left) - Number(right);
    case '*': return Number(left) * Number(right);
    case '/': return Math.trunc(Number(left) / Number(right));
    default: return Number(left) % Number(right);
  }
}

/** What is not there equals null, and the empty text (recorded on AWS). */
function same(left: VelocityValue, right: VelocityValue): boolean {
  const absent = (value: VelocityValue) => value === null || value === undefined || value === '';
  return absent(left) || absent(right) ? absent(left) && absent(right) : printed(left) === printed(right);
}

function isTrue(value: VelocityValue): boolean {
  return value !== undefined && value !== null && value !== false;
}

function range(from: number, to: number): number[] {
  const step = from <= to ? 1 : -1;
  return Array.from({ length: Math.min(Math.abs(to - from) + 1, LOOP_LIMIT) }, (_, index) => from + index * step);
}
