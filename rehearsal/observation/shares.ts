import { ReleaseName, StageObservation } from './instant';

/** How a stage's requests were answered at an instant: shares that add up to 1. */
export interface Shares {
  readonly base: number;
  readonly canary: number;
  readonly failed: number;
}

/** Splits the requests as the stage does, taking every route to be asked equally often. */
export function sharesOf({ stage, answers }: StageObservation): Shares {
  const failedOf = (release: ReleaseName): number => {
    const asked = answers.filter((answer) => answer.release === release);
    return asked.length === 0 ? 0 : asked.filter(({ failure }) => failure !== undefined).length / asked.length;
  };
  const [toBase, toCanary] = [stage.base.percentTraffic / 100, (stage.canary?.percentTraffic ?? 0) / 100];
  const [base, canary] = [toBase * (1 - failedOf('base')), toCanary * (1 - failedOf('canary'))];
  return { base, canary, failed: toBase * failedOf('base') + toCanary * failedOf('canary') };
}
