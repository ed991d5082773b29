import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { RolloutScenario, SCENARIOS, trafficOf } from './scenarios';
import { ShopStack } from './shop-stack';
import { Progress } from '../../cli/progress';
import { DeployPlayer } from '../../cli/rehearse/deploy-player';
import { LocalEngine, startLocalEngine } from '../../cli/rehearse/local-engine';
import { RehearsalReport } from '../../cli/rehearse/rehearsal-report';
import { Terminal } from '../../cli/terminal';
import { readAssembly } from '../../rehearsal/assembly';
import { StackArtifact } from '../../rehearsal/assembly/stack-artifact';

/** How a rollout ended. */
export interface PlayedRollout {
  readonly name: RolloutScenario['name'];
  readonly verdict: string;
  /** The gate that stopped it. `null` when none did. */
  readonly gate: string | null;
  readonly production: 'new' | 'base' | 'neither';
  readonly minutes: number;
  /** Requests that the canary answered with 5xx. */
  readonly canaryErrors: number;
  /** Requests that failed although neither release alone would have failed them. */
  readonly failedByUs: number;
}

export interface PlayOptions {
  readonly seed: number;
  readonly requestsPerMinute: number;
  readonly scenarios?: readonly RolloutScenario[];
}

const ENVIRONMENT = { account: '123456789012', region: 'us-east-1' };

/** Deploys the shop, and then the release of each scenario, on an engine with clients. Prints each deploy as it ends. */
export async function playRollouts(
  { seed, requestsPerMinute, scenarios = SCENARIOS }: PlayOptions, terminal: Terminal, progress: Progress,
): Promise<{ readonly rollouts: PlayedRollout[]; readonly report: RehearsalReport }> {
  const folder = mkdtempSync(join(tmpdir(), 'canary-rollout-'));
  const engine = await startLocalEngine({
    environment: ENVIRONMENT, seed, invoke: true, run: [], traffic: trafficOf(scenarios[0], requestsPerMinute),
  });
  try {
    const player = new DeployPlayer(engine, [], terminal, progress);
    const total = scenarios.length + 1;
    await player.deploy('the shop, with its rollout', synthesized(folder, 'Hello, one'), total);
    const rollouts: PlayedRollout[] = [];
    for (const scenario of scenarios) {
      engine.traffic!.change(trafficOf(scenario, requestsPerMinute));
      await player.deploy(`a ${scenario.name} release`, synthesized(folder, scenario.greeting), total);
      rollouts.push(played(scenario, player));
    }
    return { rollouts, report: reportOf(player, engine, seed) };
  } finally {
    await engine.aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function synthesized(folder: string, greeting: string): readonly StackArtifact[] {
  const outdir = join(folder, greeting.replace(/\W+/g, '-'));
  const app = new App({ outdir, analyticsReporting: false });
  new ShopStack(app, 'Shop', { greeting, env: ENVIRONMENT });
  app.synth();
  return readAssembly(outdir, ENVIRONMENT).stacks;
}

function played({ name }: RolloutScenario, { deploys }: DeployPlayer): PlayedRollout {
  const { reason, rollouts = [], stagesAfter: [stage] } = deploys[deploys.length - 1].operations[0];
  if (rollouts.length !== 1) { throw new Error(`The deploy of the ${name} release had ${rollouts.length} rollouts instead of one: ${reason}`); }
  const [{ verdict, gate, minutes, base, canary, counts }] = rollouts;
  const production = { [base]: 'base', [canary]: 'new' }[stage.base.deploymentId] as 'base' | 'new' | undefined;
  return {
    name,
    verdict,
    gate: gate ?? null,
    production: production ?? 'neither',
    minutes: Math.round(minutes),
    canaryErrors: counts!.canary.errors,
    failedByUs: counts!.base.failedByUs + counts!.canary.failedByUs,
  };
}

function reportOf({ deploys, notPlayed, propertiesNotPlayed }: DeployPlayer, { aws }: LocalEngine, seed: number): RehearsalReport {
  return {
    seed,
    except: [],
    functionsInvoked: true,
    deploys,
    customResourcesNotRun: aws.cloudFormation.customResourcesNotRun,
    inertTypes: [...aws.cloudFormation.inertTypes].sort(),
    routesNotPlayed: notPlayed,
    propertiesNotPlayed,
  };
}
