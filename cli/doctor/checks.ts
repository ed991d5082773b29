import type { DoctorCheck } from './check';
import { Examination, FurtherReadings, ProvisionedReading, Read } from './examination';
import { FILTER_CHECKS } from './filter-checks';
import { wilson } from '../../lib/rollout/statistics';
import { samePercent } from '../../lib/stage/live-stage';
import { findingText } from '../messages/command-ids';
import { isMeasured } from '../readings/inspect';
import { calledName } from '../readings/read-functions';
import { runningRollout } from '../readings/running-rollout';
import { summed } from '../readings/traffic';
import { count, duration, instant, percent } from '../screen/figures';
import { productionLeft, stateOf } from '../status/state-of';
import { DeclaredRelease, deployText, targetText } from '../target/release';
import { isStuck } from '../target/stack-state';

const DAY = 86_400_000;
const HELD_LONG = 3 * DAY;
const MANY_DEPLOYMENTS = 20;
const MANY_VERSIONS = 50;
const POLICY_BYTES = 18 * 1024;
/** Provisioned concurrency in us-east-1, x86: $0.0000041667 for a GB-second. */
const DOLLARS_A_GIGABYTE_MONTH = 0.0000041667 * 3_600 * 730;
/** One false alarm in 10,000. */
const SPLIT_Z = 3.9;
const RECENT_MINUTES = 15;
/** Metrics of a line may be so late. */
const METRICS_AFTER = 6 * 60_000;

/** In the order in which they are told. */
export const CHECKS: readonly DoctorCheck[] = [
  {
    id: 'BaseVersionMissing',
    severity: 'error',
    find: (it) => calledBy(
      it, 'base', 'missing', (called, id, share) => findingText('BaseVersionMissing', called, id, share, targetText(it.release)),
    ),
  },
  {
    id: 'CanaryVersionMissing',
    severity: 'error',
    find: (it) => calledBy(
      it, 'canary', 'missing', (called, id, share) => findingText('CanaryVersionMissing', called, id, share, targetText(it.release)),
    ),
  },
  {
    id: 'BaseNotCallable',
    severity: 'error',
    find: (it) => calledBy(
      it, 'base', 'not-callable', (called, id) => findingText('BaseNotCallable', called, id),
    ),
  },
  {
    id: 'CanaryNotCallable',
    severity: 'error',
    find: (it) => calledBy(
      it, 'canary', 'not-callable', (called, id) => findingText('CanaryNotCallable', called, id, targetText(it.release)),
    ),
  },
  { id: 'RollbackFailed', severity: 'error', find: rollbackFailed },
  { id: 'StackFailed', severity: 'error', find: stackFailed },
  {
    id: 'CanaryNotInTemplate',
    severity: 'error',
    find: (it) => inState(
      it, 'FOREIGN_CANARY', ({ canary }) => findingText(
        'CanaryNotInTemplate', canary!.deploymentId, canary!.percentTraffic, it.stage?.lastUpdated && instant(it.stage.lastUpdated),
        targetText(it.release),
      ),
    ),
  },
  { id: 'InverseCanary', severity: 'error', find: inverseCanary },
  {
    id: 'AbortedByHand',
    severity: 'warning',
    find: (it) => inState(
      it, 'ABORTED_BY_HAND', () => findingText('AbortedByHand', it.release.declared!.desired!.deploymentId, deployText(it.release, 'abort')),
    ),
  },
  {
    id: 'PromotedByHand',
    severity: 'warning',
    find: (it) => inState(
      it, 'MOVED_BY_HAND', ({ deploymentId }) => findingText(
        'PromotedByHand', deploymentId, productionLeft(it.release.declared!.desired!, it.release.declared!.memory)!,
      ),
    ),
  },
  { id: 'PercentByHand', severity: 'warning', find: percentByHand },
  {
    id: 'UnqualifiedFunction',
    severity: 'warning',
    find: (it) => calledBy(
      it, 'base', 'unqualified', (called) => findingText('UnqualifiedFunction', called),
    ),
  },
  { id: 'OneSidedRoutes', severity: 'warning', find: oneSidedRoutes },
  { id: 'SameDeployment', severity: 'warning', find: sameDeployment },
  { id: 'CanaryHeldLong', severity: 'warning', find: heldLong },
  { id: 'ProvisionedIdle', severity: 'warning', find: provisionedIdle },
  { id: 'PolicyNearlyFull', severity: 'warning', find: policyNearlyFull },
  { id: 'LogNotMarked', severity: 'warning', find: logNotMarked },
  {
    id: 'NoAccountLogRole',
    severity: 'warning',
    find: (it) => it.stage?.accessLog === undefined ? [] : ofReading(
      it, 'hasLogRole', (has) => has ? [] : [findingText('NoAccountLogRole')],
    ),
  },
  { id: 'NoMetricData', severity: 'warning', find: noMetricData },
  ...FILTER_CHECKS,
  { id: 'SplitOff', severity: 'warning', find: splitOff },
  { id: 'SupersededMany', severity: 'info', find: supersededMany },
];

