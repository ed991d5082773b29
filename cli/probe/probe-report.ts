import { groupOf, hasAnswered, isError, Key, keyFor, MOST_GROUPS, ProbeAnswer } from './answer';
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
  /** Answers that do not tell their release, by status: without the header or member, or an error that may be one of API Gateway itself. */
  readonly untold: Readonly<Record<string, number>>;
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
  /** At z = 3.9: one false alarm in 10,000 runs. In percent. Wider by the answers that do not tell their release: each may be of either. */
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
  const by = asked ?? keyFor(answers);
  const answered = answers.filter(hasAnswered);
  // A body of an error says nothing of its release, unless the user says that it does.
  const tells = (answer: ProbeAnswer) => groupOf(answer, by) !== undefined && (asked !== undefined || by !== 'body' || !isError(answer));
  const [told, untold] = [answered.filter(tells), answered.filter((answer) => !tells(answer))];
  const groups = groupsOf(told, by);
  return {
    format: 1,
    url,
    method,
    requests: answers.length,
    by,
    groups,
    noAnswer: answers.length - answered.length,
    untold: statusesOf(untold),
    latePercent: answers.length === 0 ? 0 : 100 * answers.filter(({ late }) => late > LATE).length / answers.length,
    ...expected === undefined ? {} : { verdict: verdictOf(groups, answered.length, untold.length, expected) },
  };
}

function groupsOf(told: readonly ProbeAnswer[], by: Key): GroupReport[] {
  const found = new Map<string, ProbeAnswer[]>();
  for (const answer of told) {
    const name = groupOf(answer, by)!;
    const own = found.get(name) ?? [];
    own.push(answer);
    found.set(name, own);
  }
  const sorted = [...found].sort(([a, those], [b, these]) => these.length - those.length || (a < b ? -1 : 1));
  const others = sorted.slice(MOST_GROUPS).flatMap(([, some]) => some);
  return [
    ...sorted.slice(0, MOST_GROUPS), ...others.length === 0 ? [] : [['others', others] as const],
  ].map(([name, own]) => group(name, own, told.length));
}

function statusesOf(answers: readonly ProbeAnswer[]): Record<string, number> {
  const statuses: Record<string, number> = {};
  for (const { response } of answers) { statuses[response!.status] = (statuses[response!.status] ?? 0) + 1; }
  return statuses;
}

function group(name: string, own: readonly ProbeAnswer[], all: number): GroupReport {
  const times = own.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return {
    name,
    requests: own.length,
    percent: 100 * own.length / all,
    interval: inPercent(wilson(own.length, all, SHOWN_Z)),
    statuses: statusesOf(own),
    milliseconds: { p50: percentile(0.5), p90: percentile(0.9), p99: percentile(0.99), max: times[times.length - 1] },
  };
}

/** @param untold how many of them all do not tell their release */
function verdictOf(groups: readonly GroupReport[], all: number, untold: number, { percent, of, within }: Expected): ShareVerdict {
  if (of === undefined && groups.length < 2) { return { outcome: 'alike', expected: percent }; }
  if (of === undefined && groups.length > 2) { return { outcome: 'which', expected: percent }; }
  const name = of ?? groups[1].name;
  const hits = groups.find((one) => one.name === name)?.requests ?? 0;
  const interval = inPercent({ lower: wilson(hits, all, VERDICT_Z).lower, upper: wilson(hits + untold, all, VERDICT_Z).upper });
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
