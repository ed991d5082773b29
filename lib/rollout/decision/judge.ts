import { AlarmReading, alarmsGate } from './gates/alarms';
import { functionGate } from './gates/function-gate';
import { GateResult, Reading, unmeasured } from './gates/gate-result';
import { hardErrorRate } from './gates/hard-error-rate';
import { minimumRequests } from './gates/minimum-requests';
import { shareGate } from './gates/share-gate';
import { split } from './gates/split';
import { completeMinutes, ShareSeries, Window, windowOf } from './minutes';
import { CountedProperties, GateProperties, LOG_METRICS, MetricProperties, RolloutFigures, ParsedStep, StepProgress } from '../contract';

/** Counts of both releases that a look needs, by what they are for. */
export interface SharesToRead {
  readonly key: string;
  readonly base: CountedProperties;
  readonly canary: CountedProperties;
}

/** What a look has read. */
export interface Readings {
  /** By the key of `sharesToRead`. */
  readonly shares: ReadonlyMap<string, Reading<ShareSeries>>;
  /** Of all gates. */
  readonly alarms: Reading<readonly AlarmReading[]>;
  /** What functions answered, by their ARN. */
  readonly functions: ReadonlyMap<string, Reading<unknown>>;
}

/** The counts of the access log. */
export const LOG = 'log';
/** Kinds with a place of their own in the order. */
const BUILT_IN: ReadonlyArray<GateProperties['Kind']> = ['ALARMS', 'ERROR_SHARE', 'SLOW_SHARE'];
/** The split changes in the data plane some time after the write. */
const SPLIT_AFTER = 60_000;

export function sharesToRead({ namespace, gates }: ParsedStep): SharesToRead[] {
  const logged = (errors: 'errors' | 'slow'): Omit<SharesToRead, 'key'> =>
    ({ base: countedIn(namespace!, 'base', errors), canary: countedIn(namespace!, 'canary', errors) });
  return [
    ...namespace === undefined ? [] : [{ key: LOG, ...logged('errors') }],
    ...gates.flatMap((gate, index): SharesToRead[] => {
      if (gate.Kind === 'METRIC') { return [{ key: keyOf(index), base: gate.Base, canary: gate.Canary }]; }
      return gate.Kind === 'SLOW_SHARE' && namespace !== undefined ? [{ key: keyOf(index), ...logged('slow') }] : [];
    }),
  ];
}

/** Names of the alarms of all gates, as far as they are known. */
export function alarmsToRead({ gates }: ParsedStep, names: Readonly<Record<string, string>>): string[] {
  const alarms = gates.flatMap((gate) => gate.Kind === 'ALARMS' ? gate.Alarms : []);
  return [...new Set(alarms.flatMap(({ LogicalId, AlarmName }) => AlarmName ?? names[LogicalId!] ?? []))];
}

/** Logical ids of the alarms whose names the stack knows. */
export function alarmsToResolve({ gates }: ParsedStep): string[] {
  return [...new Set(gates.flatMap((gate) => gate.Kind === 'ALARMS' ? gate.Alarms.flatMap(({ LogicalId }) => LogicalId ?? []) : []))];
}

export function functionsToAsk({ gates }: ParsedStep): string[] {
  return [...new Set(gates.flatMap((gate) => gate.Kind === 'FUNCTION' ? [gate.FunctionArn] : []))];
}

/**
 * What every gate says, in the order in which the first failure is named.
 *
 * Pure, and anew in each look from all minutes of the rollout, so that data which come late correct themselves.
 */
export function judgeGates(step: ParsedStep, progress: StepProgress, now: number, readings: Readings): GateResult[] {
  const window = windowOf(step, progress, now);
  const results = step.gates.map((gate, index) => ({ kind: gate.Kind, result: resultOf(gate, index, { step, progress, readings, window }) }));
  const of = (...kinds: Array<GateProperties['Kind']>) => results.filter(({ kind }) => kinds.includes(kind)).map(({ result }) => result);
  const log = step.namespace === undefined ? undefined : shareAt(LOG, readings);
  const minutes = (from: number) => log === undefined || 'error' in log ? undefined : completeMinutes(log.value, window, from);
  const whole = minutes(window.rolloutStarted);
  return [
    ...whole && step.hardErrorRate !== undefined ? [hardErrorRate(step.hardErrorRate, whole)] : [],
    ...of('ALARMS'),
    ...whole ? [split(step.percentTraffic, minutes(window.stepStarted + SPLIT_AFTER)!)] : [],
    ...of('ERROR_SHARE'),
    ...of('SLOW_SHARE'),
    ...results.filter(({ kind }) => !BUILT_IN.includes(kind)).map(({ result }) => result),
    ...whole ? [minimumRequests({
      ofStep: minutes(window.stepStarted)!, judged: minutes(window.warm)!, isLast: step.isLast, minimumRequests: step.minimumRequests,
    })] : [],
    ...log && 'error' in log ? [unmeasured('minimumRequests', log.error)] : [],
  ];
}

interface Look {
  readonly step: ParsedStep;
  readonly progress: StepProgress;
  readonly readings: Readings;
  readonly window: Window;
}

function resultOf(gate: GateProperties, index: number, { step, progress, readings, window }: Look): GateResult {
  switch (gate.Kind) {
    case 'ALARMS': return alarmsGate(gate, readings.alarms, {
      rolloutStarted: window.rolloutStarted, allowFailingBaseline: step.allowFailingBaseline, names: progress.alarms,
    });
    case 'ERROR_SHARE': return shareGate(gate.Name, 'failed', shareAt(LOG, readings), window);
    case 'SLOW_SHARE': return shareGate(gate.Name, 'were slow', shareAt(keyOf(index), readings), window);
    case 'METRIC': return shareGate(gate.Name, 'failed', shareAt(keyOf(index), readings), window);
    case 'FUNCTION': return functionGate(gate.Name, readings.functions.get(gate.FunctionArn) ?? { error: 'it was not asked.' });
    // The gate of a later version: nobody knows what it wants.
    default: return unmeasured((gate as { readonly Name: string }).Name, 'this version does not know the gate.');
  }
}

function shareAt(key: string, { shares }: Readings): Reading<ShareSeries> {
  return shares.get(key) ?? { error: 'it was not read.' };
}

/** The figures of a look: of the gate with the largest evidence. */
export function figuresOf(results: readonly GateResult[]): RolloutFigures | undefined {
  const figures = results.flatMap((result) => result.figures ?? []);
  const largest = [...figures].sort((one, other) => other.evidence - one.evidence)[0];
  if (largest === undefined) { return undefined; }
  const slow = figures.find(({ base }) => base.slow !== undefined);
  const failed = figures.find(({ base }) => base.slow === undefined) ?? largest;
  return {
    ...largest,
    base: { ...failed.base, ...slow && { slow: slow.base.slow } },
    canary: { ...failed.canary, ...slow && { slow: slow.canary.slow } },
  };
}

function countedIn(Namespace: string, release: 'base' | 'canary', errors: 'errors' | 'slow'): CountedProperties {
  const metric = (MetricName: string): MetricProperties => ({ Namespace, MetricName });
  return { Requests: metric(LOG_METRICS.requests[release]), Errors: metric(LOG_METRICS[errors][release]) };
}

function keyOf(index: number): string {
  return `gate-${index}`;
}
