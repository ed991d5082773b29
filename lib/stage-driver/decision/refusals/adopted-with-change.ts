import type { Situation } from '../situation';

/** The template that stands until now retains nothing: what the base needs would be deleted by this very operation. */
export function adoptedWithChange({ live, desired, previous }: Situation): string | undefined {
  if (live === undefined || previous !== undefined) { return undefined; }
  if (desired.action === 'NONE' || live.deploymentId === desired.deploymentId) { return undefined; }
  return `Stage ${desired.stageName} is on deployment ${live.deploymentId}, but this template, which adds the canary release to the stack, is for `
    + `deployment ${desired.deploymentId}. The stage was not moved. Deploy the release without a change of the API (or without canarySettings) first; `
    + 'from then on a canary keeps what the base release needs.';
}
