import { refusalText, RefusalText } from '../../../messages/ids';
import { isMarked, latencyFilters } from '../../../monitoring/log-patterns';
import type { LiveAccessLog } from '../../../stage/live-stage';
import { hasSteps } from '../../../stage/stage-after';
import type { DesiredLog } from '../../contract/driver-properties';
import type { Situation } from '../situation';

/**
 * The gates would see nothing: the stage does not log yet what they count.
 *
 * CloudFormation sets the access log of a stage after the steps, because the stage waits for them.
 */
export function rolloutWithoutData({ live, liveLog = {}, desired, previous }: Situation): RefusalText | undefined {
  const log = desired.rollout?.log;
  if (live === undefined || previous === undefined || log === undefined || !hasSteps(desired, live)) { return undefined; }
  const missing = missingIn(liveLog, log, previous.rollout?.log);
  return missing === undefined ? undefined : refusalText('RolloutWithoutData', desired.stageName, missing);
}

function missingIn(live: LiveAccessLog, wanted: DesiredLog, before: DesiredLog | undefined): string | undefined {
  const { mark, slowerThan } = wanted;
  if (live.format === undefined) { return 'it has no access log'; }
  if (!isMarked(live.format, mark)) { return 'its access log does not tell base and canary release apart'; }
  if (groupOf(live) !== groupOf(wanted)) { return 'its access log goes somewhere else than the metric filters of this template look'; }
  if (before !== undefined && JSON.stringify(before.slowerThan) !== JSON.stringify(slowerThan)) {
    return 'slow requests were counted from another latency on until now';
  }
  const filtersOf = (format: string) => JSON.stringify(slowerThan.map((milliseconds) => latencyFilters(mark, 'canary', format, milliseconds)));
  const isAsFiltered = wanted.format === undefined || filtersOf(live.format) === filtersOf(wanted.format);
  return slowerThan.length === 0 || (isAsFiltered && live.format.includes('$context.responseLatency')) ? undefined
    : 'its access log has the latency of a request in another place than the metric filters of this template look';
}

/** An ARN with the wildcard at its end or without it is the same group. */
function groupOf({ destinationArn }: LiveAccessLog): string | undefined {
  return destinationArn?.replace(/:\*$/, '');
}
