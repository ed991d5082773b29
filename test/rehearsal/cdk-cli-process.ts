import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** How a run of the CDK CLI ended. */
export interface CliResult {
  readonly exitCode: number;
  /** What it printed, standard output and error in one. */
  readonly output: string;
}

export interface CdkCliOptions {
  /** Working directory and home, so that neither caches nor settings of this machine's user are read or written. */
  readonly home: string;
  /** Where AWS is, and who asks. */
  readonly environment: Readonly<Record<string, string>>;
}

const CDK = join(dirname(createRequire(__filename).resolve('aws-cdk/package.json')), 'bin', 'cdk');

/** Runs the unmodified CDK CLI in a process of its own. */
export function cdkCli({ home, environment }: CdkCliOptions): (...args: string[]) => Promise<CliResult> {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    CDK_HOME: home,
    CI: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...environment,
  };
  return (...args) => new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CDK, '--no-notices', '--no-color', '--progress', 'events', ...args], { cwd: home, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) { stream.on('data', (chunk: Buffer) => { output += chunk.toString(); }); }
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode: exitCode ?? -1, output }));
  });
}
