import { TemplateNode, VelocityError } from './template-nodes';

/** Reads a text from left to right. */
export class Scanner {
  position = 0;

  /** @param templateIn reads a template within the template: what stands in double quotes is one */
  constructor(readonly text: string, readonly templateIn: (text: string) => TemplateNode[]) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** What the pattern (sticky) matches here. Nothing moves. */
  peek(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    return pattern.exec(this.text) ?? undefined;
  }

  /** What the pattern (sticky) matches here, and goes past it. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const match = this.peek(pattern);
    if (match !== undefined) { this.position += match[0].length; }
    return match;
  }

  /** @throws VelocityError when something else stands here */
  expect(pattern: RegExp, what: string): RegExpExecArray {
    const match = this.take(pattern);
    if (match === undefined) {
      throw new VelocityError(`expected ${what} at ${JSON.stringify(this.text.slice(this.position, this.position + 20))}`);
    }
    return match;
  }
}
