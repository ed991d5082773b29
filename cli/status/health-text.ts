import type { Health } from './health-of';
import { count, duration, rounded } from '../screen/figures';

/** Below it nothing speaks against the canary. */
const SOME_EVIDENCE = 3;

/** Why the verdict is as it is, for people. */
export function healthText({ verdict, about, ratio, evidence, excludedRatio, missingRequests, missingMinutes }: Health): string {
  switch (verdict) {
    case 'WORSE': return worse(about, ratio);
    case 'HEALTHY': return excludedRatio === undefined
      ? 'no sign that the canary fails more often; too few errors to exclude any difference'
      : `that the canary fails more than ${rounded(excludedRatio)} times as often is excluded`;
    case 'TOO_EARLY': return tooEarly(count(missingRequests ?? 0), missingMinutes, soFar({ about, ratio, evidence }));
    case 'NO_DATA': return 'the metrics have no data since the split was changed';
    case 'UNKNOWN': return 'nothing tells the requests of base and canary apart';
  }
}

function tooEarly(missing: string, minutes: number | undefined, sign: string): string {
  if (minutes === undefined) { return `${missing} requests of the canary are needed; the first figures come three to four minutes after a change`; }
  return `${missing} more requests of the canary are needed, about ${duration(minutes * 60_000)}${sign}`;
}

/** Whoever looks sees the figures, too: the verdict says what they are worth. */
function soFar({ about, ratio, evidence = 1 }: Pick<Health, 'about' | 'ratio' | 'evidence'>): string {
  return evidence < SOME_EVIDENCE ? '' : `. So far ${worse(about, ratio)}, which may still be chance`;
}

function worse(about: Health['about'], ratio: number | undefined): string {
  const what = about === 'slow requests' ? 'is slow' : 'fails';
  if (ratio === undefined || about === 'slow requests') { return `the canary ${what} more often than the base`; }
  return `the canary ${what} ${rounded(ratio)} times as often as the base`;
}

/** Seldom chance. No verdict hangs on it. */
const UNLIKE = 3;

interface Counted {
  readonly requests: number;
  readonly clientErrors?: number;
}

/** Whether the releases answer 4xx as often, where there is enough to tell. */
export function comparedText(base: Counted, canary: Counted | undefined): string {
  if (canary === undefined || base.requests === 0 || canary.requests === 0) { return ''; }
  const [b, c] = [base.clientErrors ?? 0, canary.clientErrors ?? 0];
  const both = (b + c) / (base.requests + canary.requests);
  const deviation = Math.sqrt(both * (1 - both) * (1 / base.requests + 1 / canary.requests));
  const z = deviation === 0 ? 0 : (c / canary.requests - b / base.requests) / deviation;
  return Math.abs(z) < UNLIKE ? 'alike' : `the canary ${z > 0 ? 'more' : 'less'} often`;
}

/** What a person can do about it, and with which command. undefined where the verdict asks for nothing */
export function adviceText({ verdict }: Health, target: string): string | undefined {
  switch (verdict) {
    case 'WORSE': return `npx cdk-canary abort ${target} takes it off, in seconds`;
    case 'HEALTHY': return `npx cdk-canary promote ${target} gives it to everybody`;
    case 'TOO_EARLY': return `npx cdk-canary status ${target} --until healthy waits`;
    case 'NO_DATA': case 'UNKNOWN': return undefined;
  }
}

/** What the numbers do not see. */
export function sourceText({ source }: Health): string | undefined {
  switch (source) {
    case 'access-log': return 'counted in the access log of the stage';
    case 'functions': return 'function errors only (AWS/Lambda by version): a 500 that a handler returns is not seen';
    default: return undefined;
  }
}

/** Why what its functions fail at tells nothing of a release. */
export function sharedText(others: readonly string[]): string {
  const [verb, text] = [others.length === 1 ? 'calls' : 'call', 'CloudWatch counts all calls of a version together'];
  return `${others.join(', ')} ${verb} the same functions, and ${text}.`;
}

/** How requests are counted, where nobody said which stack makes the stage. */
export const NAME_THE_STACK = 'Name its stack, if it has one: what its functions fail at is counted by version.';

/** How requests are counted, where nothing does. */
export const SWITCH_ON = [
  'In the stack, next to the CanaryRelease (docs/monitoring.md):',
  '  release.addAlarms();',
  '  new CanaryDashboard(this, \'Canary\', { releases: [release] });',
];
