import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../input-error';
import { AppSource } from './sources';

export interface SynthesisPlace {
  /** Where the command runs, and where cdk.json and cdk.context.json are looked for. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Receives the cloud assembly. */
  readonly outdir: string;
  /** What the app gets as the account and region of the CLI. */
  readonly account: string;
  readonly region: string;
}

/** How much of what a failed app printed is shown. */
const SHOWN_LINES = 20;

/**
 * Runs a CDK app as the CDK CLI does: the place of the assembly and the context arrive in the environment.
 *
 * @throws InputError when the command fails or writes no assembly
 */
export async function synthesizeApp({ command, context }: AppSource, place: SynthesisPlace): Promise<void> {
  const environment = {
    ...place.environment,
    CDK_OUTDIR: place.outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...contextOf(place), ...context }),
    CDK_DEFAULT_ACCOUNT: place.account,
    CDK_DEFAULT_REGION: place.region,
  };
  const { code, output } = await runInShell(command, place.cwd, environment);
  if (code !== 0) {
    throw new InputError(`The app '${command}' must exit with 0, got ${code}. It printed:\n${lastLines(output)}`);
  }
  if (!existsSync(join(place.outdir, 'manifest.json'))) {
    throw new InputError(`The app '${command}' wrote no cloud assembly. Give the command that the "app" of cdk.json has; it must run a CDK app that `
      + 'calls app.synth(), or exits with an App in it, and must not set outdir itself.');
  }
}

/** Context that the CDK CLI would hand over: its own, that of cdk.json and cdk.context.json, and what the caller set in the environment. */
function contextOf({ cwd, environment }: SynthesisPlace): Record<string, unknown> {
  const inherited = environment.CDK_CONTEXT_JSON;
  return {
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:bundling-stacks': ['**'],
    ...readObject(join(cwd, 'cdk.json')).context as object | undefined,
    ...readObject(join(cwd, 'cdk.context.json')),
    ...inherited === undefined ? {} : parseObject(inherited, 'The environment variable CDK_CONTEXT_JSON'),
  };
}

function readObject(file: string): Record<string, unknown> {
  return existsSync(file) ? parseObject(readFileSync(file, 'utf8'), file) : {};
}

function parseObject(text: string, where: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) { return value as Record<string, unknown>; }
  } catch {
    // Same message as for JSON that is no object.
  }
  throw new InputError(`${where} must hold a JSON object. Correct it; the CDK CLI reads it as well.`);
}

function runInShell(command: string, cwd: string, environment: NodeJS.ProcessEnv): Promise<{ code: number | string; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { cwd, env: environment, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) { stream.on('data', (chunk: Buffer) => chunks.push(chunk)); }
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? String(signal), output: Buffer.concat(chunks).toString() }));
  });
}

function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-SHOWN_LINES).map((line) => `  ${line}`).join('\n');
}
