import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { cdkCli, CliResult } from './cdk-cli-process';
import { PracticeStack, PracticeStackProps } from '../../examples/practice/practice-stack';
import { RealTimeClock } from '../../rehearsal/cloudformation/real-time-clock';
import { LocalAws } from '../../rehearsal/local-aws';
import { ServedAws, serveAws } from '../../rehearsal/serve-aws';

/** A state of examples/practice. */
export interface PracticeState {
  readonly props: PracticeStackProps;
  readonly context?: Record<string, unknown>;
}

/** The engine, and the unmodified CDK CLI that takes it for AWS. */
export interface PracticeByCli<State extends string> {
  readonly aws: LocalAws;
  readonly served: ServedAws;
  readonly cdk: (...args: string[]) => Promise<CliResult>;
  /** The arguments that make the CLI take a state for the app. */
  readonly app: (state: State) => string[];
  readonly close: () => Promise<void>;
}

/** Synthesizes the states, and serves an empty account. */
export async function practiceByCli<State extends string>(states: Record<State, PracticeState>): Promise<PracticeByCli<State>> {
  const home = mkdtempSync(join(tmpdir(), 'cdk-cli-'));
  for (const [name, { props, context }] of Object.entries<PracticeState>(states)) {
    const app = new App({ outdir: join(home, name), context, analyticsReporting: false });
    new PracticeStack(app, 'Practice', props);
    app.synth();
  }
  const aws = new LocalAws({ clock: new RealTimeClock() });
  const served = await serveAws(aws);
  return {
    aws,
    served,
    cdk: cdkCli({ home, environment: served.environment }),
    app: (state) => ['--app', join(home, state)],
    async close() {
      await served.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
