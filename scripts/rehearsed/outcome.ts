import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { run } from '../../cli/run';
import { CanaryRelease } from '../../lib';

/** An app with a released API, and what is added to it. */
export interface RehearsedApp {
  readonly name: string;
  /** @param handler the function of the app, whose code changes from the first deploy to the second */
  readonly add: (stack: Stack, api: apigateway.RestApi, handler: lambda.Function) => void;
}

/**
 * `played`: as on AWS. `carried along`: it is there, and has no effect. `checked`: may be reached, but does not run. `not asked`: nothing is known.
 */
export type HowPlayed = 'played' | 'carried along' | 'checked' | 'not asked' | 'refused';

export interface Outcome {
  readonly name: string;
  readonly how: HowPlayed;
  /** What the command ended with. */
  readonly exitCode: number;
}

/** Rehearses a base and a canary of an app, with the code behind its routes. */
export async function outcomeOf(app: RehearsedApp): Promise<Outcome> {
  const scratch = mkdtempSync(join(tmpdir(), 'rehearsed-'));
  const lines: string[] = [];
  const say = (line: string): void => { lines.push(line); };
  const quiet = { environment: {}, interactive: false, redraws: false, colors: false, errorColors: false, ascii: false, columns: 80, rows: 24 };
  const idle = {
    now: () => new Date(),
    sleep: () => Promise.resolve(),
    write: say,
    ask: () => Promise.resolve(undefined),
    whenResized: () => () => undefined,
    untilInterrupted: () => Promise.resolve(),
    untilStopped: () => ({ stopped: new Promise<never>(() => undefined), again: new Promise<never>(() => undefined), release: () => undefined }),
  };
  const terminal = { ...quiet, ...idle, cwd: scratch, print: say, printError: say };
  try {
    const assemblies = [undefined, 10].map((percent, index) => synthesize(join(scratch, `cdk.out.${index}`), app, percent));
    const exitCode = await run(['rehearse', ...assemblies, '--json', 'report.json'], terminal);
    return { name: app.name, how: howPlayed(exitCode, () => JSON.parse(readFileSync(join(scratch, 'report.json'), 'utf8'))), exitCode };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function howPlayed(exitCode: number, report: () => { routesNotPlayed: string[]; customResourcesNotRun: unknown[]; deploys: unknown[] }): HowPlayed {
  if (exitCode !== 0) { return 'refused'; }
  const { routesNotPlayed, customResourcesNotRun, deploys } = report();
  if (routesNotPlayed.length > 0) { return 'not asked'; }
  if (customResourcesNotRun.length > 0) { return 'carried along'; }
  return JSON.stringify(deploys).includes('"notRun"') ? 'checked' : 'played';
}

function synthesize(outdir: string, { add }: RehearsedApp, percentTraffic: number | undefined): string {
  const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:disable-stack-trace': true } });
  const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });
  const code = lambda.Code.fromInline(`exports.handler = async () => ({ statusCode: 200, body: '${percentTraffic ?? 'base'}' });`);
  const handler = new lambda.Function(stack, 'Hello', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code });
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
  add(stack, api, handler);
  new CanaryRelease(stack, 'Release', { api, canarySettings: percentTraffic === undefined ? undefined : { percentTraffic } });
  return app.synth().directory;
}
