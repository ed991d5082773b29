import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command';
import { ROOT, Scratch } from './scratch';

/** The template of each state of the practice. */
export type Templates = Readonly<Record<string, string>>;

const STATES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no canary': { version: '1' },
  'canary': { version: '2', percent: '50' },
  'promotion': { 'version': '2', 'percent': '50', 'cdk-canary-rest-api:action': 'promote' },
};

/** An app as the CDK CLI starts it. */
export interface PracticeApp {
  /** As in cdk.json. */
  readonly command: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The templates of the practice in TypeScript, out of the sources of this repository. */
export function expectedTemplates(scratch: Scratch): Templates {
  return synthesize({ command: 'npx tsx app.ts', cwd: join(ROOT, 'examples', 'practice') }, scratch.dir('cdk.out.expected'));
}

/**
 * Synthesizes every state of the practice with an app, byte by byte what the sources synthesize.
 *
 * @throws at the first template that differs
 */
export function expectSameTemplates(name: string, app: PracticeApp, scratch: Scratch, expected: Templates): void {
  const outdir = scratch.dir(`cdk.out.${name}`);
  for (const [state, template] of Object.entries(synthesize(app, outdir))) {
    if (template === expected[state]) { continue; }
    throw new Error(`The template of the practice (${state}) by ${name} differs from TypeScript's:\n`
      + runCommand(`diff ${fileOf(scratch.dir('cdk.out.expected'), state)} ${fileOf(outdir, state)} || true`, { cwd: ROOT }));
  }
  console.log(`${name}: the same templates as TypeScript's (${Object.keys(expected).join(', ')})`);
}

function synthesize({ command, cwd, env }: PracticeApp, outdir: string): Templates {
  return Object.fromEntries(Object.entries(STATES).map(([state, context]) => {
    // What the CDK CLI sets; it merges the context of the command line into one of these.
    runCommand(command, { cwd, env: { ...env, CDK_OUTDIR: join(outdir, folderOf(state)), CDK_CONTEXT_JSON: JSON.stringify(context) } });
    return [state, readFileSync(fileOf(outdir, state), 'utf8')];
  }));
}

function fileOf(outdir: string, state: string): string {
  return join(outdir, folderOf(state), 'Practice.template.json');
}

function folderOf(state: string): string {
  return state.replace(' ', '-');
}