type Found = ReturnType<DoctorCheck['find']>;
type Called = 'missing' | 'not-callable' | 'unqualified';

function calledBy(
  it: Examination, kind: 'base' | 'canary', state: Called, text: (called: string, deploymentId: string, percent: number) => string,
): Found {
  const live = it.stage?.live;
  const deploymentId = kind === 'base' ? live?.deploymentId : live?.canary?.deploymentId;
  if (live === undefined || deploymentId === undefined) { return []; }
  const functions = it.functions[kind];
  if (functions === undefined) { return kind === 'base' && it.functions.denied ? { denied: it.functions.denied } : undefined; }
  const canaryPercent = live.canary?.percentTraffic ?? 0;
  const wrong = functions.filter((called) => called.state === state);
  const denied = functions.find(({ unreadable }) => unreadable !== undefined)?.unreadable;
  if (wrong.length === 0 && denied !== undefined && state !== 'unqualified') { return { denied }; }
  return wrong.map((called) => text(calledName(called), deploymentId, kind === 'base' ? 100 - canaryPercent : canaryPercent));
}

function inState(it: Examination, state: ReturnType<typeof stateOf>, text: (live: NonNullable<Examination['stage']>['live']) => string): Found {
  const { declared } = it.release;
  if (declared?.desired === undefined) { return undefined; }
  const live = it.stage?.live;
  return live !== undefined && stateOf(
    { live, stackStatus: declared.root.status, desired: declared.desired, memory: declared.memory },
  ) === state ? [text(live)] : [];
}

function rollbackFailed({ release: { declared } }: Examination): Found {
  if (declared === undefined) { return undefined; }
  const { root } = declared;
  return root.status === 'UPDATE_ROLLBACK_FAILED' ? [findingText('RollbackFailed', root.name, failedIn(declared))] : [];
}

function stackFailed({ release: { declared } }: Examination): Found {
  if (declared === undefined) { return undefined; }
  const { name, status } = declared.root;
  return isStuck(status) && status !== 'UPDATE_ROLLBACK_FAILED' ? [findingText('StackFailed', name, status, failedIn(declared))] : [];
}

function failedIn({ root }: DeclaredRelease): string {
  const failed = root.resources.filter(({ status }) => status.endsWith('_FAILED')).map(({ logicalId, type }) => `${logicalId} (${type})`);
  return failed.join(', ') || 'no resource is named';
}

function inverseCanary({ release, stage, deployments: { base, canary } }: Examination): Found {
  if (!stage?.live.canary || base?.createdAt === undefined || canary?.createdAt === undefined) { return []; }
  return canary.createdAt < base.createdAt ? [findingText('InverseCanary', canary.id, base.id, targetText(release))] : [];
}

function percentByHand({ stage, release: { declared } }: Examination): Found {
  const [live, wanted] = [stage?.live.canary, declared?.desired];
  if (wanted === undefined) { return undefined; }
  const isOther = live !== undefined && wanted.action === 'HOLD' && wanted.canary !== undefined && live.deploymentId === wanted.deploymentId
    && !samePercent(live.percentTraffic, wanted.canary.percentTraffic);
  return isOther ? [findingText('PercentByHand', live.percentTraffic, wanted.canary!.percentTraffic)] : [];
}

