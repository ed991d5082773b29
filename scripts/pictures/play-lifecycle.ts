import { App, Stack } from 'aws-cdk-lib';
import { PlayedStack } from './played-stack';
import { CanaryRestApi } from '../../lib';
import { StageState } from '../../rehearsal/observation/instant';
import { answering } from '../../test/apis/answering';

export type StepName = 'base' | 'hold' | 'promote' | 'remove' | 'abort';

/** The stage after a deploy. */
export interface PlayedStep {
  readonly step: StepName;
  readonly production: PlayedRelease;
  readonly canary?: PlayedRelease;
}

export interface PlayedRelease {
  /** Of the code: 1 or 2. */
  readonly version: number;
  readonly percentTraffic: number;
  readonly theme: string;
}

/** The practice, and an abort in the place of the promotion. */
export async function playLifecycle(): Promise<PlayedStep[]> {
  const practice = await play(['base', 'hold', 'promote', 'remove']);
  const [, , aborted] = await play(['base', 'hold', 'abort']);
  return [...practice, aborted];
}

async function play(steps: readonly StepName[]): Promise<PlayedStep[]> {
  const engine = new PlayedStack();
  const versions = new Map<string, number>();
  const played: PlayedStep[] = [];
  try {
    for (const step of steps) {
      const { stagesAfter: [stage] } = await engine.deploy((app) => write(app, step));
      for (const { deploymentId } of [stage.base, ...(stage.canary ? [stage.canary] : [])]) {
        if (!versions.has(deploymentId)) { versions.set(deploymentId, versions.size + 1); }
      }
      const release = ({ deploymentId, percentTraffic, variables }: StageState['base']) => (
        { version: versions.get(deploymentId)!, percentTraffic, theme: variables.theme });
      played.push({ step, production: release(stage.base), canary: stage.canary && release(stage.canary) });
    }
  } finally {
    await engine.close();
  }
  return played;
}

/** What the README writes for the step. */
function write(app: App, step: StepName): void {
  const stack = new Stack(app, 'App');
  const isHeld = step !== 'base' && step !== 'remove';
  const api = new CanaryRestApi(stack, 'Api', {
    handler: answering(stack, step === 'base' ? 'code 1' : 'code 2'),
    resourcePath: 'hello',
    cloudWatchRole: false,
    deployOptions: { variables: { theme: step === 'remove' ? 'dark' : 'light' } },
    canarySettings: isHeld ? { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } : undefined,
  });
  if (step === 'promote') { api.promote(); }
  if (step === 'abort') { api.abort(); }
}
