import { spawnSync } from 'node:child_process';

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command through the shell, and prints it with the time that it took.
 *
 * @throws with everything that it printed, if it fails
 */
export function runCommand(command: string, { cwd, env }: CommandOptions): string {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(command, {
    cwd, env: { ...process.env, ...env }, shell: true, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
  });
  console.log(`$ ${command}   (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) { throw new Error(`'${command}' in ${cwd} exited with ${status}:\n${stdout}${stderr}`); }
  return stdout;
}

export function commandExists(command: string): boolean {
  return spawnSync(`command -v ${command}`, { shell: true }).status === 0;
}
