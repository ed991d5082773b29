import { deploys, Ending } from './cloudformation';
import { Rules } from './rules';
import { ADVERSITIES, Adversity, sameStage, World } from './world';

/** How a run ended. */
export type Verdict =
  | { readonly is: 'right' }
  /** Requests got 500, for a moment or for good. */
  | { readonly is: 'outage'; readonly why: string }
  /** The stage is not what the last operation left, though nobody else moved it. */
  | { readonly is: 'wrong stage'; readonly why: string };

/** How many runs ended how, and in how many of them what befell them. */
export interface Endings {
  readonly runs: Readonly<Record<Verdict['is'], number>>;
  readonly adversities: Readonly<Record<Adversity, number>>;
}

/** One run: three deploys with everything that may befall them, to the last late event. The world's seed alone decides it. */
export function play(world: World): Verdict {
  const ending: Ending = {};
  world.simulation.start(deploys(world, 3, ending));
  world.simulation.run();
  if (world.outage !== undefined) { return { is: 'outage', why: world.outage }; }
  const { stage } = world;
  const { expected = stage } = ending;
  return sameStage(stage, expected) ? { is: 'right' }
    : { is: 'wrong stage', why: `the stage is ${JSON.stringify(stage)}, it must be ${JSON.stringify(expected)}` };
}

/** Many runs. @param onWrong told of each that did not end right */
export function playMany(firstSeed: number, runs: number, rules: Rules, onWrong: (seed: number, verdict: Verdict) => void): Endings {
  const endings: Record<Verdict['is'], number> = { 'right': 0, 'outage': 0, 'wrong stage': 0 };
  const adversities = Object.fromEntries(ADVERSITIES.map((adversity) => [adversity, 0])) as Record<Adversity, number>;
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const world = new World(seed, rules);
    const verdict = play(world);
    for (const adversity of world.adversities.keys()) { adversities[adversity]++; }
    endings[verdict.is]++;
    if (verdict.is !== 'right') { onWrong(seed, verdict); }
  }
  return { runs: endings, adversities };
}
