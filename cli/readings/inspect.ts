import { calledFunctions, FunctionReading, readFunctions } from './read-functions';
import { LooksReading, readLooks } from './read-looks';
import { DeploymentReading, readExportedCalls, readDeployment, readStage, StageSurroundings } from './read-stage';
import { readFunctionTraffic, readLoggedTraffic, Span } from './read-traffic';
import { runningRollout } from './running-rollout';
import type { ReadTraffic } from './traffic';
import type { LiveStage } from '../../lib/stage/live-stage';
import type { Account } from '../account/account';
import type { Release } from '../target/release';

/** Everything that was read of a release. */
export interface Inspection {
  readonly release: Release;
  readonly region: string;
  readonly accountId: string;
  readonly now: Date;
  /** @default - there is no such stage */
  readonly stage?: StageSurroundings;
  readonly deployments: { readonly base?: DeploymentReading; readonly canary?: DeploymentReading };
  /** @default - what a release calls could not be told */
  readonly functions: {
    readonly base?: readonly FunctionReading[];
    readonly canary?: readonly FunctionReading[];
    /** The right without which nobody knows what the base calls. */
    readonly denied?: string;
  };
  /** Other releases of the stack whose requests CloudWatch counts for the same functions. */
  readonly alsoCalledBy: readonly string[];
  /** When the split was changed last. */
  readonly changedAt: Date;
  /** What the screen shows. */
  readonly shown: Span;
  /** @default - nothing counts the releases apart, or it has counted nothing */
  readonly traffic?: ReadTraffic;
  /** What the log of a rollout tells. @default - none runs */
  readonly looks?: LooksReading;
}

/** What is kept from one look to the next: the parts that change seldom, or cost something. */
export interface Earlier {
  readonly inspection: Inspection;
  readonly trafficReadAt: Date;
}

const MINUTE = 60_000;
/** So far back minutes are judged. */
const LONGEST_WINDOW = 24 * 60 * MINUTE;
const TRAFFIC_MILLISECONDS = 30_000;
/** Metrics of younger minutes may not be complete: they would look like a decline. */
const COMPLETE_AFTER = 2 * MINUTE;

export interface InspectOptions {
  readonly now: Date;
  /** How far back the screen shows. */
  readonly sinceMilliseconds: number;
  readonly earlier?: Earlier;
  /** Whether the log of a rollout is read. @default false */
  readonly readsLooks?: boolean;
}

/** @param options with an earlier look, deployments and functions of the same releases are not read again */
export async function inspect(
  account: Account, target: Pick<Inspection, 'release' | 'region' | 'accountId'>, options: InspectOptions,
): Promise<Earlier> {
  const { now, sinceMilliseconds, earlier, readsLooks = false } = options;
  const { release } = target;
  const until = minuteOf(now) - COMPLETE_AFTER;
  const shown = { since: new Date(until - sinceMilliseconds), until: new Date(until) };
  const stage = await readStage(account, release);
  if (stage === undefined) {
    return { trafficReadAt: now, inspection: { ...target, now, deployments: {}, functions: {}, alsoCalledBy: [], changedAt: now, shown } };
  }
  const before = earlier !== undefined && sameReleases(earlier.inspection.stage?.live, stage.live) ? earlier : undefined;
  const deployments = before?.inspection.deployments ?? await readDeployments(account, release.restApiId, stage.live);
  const functions = before?.inspection.functions ?? await readCalled(account, release, stage.live);
  const changedAt = changedAtOf(release, stage, deployments);
  const inspection = { ...target, now, stage, deployments, functions, alsoCalledBy: alsoCalling(release, functions), changedAt, shown };
  if (before !== undefined && now.getTime() - before.trafficReadAt.getTime() < TRAFFIC_MILLISECONDS) {
    return { trafficReadAt: before.trafficReadAt, inspection: { ...inspection, traffic: before.inspection.traffic, looks: before.inspection.looks } };
  }
  const [traffic, looks] = await Promise.all([readTraffic(account, inspection), readsLooks ? readLooksOf(account, inspection) : undefined]);
  return { trafficReadAt: now, inspection: { ...inspection, traffic, ...looks ? { looks } : {} } };
}

