import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inTurns, show } from './measure';

const PACKAGE = join(__dirname, '..');

/** What importing the package adds to the modules of aws-cdk-lib that a REST API app imports anyway. Needs `npm run compile`. */
export function benchImport(rounds: number): void {
  if (!existsSync(join(PACKAGE, 'build', 'index.js'))) {
    console.log('\nImport: not measured, the package is not compiled. Run npx projen compile first.');
    return;
  }
  const cdk = "require('aws-cdk-lib'); new (require('aws-cdk-lib').App)(); require('aws-cdk-lib/aws-apigateway').RestApi; "
    + "require('aws-cdk-lib/aws-lambda').Function;";
  const ours = `${cdk} const p = require('./build'); p.CanaryRestApi; p.CanaryRelease; p.EndpointBaseline;`;
  const run = (code: string) => () => { execFileSync(process.execPath, ['-e', code], { cwd: PACKAGE }); };
  const { subject, peer } = inTurns(rounds, run(ours), run(cdk));
  console.log(`\nImport of the package over aws-cdk-lib's own, whole processes: ${(subject.median - peer.median).toFixed(1)} ms `
    + `(${show(subject)} ms with, ${show(peer)} ms without)`);
}
