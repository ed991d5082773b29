import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRestApi, CanaryRollout, RolloutGate } from '../../../lib';

/** An app whose releases go through a rollout. */
export interface RolloutApp {
  /** Version of the code behind the route of each API. */
  readonly code: number;
  /** How many APIs the stack has, each with a rollout of its own. */
  readonly apis: 1 | 2;
  /** What the operator says in the context. */
  readonly word?: 'abort' | 'skip';
  /** Nobody acts on a verdict: what must not be, to see that it is found. @default false */
  readonly dryRun?: boolean;
}

const FAST_SYNTHESIS = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:disable-stack-trace': true, 'aws:cdk:enable-path-metadata': false };
const OUTDIR = mkdtempSync(join(tmpdir(), 'rollouts-'));
process.once('exit', () => rmSync(OUTDIR, { recursive: true, force: true }));
const templates = new Map<string, object>();

/** Synthesis is slow, so equal apps share one. */
export function rolloutTemplate(state: RolloutApp): object {
  const key = JSON.stringify(state);
  const known = templates.get(key);
  if (known !== undefined) { return known; }
  const context = { ...FAST_SYNTHESIS, ...state.word && { 'cdk-canary-rest-api:action': state.word } };
  const app = new App({ outdir: OUTDIR, analyticsReporting: false, treeMetadata: false, context });
  const stack = new Stack(app, 'Shop');
  for (let index = 1; index <= state.apis; index++) { addApi(stack, index, state); }
  const { template } = app.synth().getStackByName('Shop');
  for (const { Type, Properties } of Object.values<any>(template.Resources)) {
    // The handlers run in this process. What their assets hold does not matter.
    if (Type === 'AWS::Lambda::Function' && Properties.Code.S3Key) { Properties.Code = { ZipFile: '// in process' }; }
  }
  templates.set(key, template);
  return template;
}

function addApi(stack: Stack, index: number, { code, dryRun }: RolloutApp): void {
  const handler = new lambda.Function(stack, `Hello${index}`, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    environment: { CODE: String(code) },
  });
  const rollout = CanaryRollout.steps([
    { percentTraffic: 10, bake: Duration.minutes(2) },
    { percentTraffic: 50, bake: Duration.minutes(2) },
  ], { gates: [RolloutGate.errorShare()], dryRun });
  new CanaryRestApi(stack, `Api${index}`, { handler, resourcePath: 'hello', cloudWatchRole: false, rollout });
}
