import { rolloutLife } from './rollout-deploys';
import { ROLLOUT_ADVERSITIES, RolloutAdversity, RolloutEnding, RolloutModel } from './rollout-world';
import type { RolloutRules } from './rules';

const DEPLOYS = 4;

/** How many runs ended wrong, why, and in how many of them what happened. */
export interface RolloutEndings {
  readonly runs: number;
  readonly wrong: number;
  readonly adversities: Readonly<Record<RolloutAdversity, number>>;
}

/** One run, to the last late write. @returns what is wrong. Undefined when it ended right */
export function playRollouts(world: RolloutModel): string | undefined {
  const ending: RolloutEnding = {};
  world.simulation.start(rolloutLife(world, DEPLOYS, ending));
  world.simulation.run();
  world.mustBe(ending);
  return world.violation;
}

/** Many runs. @param onWrong told of each that did not end right */
export function playManyRollouts(
  firstSeed: number, runs: number, rules: RolloutRules, onWrong: (seed: number, why: string) => void = () => undefined,
): RolloutEndings {
  const adversities = Object.fromEntries(ROLLOUT_ADVERSITIES.map((adversity) => [adversity, 0])) as Record<RolloutAdversity, number>;
  let wrong = 0;
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const world = new RolloutModel(seed, rules);
    const why = playRollouts(world);
    for (const adversity of world.adversities.keys()) { adversities[adversity]++; }
    if (why === undefined) { continue; }
    wrong++;
    onWrong(seed, why);
  }
  return { runs, wrong, adversities };
}
