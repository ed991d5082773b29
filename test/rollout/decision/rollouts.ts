import type { GateProperties, ParsedPromotion, ParsedStep, StepProgress } from '../../../lib/rollout/contract';
import { LOG, Readings } from '../../../lib/rollout/decision/judge';
import type { Series, ShareSeries } from '../../../lib/rollout/decision/minutes';
import type { LiveStage } from '../../../lib/stage/live-stage';

export const MINUTE = 60_000;
/** When the rollout of these tests begins. */
export const T0 = Date.parse('2026-01-01T12:00:00Z');

export const ERROR_SHARE: GateProperties = { Kind: 'ERROR_SHARE', Name: 'errorShare' };

/** The second of three steps: 20 % for ten minutes, after 5 %. */
export function step(changes: Partial<ParsedStep> = {}): ParsedStep {
  return {
    restApiId: 'api',
    stageName: 'prod',
    deploymentId: 'N',
    baseDeploymentId: 'B',
    rolloutId: 'r-1',
    steps: 'RUN',
    stateMachineArn: 'arn:machine',
    path: 'Release/Rollout/2-at-20-percent',
    hooks: {},
    index: 2,
    percentTraffic: 20,
    previousPercent: 5,
    nextPercent: 50,
    isLast: false,
    rolloutStarted: T0,
    times: { bakeSeconds: 600, metricDelaySeconds: 120, pauseSeconds: 0 },
    pauseOnTimeout: 'ABORT',
    namespace: 'CanaryRelease/api/prod',
    gates: [ERROR_SHARE],
    warmUpSeconds: 120,
    minimumRequests: 100,
    onInconclusive: 'ABORT',
    dryRun: false,
    allowFailingBaseline: false,
    ...changes,
  };
}

export function promotion(changes: Partial<ParsedPromotion> = {}): ParsedPromotion {
  const { restApiId, stageName, deploymentId, baseDeploymentId, rolloutId, steps, stateMachineArn, hooks } = step();
  return {
    restApiId,
    stageName,
    deploymentId,
    baseDeploymentId,
    rolloutId,
    steps,
    stateMachineArn,
    hooks,
    path: 'Release/Rollout/Promotion',
    verdict: 'PASS',
    verdictRolloutId: rolloutId,
    lastPercent: 50,
    variables: {},
    ...changes,
  };
}

/** A step that began with the rollout. */
export function progress(changes: Partial<StepProgress> = {}): StepProgress {
  const began = new Date(T0).toISOString();
  return { started: began, rolloutStarted: began, isPaused: false, unmeasuredLooks: 0, alarms: {}, ...changes };
}

export function live(percentTraffic: number, changes: Partial<LiveStage> = {}): LiveStage {
  const canary = { deploymentId: 'N', percentTraffic, useStageCache: false, stageVariableOverrides: {} };
  return { deploymentId: 'B', variables: {}, canary, ...changes };
}

/** Counts of a minute: base requests, base errors, canary requests, canary errors. */
export type Row = readonly [number, number, number, number];

/** Rows from a time on, one a minute. */
export function seriesOf(rows: readonly Row[], from = T0): ShareSeries {
  const column = (index: number): Series => new Map(rows.map((row, minute) => [from + minute * MINUTE, row[index]]));
  return { base: { requests: column(0), errors: column(1) }, canary: { requests: column(2), errors: column(3) } };
}

/** The same row, so many times. */
export function times(count: number, row: Row): Row[] {
  return Array.from({ length: count }, () => row);
}

/** Readings of an access log. */
export function logged(rows: readonly Row[], from = T0): Readings {
  return { shares: new Map([[LOG, { value: seriesOf(rows, from) }]]), alarms: { value: [] }, functions: new Map() };
}
