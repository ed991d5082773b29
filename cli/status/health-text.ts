import type { Health } from './health-of';
import { count, duration, rounded } from '../screen/figures';

/** Why the verdict is as it is, for people. */
export function healthText({ verdict, about, ratio, excludedRatio, missingRequests, missingMinutes }: Health): string {
  switch (verdict) {
    case 'WORSE': return worse(about, ratio);
    case 'HEALTHY': return excludedRatio === undefined
      ? 'no sign that the canary fails more often; too few errors to exclude any difference'
      : `that the canary fails more than ${rounded(excludedRatio)} times as often is excluded`;
    case 'TOO_EARLY': return missingMinutes === undefined
      ? `${count(missingRequests ?? 0)} requests of the canary are missing`
      : `${count(missingRequests ?? 0)} more requests of the canary are needed, about ${duration(missingMinutes * 60_000)}`;
    case 'NO_DATA': return 'the metrics have no data since the split was changed';
    case 'UNKNOWN': return 'nothing tells the requests of base and canary apart';
  }
}

function worse(about: Health['about'], ratio: number | undefined): string {
  const what = about === 'slow requests' ? 'is slow' : 'fails';
  if (ratio === undefined || about === 'slow requests') { return `the canary ${what}, more often than the base`; }
  return `the canary ${what} ${rounded(ratio)} times as often as the base`;
}

/** What the numbers do not see. */
export function sourceText({ source }: Health): string | undefined {
  switch (source) {
    case 'access-log': return 'counted in the access log of the stage';
    case 'functions': return 'function errors only (AWS/Lambda by version): a 500 that a handler returns is not seen';
    default: return undefined;
  }
}

/** How requests are counted, where nothing does. */
export const SWITCH_ON = [
  'In the stack, next to the CanaryRelease (docs/monitoring.md):',
  '  release.addAlarms();',
  '  new CanaryDashboard(this, \'Canary\', { releases: [release] });',
];