/** A rollout is judged as a whole, whatever its steps write. It leaves its first minutes out. */
function changedAtOf(release: Release, stage: StageSurroundings, { canary }: Inspection['deployments']): Date {
  const rollout = runningRollout(release, stage.live);
  if (rollout?.isAttached) { return new Date(rollout.began.getTime() + rollout.steps[0].properties.warmUpSeconds * 1_000); }
  return new Date(Math.max(stage.lastUpdated?.getTime() ?? 0, canary?.createdAt?.getTime() ?? 0));
}

async function readLooksOf(account: Account, { release, stage, now }: Inspection): Promise<LooksReading | undefined> {
  const rollout = runningRollout(release, stage?.live);
  return rollout?.logGroup === undefined ? undefined : readLooks(account, rollout.logGroup, release, { since: rollout.operationBegan, now });
}

async function readTraffic(account: Account, { release, functions, changedAt, shown }: Inspection): Promise<ReadTraffic | undefined> {
  const earliest = Math.max(changedAt.getTime(), shown.until.getTime() - LONGEST_WINDOW);
  const span = { since: new Date(Math.min(shown.since.getTime(), minuteOf(new Date(earliest)))), until: shown.until };
  const logged = await readLoggedTraffic(account, release, span);
  // Filters that count something count everything.
  if (logged !== undefined || isMeasured(release)) { return logged; }
  const own = (called: readonly FunctionReading[]) => called.filter(({ name }) => !release.declared?.otherCallers?.has(name));
  return functions.base && functions.canary && readFunctionTraffic(account, { base: own(functions.base), canary: own(functions.canary) }, span);
}

/** CloudWatch counts the calls of a version together, whichever stage they come from. */
function alsoCalling({ declared }: Release, { base = [], canary = [] }: Inspection['functions']): string[] {
  return [...new Set([...base, ...canary].flatMap(({ name }) => declared?.otherCallers?.get(name) ?? []))];
}

/** Whether filters of the stack count requests and errors of both releases. */
export function isMeasured({ declared }: Release): boolean {
  return ['BaseCount', 'BaseServerError', 'CanaryCount', 'CanaryServerError'].every((metric) => declared?.metrics.includes(metric));
}

async function readDeployments(account: Account, restApiId: string, { deploymentId, canary }: LiveStage): Promise<Inspection['deployments']> {
  const base = await readDeployment(account, restApiId, deploymentId);
  if (canary === undefined || canary.deploymentId === deploymentId) { return { base, canary: canary && base }; }
  return { base, canary: await readDeployment(account, restApiId, canary.deploymentId) };
}

async function readCalled(account: Account, release: Release, live: LiveStage): Promise<Inspection['functions']> {
  const { restApiId, declared } = release;
  const exported = await readExportedCalls(account, release, live.variables);
  const [calls, denied] = exported && 'denied' in exported ? [undefined, exported.denied] : [exported, undefined];
  const base = calls && await readFunctions(account, calls.functions, { restApiId, hasRoles: calls.roles.length > 0 });
  // The export is one of the base; what the canary calls only the template tells, and only of its own deployment.
  const { desired } = declared ?? {};
  const isKnown = live.canary !== undefined && desired?.deploymentId === live.canary.deploymentId && desired.calls.length > 0;
  const called = isKnown ? calledFunctions(desired.calls, { ...live.variables, ...live.canary.stageVariableOverrides }) : undefined;
  const hasRoles = calls === undefined || calls.roles.length > 0;
  return { ...denied ? { denied } : {}, base, canary: called && await readFunctions(account, called, { restApiId, hasRoles }) };
}

function sameReleases(a: LiveStage | undefined, b: LiveStage): boolean {
  return a !== undefined && a.deploymentId === b.deploymentId && JSON.stringify(a.canary) === JSON.stringify(b.canary);
}

function minuteOf(date: Date): number {
  return Math.floor(date.getTime() / MINUTE) * MINUTE;
}
