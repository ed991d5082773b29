import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Advisory } from './verdict';

/** Why there are no advisories to judge. */
export interface Unread {
  readonly unread: string;
}

/** The versions in package-lock.json. */
export interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** Asks the registry about every package in package-lock.json. */
export async function npmAdvisories(cwd: string, options: readonly string[] = []): Promise<readonly Advisory[] | Unread> {
  const [stdout, stderr] = await new Promise<[string, string]>((resolve) => {
    execFile('npm', ['audit', '--json', ...options], { cwd, maxBuffer: 64 * 1024 * 1024 }, (_exitCode, ...printed) => resolve(printed));
  });
  return advisoriesOf(stdout, stderr, JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8')));
}

/**
 * Reads what `npm audit --json` printed.
 *
 * Its exit code says nothing: 1 stands for a vulnerability as well as for a registry that does not answer.
 */
export function advisoriesOf(stdout: string, stderr: string, { packages }: LockFile): readonly Advisory[] | Unread {
  const report = parsed(stdout);
  if (report?.auditReportVersion !== 2 || report.vulnerabilities === undefined) {
    return { unread: report?.message ?? report?.error?.summary ?? (stderr.trim().split('\n')[0] || 'npm audit printed no report') };
  }
  return Object.values<any>(report.vulnerabilities).flatMap(({ name, via, nodes }) => {
    const installed = nodes.map((path: string) => ({ path, version: packages[path]?.version ?? 'unknown' }));
    // A string stands for a package that only depends on a vulnerable one, which has its own entry.
    return via.filter((cause: unknown) => typeof cause === 'object').map(({ title, url, severity }: any) => ({
      name, severity, title, url, installed,
    }));
  });
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
