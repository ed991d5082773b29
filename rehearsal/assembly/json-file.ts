import { readFileSync } from 'node:fs';
import { AssemblyError } from './assembly-error';

/** Reads a JSON object. @param role what the file is, for messages. @throws AssemblyError when it is missing or no JSON object */
export function readJsonFile(path: string, role: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new AssemblyError(`${role} ${path} can't be read (${(error as NodeJS.ErrnoException).code}). Synthesize the app again with \`cdk synth\`.`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) { return value as Record<string, unknown>; }
  } catch {
    // Same message as for JSON that is no object.
  }
  throw new AssemblyError(`${role} ${path} is not a JSON object. Synthesize the app again with \`cdk synth\`.`);
}
