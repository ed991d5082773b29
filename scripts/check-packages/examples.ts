import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command';
import { ROOT, Scratch } from './scratch';

/** An app as the CDK CLI starts it. */
export interface ExampleApp {
  /** As in cdk.json. */
  readonly command: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** An example that each language has. */
export interface Example {
  readonly name: string;
  readonly stackName: string;
  /** The context of each of its deploys. */
  readonly states: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** In TypeScript, out of the sources of this repository. */
  readonly typescript: ExampleApp;
}

const PRACTICE: Example = {
  name: 'the practice',
  stackName: 'Practice',
  states: {
    'no canary': { version: '1' },
    'canary': { version: '2', percent: '50' },
    'promotion': { 'version': '2', 'percent': '50', 'cdk-canary-rest-api:action': 'promote' },
  },
  typescript: { command: 'npx tsx app.ts', cwd: join(ROOT, 'examples', 'practice') },
};

/** What docs/languages.md shows. */
const SHOP: Example = {
  name: 'docs/languages.md',
  stackName: 'Shop',
  states: Object.fromEntries(['adopt', 'hold', 'promote', 'release-all'].map((task) => [task, { task }])),
  typescript: { command: 'npx tsx shop.ts', cwd: join(ROOT, 'examples', 'typescript') },
};

/** The template of each state of an example, as TypeScript synthesizes it. */
export interface ExpectedTemplates {
  readonly example: Example;
  readonly templates: Readonly<Record<string, string>>;
}

/** What every language has to synthesize, byte by byte. */
export interface ExpectedByExample {
  readonly practice: ExpectedTemplates;
  readonly shop: ExpectedTemplates;
}

export function expectedTemplates(scratch: Scratch): ExpectedByExample {
  const of = (example: Example) => ({ example, templates: synthesize(example, example.typescript, expectedFolder(example, scratch)) });
  return { practice: of(PRACTICE), shop: of(SHOP) };
}

/**
 * Synthesizes every state of an example with an app, byte by byte what the sources synthesize.
 *
 * @throws at the first template that differs
 */
export function expectSameTemplates(language: string, app: ExampleApp, scratch: Scratch, { example, templates }: ExpectedTemplates): void {
  const outdir = scratch.dir(`cdk.out.${language}.${example.stackName}`);
  for (const [state, template] of Object.entries(synthesize(example, app, outdir))) {
    if (template === templates[state]) { continue; }
    throw new Error(`The template of ${example.name} (${state}) by ${language} differs from TypeScript's:\n`
      + runCommand(`diff ${fileOf(example, expectedFolder(example, scratch), state)} ${fileOf(example, outdir, state)} || true`, { cwd: ROOT }));
  }
  console.log(`${language}, ${example.name}: the same templates as TypeScript's (${Object.keys(templates).join(', ')})`);
}

function synthesize(example: Example, { command, cwd, env }: ExampleApp, outdir: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(example.states).map(([state, context]) => {
    // What the CDK CLI sets; it merges the context of the command line into one of these.
    runCommand(command, { cwd, env: { ...env, CDK_OUTDIR: join(outdir, folderOf(state)), CDK_CONTEXT_JSON: JSON.stringify(context) } });
    return [state, readFileSync(fileOf(example, outdir, state), 'utf8')];
  }));
}

function expectedFolder({ stackName }: Example, scratch: Scratch): string {
  return scratch.dir(`cdk.out.expected.${stackName}`);
}

function fileOf({ stackName }: Example, outdir: string, state: string): string {
  return join(outdir, folderOf(state), `${stackName}.template.json`);
}

function folderOf(state: string): string {
  return state.replace(' ', '-');
}
