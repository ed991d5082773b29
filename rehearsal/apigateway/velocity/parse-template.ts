import { parseExpression, parseReference } from './parse-expression';
import { Scanner } from './scanner';
import { Branch, TemplateNode, VelocityError } from './template-nodes';

const parsed = new Map<string, TemplateNode[]>();

/** Reads a mapping template. One that was read before is not read again. @throws VelocityError when it is no template */
export function parseTemplate(text: string): TemplateNode[] {
  const known = parsed.get(text);
  if (known !== undefined) { return known; }
  const scanner = new Scanner(text, parseTemplate);
  const nodes = parseNodes(scanner);
  if (!scanner.atEnd) { throw new VelocityError(`unexpected ${scanner.expect(/#\{?\w+\}?/y, 'a directive')[0]}`); }
  parsed.set(text, nodes);
  return nodes;
}

/** Reads until a directive that ends a block, or the end of the text. */
function parseNodes(scanner: Scanner): TemplateNode[] {
  const nodes: TemplateNode[] = [];
  while (!scanner.atEnd && scanner.peek(/#\{?(?:else|elseif|end)\b/y) === undefined) { nodes.push(...parseNode(scanner)); }
  return nodes;
}

function parseNode(scanner: Scanner): TemplateNode[] {
  if (scanner.take(/##[^\n]*\n?|#\*[^]*?\*#/y)) { return []; }
  return parseDirective(scanner) ?? parseReferenceNode(scanner)
    ?? [{ kind: 'text', text: scanner.expect(/[^$#]+|[$#]/y, 'text')[0] }];
}

function parseReferenceNode(scanner: Scanner): TemplateNode[] | undefined {
  const start = scanner.position;
  const opening = scanner.take(/\$(!)?(\{)?(?=[A-Za-z_])/y);
  if (opening === undefined) { return undefined; }
  const reference = parseReference(scanner, opening[2] !== undefined);
  return [{ kind: 'reference', reference, quiet: opening[1] !== undefined, source: scanner.text.slice(start, scanner.position) }];
}

function parseDirective(scanner: Scanner): TemplateNode[] | undefined {
  if (scanner.take(/#set\s*\(\s*\$!?/y)) { return [parseSet(scanner)]; }
  if (scanner.take(/#if\s*\(/y)) { return [parseIf(scanner)]; }
  if (scanner.take(/#foreach\s*\(\s*\$!?/y)) { return [parseForeach(scanner)]; }
  const ending = scanner.take(/#(break|stop)\b/y)?.[1];
  return ending === undefined ? undefined : [{ kind: ending as 'break' | 'stop' }];
}

function parseSet(scanner: Scanner): TemplateNode {
  const target = parseReference(scanner, scanner.take(/\{/y) !== undefined);
  scanner.expect(/\s*=/y, '=');
  const value = parseExpression(scanner);
  scanner.expect(/\s*\)(?:[ \t]*\r?\n)?/y, ')');
  return { kind: 'set', target, value };
}

function parseIf(scanner: Scanner): TemplateNode {
  const branches: Branch[] = [parseBranch(scanner)];
  for (;;) {
    if (scanner.take(/#elseif\s*\(/y)) {
      branches.push(parseBranch(scanner));
    } else if (scanner.take(/#(?:else\b|\{else\})(?:[ \t]*\r?\n)?/y)) {
      branches.push({ body: parseNodes(scanner) });
    } else {
      parseEnd(scanner);
      return { kind: 'if', branches };
    }
  }
}

function parseBranch(scanner: Scanner): Branch {
  const condition = parseExpression(scanner);
  scanner.expect(/\s*\)(?:[ \t]*\r?\n)?/y, ')');
  return { condition, body: parseNodes(scanner) };
}

function parseForeach(scanner: Scanner): TemplateNode {
  const { name: variable } = parseReference(scanner, scanner.take(/\{/y) !== undefined);
  scanner.expect(/\s+in\s+/y, 'in');
  const list = parseExpression(scanner);
  scanner.expect(/\s*\)(?:[ \t]*\r?\n)?/y, ')');
  const body = parseNodes(scanner);
  parseEnd(scanner);
  return { kind: 'foreach', variable, list, body };
}

function parseEnd(scanner: Scanner): void {
  scanner.expect(/#(?:end\b|\{end\})(?:[ \t]*\r?\n)?/y, '#end');
}
