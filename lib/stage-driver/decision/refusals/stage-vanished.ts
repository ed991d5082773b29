import type { Situation } from '../situation';

/** There is no base release to keep, and nobody said that there should be none. */
export function stageVanished({ live, desired, previous }: Situation): string | undefined {
  if (live !== undefined || previous === undefined) { return undefined; }
  if (desired.restApiId !== previous.restApiId || desired.stageName !== previous.stageName) { return undefined; }
  return `Stage ${desired.stageName} of API ${desired.restApiId} no longer exists, so there is no base release to keep. The stage was not moved. `
    + 'It was deleted outside of this stack: remove the stage from the app, deploy, and add it again.';
}
