import { AuditVerdict, AdvisoryFinding, Severity, ShippedPackage } from './verdict';

/** What the audit prints. The last line is the verdict. */
export function auditReport({ verdict, findings }: AuditVerdict, shipped: readonly ShippedPackage[], level: Severity): string {
  const bundled = shipped.filter(({ how }) => how === 'bundled').length;
  const what = `what ships (${bundled} bundled packages, ${shipped.length - bundled} peers)`;
  const failing = findings.filter(({ fails }) => fails).length;
  return [
    ...findings.map(line),
    {
      pass: `pass: no advisory of severity ${level} or above in ${what}; ${findings.length} in all`,
      fail: `fail: ${failing} of severity ${level} or above in ${what}; ${findings.length} in all`,
      inconclusive: `inconclusive: NOTHING WAS CHECKED in ${what}, because the advisories could not be read`,
    }[verdict],
  ].join('\n');
}

function line({ advisory, reach, fails }: AdvisoryFinding): string {
  const versions = [...new Set(advisory.installed.map(({ version }) => version))].join(', ');
  return `${fails ? 'FAILS' : 'told '}  ${advisory.severity.padEnd(8)}  ${advisory.name} ${versions} (${reach}): ${advisory.title}  ${advisory.url}`;
}
