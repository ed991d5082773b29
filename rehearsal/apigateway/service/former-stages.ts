import { Deployment, Stage } from '../model';
import { RandomSource } from '../random-source';

/** A stage as it was before a change, with the deployments that it served. */
export interface FormerStage {
  readonly stageName: string;
  readonly stage: Stage;
  readonly deployments: ReadonlyMap<string, Deployment>;
  /** When it changed. */
  readonly until: Date;
}

/** A stage as requests meet it. */
export type ServedStage = Pick<FormerStage, 'stage' | 'deployments'>;

/** So long requests may meet a stage as it was: tests against AWS wait five to ten seconds (LocalStack, PR 12199). */
const PROPAGATION_MILLISECONDS = 9_000;

/** Which stage one request meets: the one that is, or one that was a moment ago. Now this one and now that one. */
export function stageMet(now: ServedStage, former: ReadonlyArray<FormerStage>, time: Date, random: RandomSource): ServedStage {
  if (former.length === 0) { return now; }
  const possible = former.filter(({ until }) => time.getTime() - until.getTime() < PROPAGATION_MILLISECONDS);
  return [...possible, now][Math.floor(random() * (possible.length + 1))];
}
