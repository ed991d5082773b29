import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A fenced block of a page. */
export interface CodeBlock {
  /** As after the fence, such as `ts`. */
  readonly language: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly source: string;
}

export interface Heading {
  /** How many `#` it has. */
  readonly level: number;
  readonly title: string;
  /** From 1. */
  readonly line: number;
}

/** A Markdown file of this repository, as much of it as tests look at. */
export class Page {
  readonly text: string;
  readonly lines: readonly string[];
  readonly blocks: readonly CodeBlock[];
  readonly headings: readonly Heading[];

  constructor(readonly path: string) {
    this.text = readFileSync(join(ROOT, path), 'utf8');
    this.lines = this.text.trimEnd().split('\n');
    this.blocks = [...this.text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(({ 1: info, 2: source, index }) => (
      { language: info.trim().split(/\s+/)[0], line: this.lineAt(index), source }));
    this.headings = [...this.prose.matchAll(/^(#{1,4}) (.+)$/gm)].map(({ 1: hashes, 2: title, index }) => (
      { level: hashes.length, title, line: this.lineAt(index) }));
  }

  /** The page with every block blanked, so that a comment in it is no heading, and lines stay where they are. */
  get prose(): string {
    return this.text.replace(/^```.*\n[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ' '));
  }

  /** The lines below a heading, up to the next one of any level. */
  section(title: string): { readonly text: string; readonly blocks: readonly CodeBlock[] } {
    const at = this.headings.findIndex((heading) => heading.title === title);
    if (at === -1) { throw new Error(`${this.path} has no heading '${title}'.`); }
    const [first, last] = [this.headings[at].line, this.headings[at + 1]?.line ?? this.lines.length + 1];
    return { text: this.lines.slice(first, last - 1).join('\n'), blocks: this.blocks.filter(({ line }) => line > first && line < last) };
  }

  /** Targets of links and pictures, without those that only look like one in code. */
  get targets(): string[] {
    return [...this.prose.replace(/`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  }

  /** The names by which links reach its headings, as GitHub makes them. */
  get anchors(): string[] {
    return this.headings.map(({ title }) => title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-'));
  }

  private lineAt(index: number): number {
    return this.text.slice(0, index).split('\n').length;
  }
}
