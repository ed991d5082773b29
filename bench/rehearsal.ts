import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { show, spread } from './measure';
import { CanaryRelease, CanaryReleaseOptions } from '../lib';

const COMMAND = join(__dirname, '..', 'assets', 'cdk-canary', 'index.js');
const RESOURCES = 800;
const ROUTES = 60;
/** Base, canary, promotion, twice: what a team deploys in a week. */
const DEPLOYS: ReadonlyArray<[code: string, options: Pick<CanaryReleaseOptions, 'canarySettings'>, promotes: boolean]> = [
  ['one', {}, false], ['two', { canarySettings: { percentTraffic: 10 } }, false], ['two', { canarySettings: { percentTraffic: 10 } }, true],
  ['three', { canarySettings: { percentTraffic: 5 } }, false], ['three', { canarySettings: { percentTraffic: 50 } }, false], ['three', {}, false],
];

const CONTEXT = { 'aws:cdk:disable-stack-trace': true, '@aws-cdk/core:stackResourceLimit': RESOURCES + 10 };

/** `cdk-canary rehearse` of six deploys of an app with 800 resources, as a process of its own: seconds, and megabytes at most. */
export function benchRehearsal(rounds: number): void {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-rehearsal-'));
  try {
    const assemblies = DEPLOYS.map((deploy, index) => synthesize(join(scratch, `cdk.out.${index + 1}`), ...deploy));
    const meter = join(scratch, 'meter.js');
    // Only the process itself knows its peak of memory, and its own part of what a busy machine did.
    writeFileSync(meter, `process.on('exit', () => {
      const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
      console.error('METER', maxRSS / 1024, (userCPUTime + systemCPUTime) / 1e6);
    });`);
    const runs = Array.from({ length: rounds + 1 }, () => {
      const start = process.hrtime.bigint();
      const { status, stderr } = spawnSync(process.execPath, [
        '--require', meter, COMMAND, 'rehearse', ...assemblies, '--no-invoke',
      ], { encoding: 'utf8' });
      if (status !== 0) { throw new Error(`The rehearsal must exit with 0, got ${status}: ${stderr}`); }
      const [, megabytes, cpuSeconds] = /METER (\S+) (\S+)/.exec(stderr)!.map(Number);
      return { seconds: Number(process.hrtime.bigint() - start) / 1e9, megabytes, cpuSeconds };
    }).slice(1);
    console.log(`\nRehearsal of ${DEPLOYS.length} deploys of ${RESOURCES} resources and ${ROUTES} routes: `
      + `${show(spread(runs.map(({ seconds }) => seconds)))} s, of which ${show(spread(runs.map(({ cpuSeconds }) => cpuSeconds)))} s on the `
      + 'processor, '
      + `at most ${show(spread(runs.map(({ megabytes }) => megabytes)), 0)} MB`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function synthesize(outdir: string, code: string, options: Pick<CanaryReleaseOptions, 'canarySettings'>, promotes: boolean): string {
  const app = new App({ outdir, analyticsReporting: false, context: CONTEXT });
  const stack = new Stack(app, 'Bench');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  for (let route = 0; route < ROUTES; route++) {
    const source = lambda.Code.fromInline(`exports.handler = async () => ({ statusCode: 200, body: '${code}' });`);
    const handler = new lambda.Function(stack, `Fn${route}`, { code: source, handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
    api.root.addResource(`route${route}`).addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
  }
  const release = new CanaryRelease(stack, 'Release', { api, ...options });
  if (promotes) { release.promote(); }
  const resources = (): number => stack.node.findAll().filter((node) => 'cfnResourceType' in node).length;
  for (let queue = 0; resources() < RESOURCES; queue++) { new CfnQueue(stack, `Queue${queue}`); }
  return app.synth().directory;
}
