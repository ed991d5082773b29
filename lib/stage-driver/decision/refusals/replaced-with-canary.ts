import type { Situation } from '../situation';

/** A new API knows no base release: everybody who comes to it would get what was to be the canary. */
export function replacedWithCanary({ live, desired, previous }: Situation): string | undefined {
  if (live !== undefined || previous === undefined) { return undefined; }
  if (desired.restApiId === previous.restApiId || desired.action === 'NONE') { return undefined; }
  return `API ${previous.restApiId} is replaced by ${desired.restApiId} in one deploy with ${desired.action}; a new API knows no base release, `
    + 'so everybody who comes to it would get the canary release. The stage was not moved. Promote or abort first, then replace the API in a deploy '
    + 'without a canary.';
}
