import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Names of the profiles in the AWS configuration files. */
export function profilesIn(env: Environment): string[] {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  const config = textOf(env.AWS_CONFIG_FILE ?? join(home, '.aws', 'config'));
  const credentials = textOf(env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, '.aws', 'credentials'));
  const inConfig = [...config.matchAll(/^\s*\[\s*(?:profile\s+)?([^\]\s]+)\s*\]/gm)].map(([, name]) => name);
  const inCredentials = [...credentials.matchAll(/^\s*\[\s*([^\]\s]+)\s*\]/gm)].map(([, name]) => name);
  return [...new Set([...inConfig, ...inCredentials])].sort();
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
