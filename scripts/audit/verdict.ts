/** As npm grades them, from harmless to worst. */
export const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;
export type Severity = typeof SEVERITIES[number];

/** A known vulnerability in an installed package. */
export interface Advisory {
  readonly name: string;
  readonly severity: Severity;
  readonly title: string;
  readonly url: string;
  /** Every place where a vulnerable version is installed, as in package-lock.json. */
  readonly installed: ReadonlyArray<{ readonly path: string; readonly version: string }>;
}

/** A package that reaches users: its code is in a bundle, or they have to install it. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly how: 'bundled' | 'peer';
}

/** How far an advisory reaches. What a peer brings along is as new as the peer that the user has. */
export type Reach = 'bundled' | 'peer' | 'within a peer' | 'development only';

export interface AdvisoryFinding {
  readonly advisory: Advisory;
  readonly reach: Reach;
  /** Whether it fails the audit. */
  readonly fails: boolean;
}

export interface AuditVerdict {
  /** Advisories that could not be read are no pass. */
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** Those that fail the audit first, then by severity. */
  readonly findings: readonly AdvisoryFinding[];
}

/**
 * Judges advisories by what ships: one in a bundled package or a peer fails the audit from `level` on, any other is only told.
 *
 * @param advisories of everything that is installed. Undefined when they could not be read
 */
export function auditVerdict(advisories: readonly Advisory[] | undefined, shipped: readonly ShippedPackage[], level: Severity): AuditVerdict {
  if (advisories === undefined) { return { verdict: 'inconclusive', findings: [] }; }
  const findings = advisories.map((advisory) => judged(advisory, shipped, level));
  findings.sort((a, b) => Number(b.fails) - Number(a.fails) || grade(b.advisory.severity) - grade(a.advisory.severity));
  return { verdict: findings.some(({ fails }) => fails) ? 'fail' : 'pass', findings };
}

function judged(advisory: Advisory, shipped: readonly ShippedPackage[], level: Severity): AdvisoryFinding {
  const reach = reachOf(advisory, shipped);
  const ships = reach === 'bundled' || reach === 'peer';
  return { advisory, reach, fails: ships && grade(advisory.severity) >= grade(level) };
}

function reachOf({ name, installed }: Advisory, shipped: readonly ShippedPackage[]): Reach {
  const match = shipped.filter((one) => one.name === name && installed.some(({ version }) => version === one.version));
  if (match.some(({ how }) => how === 'bundled')) { return 'bundled'; }
  if (match.length > 0) { return 'peer'; }
  const peers = shipped.filter(({ how }) => how === 'peer');
  return installed.some(({ path }) => peers.some((peer) => path.startsWith(`node_modules/${peer.name}/node_modules/`)))
    ? 'within a peer'
    : 'development only';
}

/** A severity that npm may invent is worse than any that we know. */
function grade(severity: Severity): number {
  const known = SEVERITIES.indexOf(severity);
  return known === -1 ? SEVERITIES.length : known;
}
