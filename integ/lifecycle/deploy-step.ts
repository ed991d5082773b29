/**
 * Deploys one step of a test, with an AWS account: `npx tsx integ/lifecycle/deploy-step.ts integ.hold.ts 0`.
 *
 * The stack under test alone. With `--assertions`, its assertion stack too. With `--fails`, the deploy has to fail. integ-runner calls it for the
 * earlier steps.
 */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { FAILS, stackNameOf } from './stepped-test';

const [file, step, option] = process.argv.slice(2);
const root = path.join(__dirname, '..', '..');

// The runner deploys the last step to the region it was given, and tells its hooks nothing about it.
if (!process.env.AWS_REGION) {
  process.stderr.write('AWS_REGION is not set, so the earlier steps could go to another region than the last. Set AWS_REGION, and pass the same as '
    + '--parallel-regions.\n');
  process.exit(1);
}

const { status } = spawnSync('npx', [
  'cdk', 'deploy', `**/${stackNameOf(file)}`, ...(option === '--assertions' ? [`**/${stackNameOf(file)}Assertions`] : []),
  '--app', `node --import tsx ${path.join('integ', path.basename(file))}`,
  '--context', `step=${step}`,
  '--output', path.join('integ', 'cdk.out', `${stackNameOf(file)}-${step}`),
  '--require-approval', 'never', '--concurrency', '1',
  // As integ-runner synthesizes: otherwise every resource would differ between the steps by its metadata.
  '--no-path-metadata', '--no-asset-metadata', '--no-version-reporting',
], { cwd: root, stdio: 'inherit' });
process.exit(option === FAILS ? Number(status === 0) : status ?? 1);
