import type { RolloutScope } from './rollout-scope';
import { FunctionPayload, FUNCTION_MILLISECONDS, ParsedStep, StepProgress } from '../contract';
import type { AlarmReading } from '../decision/gates/alarms';
import type { Reading } from '../decision/gates/gate-result';
import { alarmsToRead, alarmsToResolve, functionsToAsk, LOG, Readings, SharesToRead, sharesToRead } from '../decision/judge';
import { completeMinutes, ShareSeries, sumOf, Window, windowOf } from '../decision/minutes';
import { toldOf } from '../decision/told';

/** A look has 15 s for everything. */
const METRICS_MILLISECONDS = 5_000;

/** Reads what the gates of a step judge. What cannot be read is a reading, too. */
export class GateReadings {
  constructor(private readonly scope: RolloutScope, private readonly step: ParsedStep) {}

  /** Physical names of the alarms of the stack, by logical id, as far as they are there. */
  async alarmNames(): Promise<Record<string, string>> {
    const wanted = new Set(alarmsToResolve(this.step));
    const names: Record<string, string> = {};
    if (wanted.size === 0) { return names; }
    const { ownStack, event } = this.scope;
    for await (const { LogicalResourceId: logicalId = '', PhysicalResourceId: physicalId } of ownStack.resources(event.StackId)) {
      if (wanted.has(logicalId) && physicalId) { names[logicalId] = physicalId; }
    }
    return names;
  }

  /** @param now when the look began */
  async read(progress: StepProgress, now: number): Promise<Readings> {
    const window = windowOf(this.step, progress, now);
    const sharesRead = this.shares(window.historyBegan, window.completeUntil);
    const [shares, alarms, functions] = await Promise.all([
      sharesRead, this.alarms(progress.alarms), sharesRead.then((counted) => this.functions(counted.get(LOG), window, now)),
    ]);
    return { shares, alarms, functions };
  }

  /** All series with one call, from the begin of the history on: a look keeps nothing from the one before. */
  async shares(from: number, to: number): Promise<Map<string, Reading<ShareSeries>>> {
    const wanted = sharesToRead(this.step);
    if (wanted.length === 0) { return new Map(); }
    const metrics = wanted.flatMap(({ base, canary }) => [base.Requests, base.Errors, canary.Requests, canary.Errors]);
    const unique = [...new Map(metrics.map((metric) => [JSON.stringify(metric), metric])).entries()];
    const read = await reading(async () => {
      const sums = await this.scope.metrics(this.scope.within(METRICS_MILLISECONDS)).minuteSums(unique.map(([, metric]) => metric), from, to);
      return new Map(unique.map(([key], index) => [key, sums[index]]));
    });
    return new Map(wanted.map((shares) => [shares.key, 'error' in read ? read : { value: seriesOf(shares, read.value) }]));
  }

  private async alarms(names: Readonly<Record<string, string>>): Promise<Reading<readonly AlarmReading[]>> {
    const wanted = alarmsToRead(this.step, names);
    if (wanted.length === 0) { return { value: [] }; }
    return reading(() => this.scope.metrics(this.scope.within(METRICS_MILLISECONDS)).alarms(wanted));
  }

  private async functions(log: Reading<ShareSeries> | undefined, window: Window, now: number): Promise<Map<string, Reading<unknown>>> {
    const payload = functionPayload(this.step, window, now, log);
    return new Map(await Promise.all(functionsToAsk(this.step).map(async (arn): Promise<[string, Reading<unknown>]> =>
      [arn, await reading(() => this.scope.functions.ask(arn, payload, FUNCTION_MILLISECONDS))])));
  }
}

/** What a function is told of a look. */
export function functionPayload(step: ParsedStep, window: Window, now: number, log?: Reading<ShareSeries>): FunctionPayload {
  const minutes = log && 'value' in log ? completeMinutes(log.value, window, window.warm) : undefined;
  const told = toldOf(step, new Date(window.rolloutStarted).toISOString(), step);
  return {
    ...told,
    until: new Date(now).toISOString(),
    base: { ...told.base, ...minutes && sumOf(minutes.map(({ base }) => base)) },
    canary: { ...told.canary, ...minutes && sumOf(minutes.map(({ canary }) => canary)) },
  };
}

export async function reading<T>(read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { error: `${(error as Error).message || String(error)}` };
  }
}

function seriesOf({ base, canary }: SharesToRead, sums: ReadonlyMap<string, ReadonlyMap<number, number>>): ShareSeries {
  const at = (metric: object) => sums.get(JSON.stringify(metric))!;
  return {
    base: { requests: at(base.Requests), errors: at(base.Errors) },
    canary: { requests: at(canary.Requests), errors: at(canary.Errors) },
  };
}
