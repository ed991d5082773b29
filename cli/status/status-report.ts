import { Health, healthOf } from './health-of';
import { ForetoldDeploy, nextDeploys } from './next-deploys';
import { RolloutReport, rolloutReport } from './rollout-report';
import { productionLeft, ReleaseStanding, stateOf } from './state-of';
import { Inspection, isMeasured } from '../readings/inspect';
import type { FunctionReading } from '../readings/read-functions';
import type { DeploymentReading } from '../readings/read-stage';
import { ReportHead, reportHead } from '../readings/report-head';
import { runningRollout } from '../readings/running-rollout';
import { Latency, MeasuredMinute, summed } from '../readings/traffic';
import { isStuck } from '../target/stack-state';

/** What was found of a condition. */
export interface StatusFinding {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

/** How a release stands: the one report that every screen shows, and that `--json` prints. Fields are only ever added. What is unknown is absent. */
export interface StatusReport extends ReportHead {
  readonly state: ReleaseStanding;
  /** What the last deploy left production on. Only where somebody has moved it since (`MOVED_BY_HAND`). */
  readonly movedFrom?: string;
  /** When anybody changed the stage last. */
  readonly changedAt?: string;
  /** Only for a canary above 0 % on another deployment. */
  readonly health?: Health;
  readonly base?: ReleaseReport;
  readonly canary?: CanaryReport;
  /** Of the stage, in GB. @default - it has none */
  readonly cacheSize?: string;
  /** Only while one runs, or has just failed. */
  readonly rollout?: RolloutReport;
  readonly nextDeploy: readonly ForetoldDeploy[];
  readonly findings: readonly StatusFinding[];
}

export interface ReleaseReport {
  readonly deploymentId: string;
  readonly createdAt?: string;
  readonly description?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly functions?: ReadonlyArray<Pick<FunctionReading, 'name' | 'version' | 'state' | 'unreadable'>>;
  /** The right without which nobody knows what it calls. */
  readonly unreadable?: string;
  readonly window?: WindowReport;
}

export interface CanaryReport extends ReleaseReport {
  readonly percentTraffic: number;
  readonly declaredPercent?: number;
  readonly overrides: Readonly<Record<string, string>>;
  readonly useStageCache: boolean;
}

/** What was counted in the time that the screen shows. */
export interface WindowReport {
  readonly since: string;
  readonly until: string;
  readonly requests: number;
  readonly serverErrors: number;
  readonly clientErrors?: number;
  readonly latency?: Latency;
  /** The function whose durations these are: the one that both releases call most. @default - they are of whole requests */
  readonly latencyOf?: string;
  readonly perMinute: readonly number[];
  readonly serverErrorsPerMinute: readonly number[];
}

/** @param findings of the doctor, as far as what status reads shows them */
export function statusReport(inspection: Inspection, findings: readonly StatusFinding[]): StatusReport {
  const { release, stage, now, alsoCalledBy, changedAt, traffic } = inspection;
  const { declared } = release;
  const live = stage?.live;
  const desired = declared?.desired;
  const rollout = rolloutReport(inspection);
  const state = stateOf({ live, stackStatus: declared?.root.status, rollout: standingOf(inspection, rollout), desired, memory: declared?.memory });
  return {
    ...reportHead(inspection),
    state,
    ...state === 'MOVED_BY_HAND' ? { movedFrom: productionLeft(desired!, declared!.memory) } : {},
    ...stage?.lastUpdated ? { changedAt: changedAt.toISOString() } : {},
    ...hasTestedCanary(inspection) ? { health: healthOf({ traffic, isMeasured: isMeasured(release), alsoCalledBy, changedAt, now }) } : {},
    ...live ? { base: baseReport(inspection) } : {},
    ...live?.canary ? { canary: canaryReport(inspection) } : {},
    ...stage?.cacheSize === undefined ? {} : { cacheSize: stage.cacheSize },
    ...rollout ? { rollout } : {},
    // No other deploy can come while one runs, or before a rollback is continued. What one makes of a stage whose last deploy is not over depends on
    // what that has changed so far.
    nextDeploy: live && desired && rollout === undefined && !isStuck(declared.root.status) ? nextDeploys(live, desired) : [],
    findings,
  };
}

/** Of a rollout whose canary is on the stage. */
function standingOf({ release, stage }: Inspection, rollout: RolloutReport | undefined): 'ROLLING_OUT' | 'PAUSED' | undefined {
  if (rollout === undefined || !runningRollout(release, stage?.live)?.isAttached) { return undefined; }
  return rollout.steps.some(({ state }) => state === 'paused') ? 'PAUSED' : 'ROLLING_OUT';
}

/** Whether some requests get other code. */
function hasTestedCanary({ stage }: Inspection): boolean {
  const { canary, deploymentId } = stage?.live ?? {};
  return canary !== undefined && canary.percentTraffic > 0 && canary.deploymentId !== deploymentId;
}

function baseReport(inspection: Inspection): ReleaseReport {
  const { deploymentId, variables } = inspection.stage!.live;
  return { ...releaseReport(inspection, 'base', deploymentId, inspection.deployments.base), variables };
}

function canaryReport(inspection: Inspection): CanaryReport {
  const { stage, deployments, release: { declared } } = inspection;
  const { variables, canary } = stage!.live;
  const { deploymentId, percentTraffic, useStageCache, stageVariableOverrides: overrides } = canary!;
  const declaredPercent = declared?.desired?.canary?.percentTraffic;
  return {
    ...releaseReport(inspection, 'canary', deploymentId, deployments.canary),
    variables: { ...variables, ...overrides },
    percentTraffic,
    ...declaredPercent === undefined ? {} : { declaredPercent },
    overrides,
    useStageCache,
  };
}

function releaseReport(inspection: Inspection, kind: 'base' | 'canary', deploymentId: string, deployment: DeploymentReading | undefined) {
  const functions = inspection.functions[kind];
  const { denied } = inspection.functions;
  const window = windowReport(inspection, kind);
  return {
    deploymentId,
    ...deployment?.createdAt ? { createdAt: deployment.createdAt.toISOString() } : {},
    ...deployment?.description ? { description: deployment.description } : {},
    ...functions === undefined && denied !== undefined && kind === 'base' ? { unreadable: denied } : {},
    ...functions ? { functions: functions.map(({ name, version, state, unreadable }) => ({ name, version, state, unreadable })) } : {},
    ...window ? { window } : {},
  };
}

const MINUTE = 60_000;

function windowReport({ traffic, shown }: Inspection, kind: 'base' | 'canary'): WindowReport | undefined {
  if (traffic === undefined) { return undefined; }
  const seen = traffic.minutes.filter(({ begin }) => begin >= shown.since && begin < shown.until);
  const latency = traffic.latency[kind];
  const sums = summed(seen.map((minute) => minute[kind]));
  return {
    since: shown.since.toISOString(),
    until: shown.until.toISOString(),
    requests: sums.requests,
    serverErrors: sums.serverErrors,
    ...sums.clientErrors === undefined ? {} : { clientErrors: sums.clientErrors },
    ...latency ? { latency, ...traffic.latencyOf === undefined ? {} : { latencyOf: traffic.latencyOf } } : {},
    ...perMinute(seen, kind, shown),
  };
}

function perMinute(seen: readonly MeasuredMinute[], kind: 'base' | 'canary', { since, until }: Inspection['shown']) {
  const at = new Map(seen.map((minute) => [minute.begin.getTime(), minute[kind]]));
  const times = Array.from({ length: Math.round((until.getTime() - since.getTime()) / MINUTE) }, (_, index) => since.getTime() + index * MINUTE);
  return { perMinute: times.map((time) => at.get(time)?.requests ?? 0), serverErrorsPerMinute: times.map((time) => at.get(time)?.serverErrors ?? 0) };
}