function oneSidedRoutes({ stage, deployments: { base, canary } }: Examination): Found {
  const live = stage?.live.canary;
  if (!live || live.percentTraffic === 0 || !base || !canary) { return []; }
  const routesOf = (deployment: typeof base) => Object.entries(deployment.routes).flatMap(
    ([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const [onBase, onCanary] = [routesOf(base), routesOf(canary)];
  const only = (mine: readonly string[], others: readonly string[]) => mine.filter(
    (route) => !others.includes(route) && !others.includes(route.replace(/^\w+/, 'ANY')),
  ).sort();
  const sides = [{ release: 'base' as const, routes: only(onBase, onCanary), share: live.percentTraffic }, {
    release: 'canary' as const, routes: only(onCanary, onBase), share: 100 - live.percentTraffic,
  }];
  return sides.filter(({ routes }) => routes.length > 0).map(
    ({ release, routes, share }) => findingText('OneSidedRoutes', release, routes.join(', '), share),
  );
}

function sameDeployment({ stage }: Examination): Found {
  const { deploymentId, canary } = stage?.live ?? {};
  return canary !== undefined && canary.percentTraffic > 0 && canary.deploymentId === deploymentId ? [
    findingText('SameDeployment', deploymentId),
  ] : [];
}

function heldLong({ release, stage, deployments: { canary }, now }: Examination): Found {
  const live = stage?.live;
  if (live?.canary === undefined || live.canary.deploymentId === live.deploymentId || canary?.createdAt === undefined) { return []; }
  const age = now.getTime() - canary.createdAt.getTime();
  return age > HELD_LONG ? [findingText('CanaryHeldLong', duration(age), targetText(release))] : [];
}

/** Another stage may have a canary, too, and what that calls only its template tells. */
function provisionedIdle(it: Examination): Found {
  const others = it.further?.otherStages;
  if (others === undefined || 'denied' in others) { return others; }
  const ownCalls = [...it.functions.base ?? [], ...it.functions.canary ?? []].map(calledName);
  const called = [...ownCalls, ...others.value.flatMap(({ calls = [] }) => calls)];
  const isUnclear = others.value.some(({ calls, hasCanary }) => calls === undefined || hasCanary);
  const idle = ofReading(it, 'provisioned', (found) => found.filter((one) => !called.includes(calledName(one))).map(
    (one) => findingText('ProvisionedIdle', calledName(one), one.instances, dollarsAMonth(it, one), stackText(it)),
  ));
  return isUnclear && Array.isArray(idle) && idle.length > 0 ? undefined : idle;
}

/** Of the instances alone. @default - nobody knows how large they are */
function dollarsAMonth({ further }: Examination, { name, version, instances }: ProvisionedReading): string | undefined {
  const versions = further?.versions;
  const known = versions && 'value' in versions ? versions.value.get(name)?.find((one) => one.version === version) : undefined;
  return known && known.memoryMegabytes > 0 ? count(instances * known.memoryMegabytes / 1024 * DOLLARS_A_GIGABYTE_MONTH) : undefined;
}

function policyNearlyFull({ functions: { base = [], canary = [] } }: Examination): Found {
  const full = [...base, ...canary].filter(({ policyBytes = 0 }) => policyBytes > POLICY_BYTES);
  return [...new Set(full.map((called) => findingText('PolicyNearlyFull', calledName(called), (called.policyBytes! / 1024).toFixed(1))))];
}

function logNotMarked({ stage, release }: Examination): Found {
  if (stage === undefined || (release.declared?.metrics.length ?? 0) === 0) { return []; }
  return stage.accessLog?.format.includes('=$context.isCanaryRequest/$context.status') ? [] : [findingText('LogNotMarked', release.stageName)];
}

function noMetricData(it: Examination): Found {
  if (!isMeasured(it.release)) { return []; }
  const isLate = (time: Date | undefined) => time !== undefined && it.now.getTime() - time.getTime() > METRICS_AFTER;
  return ofReading(it, 'log', (log) => (
    isLate(log?.oldestRecent) && (it.traffic?.minutes.length ?? 0) === 0 ? [findingText('NoMetricData', RECENT_MINUTES)] : []
  ));
}

/** Over the minutes since the split was changed, of the last hour. A rollout changes it, and judges the split of each step itself. */
function splitOff({ release, stage, traffic, changedAt, shown }: Examination): Found {
  const live = stage?.live.canary;
  if (!live || runningRollout(release, stage.live) !== undefined || traffic?.source !== 'access-log') { return []; }
  const minutes = traffic.minutes.filter(({ begin }) => begin >= changedAt && begin >= shown.since);
  const [base, canary] = [summed(minutes.map((minute) => minute.base)).requests, summed(minutes.map((minute) => minute.canary)).requests];
  const { lower, upper } = wilson(canary, base + canary, SPLIT_Z);
  const share = live.percentTraffic / 100;
  return share >= lower && share <= upper ? [] : [
    findingText('SplitOff', percent(100 * canary / (base + canary)), live.percentTraffic, count(base + canary)),
  ];
}

function supersededMany(it: Examination): Found {
  const deployments = ofReading(it, 'deployments', (many) => many > MANY_DEPLOYMENTS ? [`${many} deployments of the API`] : []);
  const versions = ofReading(
    it, 'versions', (many) => [...many].filter(([, { length }]) => length > MANY_VERSIONS).map(
      ([name, { length }]) => `${length} versions of ${name}`,
    ),
  );
  if (!Array.isArray(deployments)) { return deployments; }
  if (!Array.isArray(versions)) { return versions; }
  const all = [...deployments, ...versions];
  return all.length === 0 ? [] : [findingText('SupersededMany', all.join(' and '), stackText(it))];
}

/** Of the command line, for commands that need a stack. */
function stackText({ release }: Examination): string {
  return release.declared === undefined ? '<stack>' : targetText(release);
}

/** What a reading says, if it was allowed. */
export function ofReading<Name extends keyof FurtherReadings>(
  { further }: Examination, name: Name, say: (value: FurtherReadings[Name] extends Read<infer Value> ? Value : never) => readonly string[],
): Found {
  const reading = further?.[name] as Read<never> | undefined;
  if (reading === undefined || 'denied' in reading) { return reading; }
  return say(reading.value);
}
