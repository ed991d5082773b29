/** `npx projen audit`: known vulnerabilities in what ships fail it. Those of development tools are only told. */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { npmAdvisories } from './audit/npm-advisories';
import { auditReport } from './audit/report';
import { shippedPackages } from './audit/shipped-packages';
import { auditVerdict, SEVERITIES, Severity } from './audit/verdict';

const ROOT = join(__dirname, '..');

const { level, ifReadable } = new Command('npx projen audit')
  .description('Asks the registry for advisories, and exits with 1 when one concerns a bundled package or a peer, or when they cannot be read.')
  .addOption(new Option('--level <severity>', 'from which severity on an advisory fails the audit').choices(SEVERITIES).default('high'))
  .option('--if-readable', 'where the registry serves no advisories, say so and exit with 0')
  .parse()
  .opts<{ level: Severity; ifReadable?: boolean }>();

async function main(): Promise<void> {
  const advisories = await npmAdvisories(ROOT);
  const shipped = shippedPackages(ROOT);
  const read = 'unread' in advisories ? undefined : advisories;
  if ('unread' in advisories) { console.log(`npm audit: ${advisories.unread}`); }
  const outcome = auditVerdict(read, shipped, level);
  console.log(auditReport(outcome, shipped, level));
  process.exitCode = outcome.verdict === 'pass' || (outcome.verdict === 'inconclusive' && ifReadable) ? 0 : 1;
}

void main();
