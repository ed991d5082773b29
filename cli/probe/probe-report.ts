import { ProbeAnswer, groupOf, Key, keyFor } from './answer';
import { wilson } from '../../lib/rollout/statistics';

/** What was measured: the one report that the screen shows, and that `--json` prints. */
export interface ProbeReport {
  readonly format: 1;
  readonly url: string;
  readonly method: string;
  readonly requests: number;
  readonly by: Key;
  /** The largest first. */
  readonly groups: readonly GroupReport[];
  /** Errors of the network, and timeouts. They count for no share. */
  readonly noAnswer: number;
  /** Percent of the requests that were sent more than 100 ms later than planned. */
  readonly latePercent: number;
  /** Only with `--expect`. */
  readonly verdict?: ShareVerdict;
}

export interface GroupReport {
  readonly name: string;
  readonly requests: number;
  readonly percent: number;
  /** Wilson, 95 %. */
  readonly interval: { readonly lower: number; readonly upper: number };
  readonly statuses: Readonly<Record<string, number>>;
  readonly milliseconds: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
}

export interface ShareVerdict {
  readonly outcome: 'agrees' | 'disagrees' | 'too few' | 'alike' | 'which';
  readonly of?: string;
  readonly expected: number;
  /** At z = 3.9: one false alarm in 10,000 runs. In percent. */
  readonly interval?: { readonly lower: number; readonly upper: number };
  /** How many requests would tell. */
  readonly needed?: number;
}

export interface Expected {
  readonly percent: number;
  /** The group of the canary. @default - the smaller of two */
  readonly of?: string;
  /** In points. */
  readonly within: number;
}

const MOST_GROUPS = 8;
const SHOWN_Z = 1.96;
const VERDICT_Z = 3.9;
const LATE = 100;

export interface ProbedRequests {
  readonly url: string;
  readonly method: string;
  readonly answers: readonly ProbeAnswer[];
  /** @default - the first that tells them apart */
  readonly by?: Key;
  readonly expected?: Expected;
}

export function probeReport({ url, method, answers, by: asked, expected }: ProbedRequests): ProbeReport {
  const by = asked ?? keyFor(answers.slice(0, 20));
  const answered = answers.filter(({ response }) => response !== undefined);
  const groups = groupsOf(answered, by);
  return {
    format: 1,
    url,
    method,
    requests: answers.length,
    by,
    groups,
    noAnswer: answers.length - answered.length,
    latePercent: answers.length === 0 ? 0 : 100 * answers.filter(({ late }) => late > LATE).length / answers.length,
    ...expected === undefined ? {} : { verdict: verdictOf(groups, answered.length, expected) },
  };
}

function groupsOf(answered: readonly ProbeAnswer[], by: Key): GroupReport[] {
  const found = new Map<string, ProbeAnswer[]>();
  for (const answer of answered) {
    const name = groupOf(answer, by) ?? `(no ${by})`;
    const own = found.get(name) ?? [];
    own.push(answer);
    found.set(name, own);
  }
  const sorted = [...found].sort(([a, those], [b, these]) => these.length - those.length || (a < b ? -1 : 1));
  const others = sorted.slice(MOST_GROUPS).flatMap(([, some]) => some);
  return [
    ...sorted.slice(0, MOST_GROUPS), ...others.length === 0 ? [] : [['others', others] as const],
  ].map(([name, own]) => group(name, own, answered.length));
}

function group(name: string, own: readonly ProbeAnswer[], all: number): GroupReport {
  const times = own.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  const statuses: Record<string, number> = {};
  for (const { response } of own) { statuses[response!.status] = (statuses[response!.status] ?? 0) + 1; }
  return {
    name,
    requests: own.length,
    percent: 100 * own.length / all,
    interval: inPercent(wilson(own.length, all, SHOWN_Z)),
    statuses,
    milliseconds: { p50: percentile(0.5), p90: percentile(0.9), p99: percentile(0.99), max: times[times.length - 1] },
  };
}

function verdictOf(groups: readonly GroupReport[], all: number, { percent, of, within }: Expected): ShareVerdict {
  const named = of === undefined ? undefined : groups.find(({ name }) => name === of);
  if (of === undefined && groups.length === 1) { return { outcome: 'alike', expected: percent }; }
  if (of === undefined && groups.length !== 2) { return { outcome: 'which', expected: percent }; }
  const name = of ?? groups[1].name;
  const hits = of === undefined ? groups[1].requests : named?.requests ?? 0;
  const interval = inPercent(wilson(hits, all, VERDICT_Z));
  const told = { of: name, expected: percent, interval };
  if (percent < interval.lower || percent > interval.upper) { return { outcome: 'disagrees', ...told }; }
  if (interval.lower >= percent - within && interval.upper <= percent + within) { return { outcome: 'agrees', ...told }; }
  return { outcome: 'too few', ...told, needed: neededFor(percent, within) };
}

/** How many requests tell a share to so many points, if it is the expected one. */
export function neededFor(percent: number, within: number): number {
  const tells = (requests: number) => {
    const { lower, upper } = inPercent(wilson(requests * percent / 100, requests, VERDICT_Z));
    return lower >= percent - within && upper <= percent + within;
  };
  let [least, most] = [1, 1];
  while (!tells(most) && most < 1e9) { [least, most] = [most, 2 * most]; }
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (tells(middle)) { most = middle; } else { least = middle + 1; }
  }
  return least;
}

function inPercent({ lower, upper }: { readonly lower: number; readonly upper: number }) {
  return { lower: 100 * lower, upper: 100 * upper };
}
