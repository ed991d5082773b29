import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from './input-error';

/**
 * Looks whether a file can be written, so that a long run does not end with its result lost.
 *
 * @param option as the user gave it, for the message
 * @throws InputError when it can't
 */
export function assertWritable(option: string, file: string, cwd: string): void {
  const path = resolve(cwd, file);
  const problem = problemWith(path);
  if (problem !== undefined) { throw new InputError(`${option} must be a file that can be written, got ${file}: ${problem}`); }
}

function problemWith(path: string): string | undefined {
  const folder = dirname(path);
  if (existsSync(path) && statSync(path).isDirectory()) { return 'it is a folder. Add the name of a file.'; }
  if (!existsSync(path) && !existsSync(folder)) { return `the folder ${folder} does not exist. Create it, or give another file.`; }
  if (!existsSync(path) && !statSync(folder).isDirectory()) { return `${folder} is no folder. Give another file.`; }
  const needed = existsSync(path) ? path : folder;
  try {
    accessSync(needed, constants.W_OK);
    return undefined;
  } catch (error) {
    return `${needed} can't be written (${(error as NodeJS.ErrnoException).code}). Change its permissions, or give another file.`;
  }
}
