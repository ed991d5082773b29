import type { Inspection } from './inspect';
import { Release, stageOptions } from '../target/release';

/** With what every report of a release begins: what it is about, and when it was read. */
export interface ReportHead {
  readonly format: 1;
  readonly at: string;
  readonly stack?: { readonly name: string; readonly id: string; readonly status: string };
  readonly region: string;
  readonly account: string;
  readonly release: { readonly path?: string; readonly logicalId?: string; readonly restApiId: string; readonly stageName: string };
}

export function reportHead({ release, now, region, accountId }: Pick<Inspection, 'release' | 'now' | 'region' | 'accountId'>): ReportHead {
  const { declared } = release;
  return {
    format: 1,
    at: now.toISOString(),
    ...declared ? { stack: { name: declared.root.name, id: declared.root.id, status: declared.root.status } } : {},
    region,
    account: accountId,
    release: releaseId(release),
  };
}

/** How reports name a release. */
export function releaseId({ declared, restApiId, stageName }: Release): ReportHead['release'] {
  const { path, driver } = declared ?? {};
  return { ...path === undefined ? {} : { path }, ...driver === undefined ? {} : { logicalId: driver.logicalId }, restApiId, stageName };
}

/** What names the stage on the command line, for commands that look at every release of a stack. */
export function targetOf({ stack, release }: Pick<ReportHead, 'stack' | 'release'>): string {
  return stack === undefined ? stageOptions(release) : stack.name;
}
