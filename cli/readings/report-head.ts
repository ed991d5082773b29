import type { Inspection } from './inspect';
import { Release, targetText } from '../target/release';

/** With what every report of a release begins: what it is about, and when it was read. */
export interface ReportHead {
  readonly format: 1;
  readonly at: string;
  readonly stack?: { readonly name: string; readonly id: string; readonly status: string };
  readonly region: string;
  readonly account: string;
  readonly release: { readonly path?: string; readonly logicalId?: string; readonly restApiId: string; readonly stageName: string };
  /** What names it on the command line: `npx cdk-canary abort <target>`. */
  readonly target: string;
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
    target: targetText(release),
  };
}

/** How reports name a release. */
export function releaseId({ declared, restApiId, stageName }: Release): ReportHead['release'] {
  const { path, driver } = declared ?? {};
  return { ...path === undefined ? {} : { path }, ...driver === undefined ? {} : { logicalId: driver.logicalId }, restApiId, stageName };
}
