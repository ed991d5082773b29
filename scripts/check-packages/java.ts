import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command';
import { ExpectedByExample, expectSameTemplates } from './examples';
import { ROOT, Scratch } from './scratch';

/** Maven never fetches a release twice, and this one is built again and again under one version. */
const FETCHED_BEFORE = join(homedir(), '.m2', 'repository', 'io', 'github', 'cdk-canary-rest-api');

/** The jar out of the Maven repository that the build leaves in dist/, with examples/java. */
export function checkJava(scratch: Scratch, expected: ExpectedByExample): void {
  runCommand('rm -rf dist/java && npx projen package:java', { cwd: ROOT });
  runCommand(`rm -rf '${FETCHED_BEFORE}'`, { cwd: ROOT });
  const example = join(ROOT, 'examples', 'java');
  expectSameTemplates('Java', { command: 'mvn -e -q compile exec:java', cwd: example }, scratch, expected.practice);
  expectSameTemplates('Java', { command: 'mvn -e -q exec:java -Dexec.mainClass=shop.ShopApp', cwd: example }, scratch, expected.shop);
}
