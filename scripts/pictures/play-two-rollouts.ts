import { stepStoriesOf } from '../../cli/rehearse/rollout-text';
import { processTerminal } from '../../cli/terminal';
import { playRollouts } from '../../examples/rollout/play-rollouts';
import { RolloutScenario } from '../../examples/rollout/scenarios';
import { RolloutFigures } from '../../lib/rollout/contract';

/** A rollout from its first percent to its verdict. Times are minutes since it began. */
export interface DrawnRollout {
  readonly name: RolloutScenario['name'];
  readonly steps: readonly DrawnStep[];
  readonly minutes: number;
  /** The gate that stopped it. @default - none did */
  readonly gate?: string;
  /** On which release production is then. */
  readonly production: 'base' | 'new';
  /** All that had been counted and compared by the last look. */
  readonly figures: RolloutFigures;
}

export interface DrawnStep {
  readonly percentTraffic: number;
  readonly from: number;
  readonly until: number;
  readonly looks: readonly DrawnLook[];
}

export interface DrawnLook {
  readonly minutes: number;
  readonly failed: boolean;
}

const REQUESTS_PER_MINUTE = 600;

/** Those of `npm run demo:rollout`. */
export async function playTwoRollouts(): Promise<DrawnRollout[]> {
  const unheard = { ...processTerminal(), print: () => undefined };
  const { rollouts, report } = await playRollouts({ seed: 1, requestsPerMinute: REQUESTS_PER_MINUTE }, unheard, (_, task) => task(() => undefined));
  const stories = report.deploys.flatMap(({ operations }) => operations.flatMap(({ rollouts: told = [] }) => told));
  return rollouts.map(({ name, production }, index) => {
    const { minutes, gate, entries } = stories[index];
    if (production === 'neither') { throw new Error(`Production is on neither release after the ${name} one.`); }
    const steps = stepStoriesOf(stories[index]).map(({ percentTraffic, from, until, looks }) => ({
      percentTraffic,
      from,
      until,
      looks: looks.map((look) => ({ minutes: look.minutes, failed: look.gates?.some(({ verdict }) => verdict === 'FAIL') ?? false })),
    }));
    const figures = entries.filter(({ happened }) => happened === 'LOOK').pop()?.figures;
    if (figures === undefined) { throw new Error(`The last look at the ${name} release counted nothing.`); }
    return { name, steps, minutes, gate, production, figures };
  });
}
