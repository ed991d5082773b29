import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command';
import { expectCanary, newApp } from './new-app';
import { CANARY_PERCENT } from './released-template';
import { Scratch } from './scratch';

const STACK = {
  file: 'lib/hello-app-stack.ts',
  imports: `import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRestApi } from 'cdk-canary-rest-api';`,
  body: `
    const handler = new lambda.Function(this, 'Hello', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline("exports.handler = async () => ({ statusCode: 200, body: 'hello' });"),
    });
    new CanaryRestApi(this, 'Api', { handler, resourcePath: 'hello', canarySettings: { percentTraffic: ${CANARY_PERCENT} } });`,
};

/**
 * The npm tarball in the app of `cdk init`, with the compiler, the runner and the newest aws-cdk-lib that its package.json asks for.
 *
 * @throws if it does not install there, or if the stack does not compile or synthesize
 */
export function checkNewTypeScriptApp(scratch: Scratch, tarball: string): void {
  const app = newApp(scratch, 'typescript', STACK);
  runCommand(`npm install --no-audit --no-fund '${tarball}'`, { cwd: app });
  // Fails if the app's aws-cdk-lib is not one that the package accepts as a peer.
  runCommand('npm ls --all', { cwd: app });
  // The app's own CLI. It compiles with the app's own TypeScript first.
  expectCanary(app, 'npx --no-install cdk');
  console.log(`cdk init, TypeScript: a canary with aws-cdk-lib ${versionIn(app, 'aws-cdk-lib')} and TypeScript ${versionIn(app, 'typescript')}`);
}

function versionIn(app: string, dependency: string): string {
  return JSON.parse(readFileSync(join(app, 'node_modules', dependency, 'package.json'), 'utf8')).version;
}
