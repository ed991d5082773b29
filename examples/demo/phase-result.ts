import { PhaseExpectation, PhaseName } from './phases';

/** The stage as API Gateway reports it. */
export interface StageReport {
  readonly deploymentId: string;
  readonly canarySettings: {
    readonly deploymentId: string;
    readonly percentTraffic: number;
    readonly useStageCache: boolean;
    readonly stageVariableOverrides: Readonly<Record<string, string>>;
  } | null;
  readonly variables: Readonly<Record<string, string>>;
}

/** What was seen in one phase. */
export interface PhaseResult {
  readonly name: PhaseName;
  /** Requests sent after the deploy. */
  readonly requests: number;
  /** How many of them each version answered. */
  readonly answers: Readonly<Record<'1' | '2', number>>;
  /** Requests that were not answered by a version with 200: after the deploy and while it ran. */
  readonly failures: number;
  readonly stage: StageReport;
}

/** A share this many standard deviations away from the configured one happens once in 150,000 demos. */
const DEVIATIONS = 4.5;

/** In words, what differs from what the phase must show. Empty when nothing does. */
export function unexpected(expected: PhaseExpectation, result: PhaseResult): string[] {
  return [...failures(result), ...answers(expected, result), ...stage(expected, result.stage)];
}

function failures(result: PhaseResult): string[] {
  return result.failures === 0 ? [] : [`${result.failures} requests failed, expected none`];
}

function answers(expected: PhaseExpectation, result: PhaseResult): string[] {
  const share = expected.secondVersionPercent / 100;
  const mean = result.requests * share;
  const tolerance = share === 0 || share === 1 ? 0 : DEVIATIONS * Math.sqrt(mean * (1 - share)) + 1;
  return Math.abs(result.answers['2'] - mean) <= tolerance ? []
    : [`version 2 answered ${result.answers['2']} of ${result.requests} requests, expected ${Math.round(mean)} (give or take `
      + `${Math.round(tolerance)})`];
}

function stage(expected: PhaseExpectation, live: StageReport): string[] {
  const canary = live.canarySettings;
  return [
    ...(Object.is(canary?.percentTraffic ?? null, expected.canaryPercent) ? []
      : [`the canary's percent traffic is ${canary?.percentTraffic ?? 'absent'}, expected ${expected.canaryPercent ?? 'no canary'}`]),
    ...same('the stage variables', live.variables, expected.variables),
    ...(canary && expected.overrides ? same('the overrides', canary.stageVariableOverrides, expected.overrides) : []),
  ];
}

function same(name: string, live: object, expected: object): string[] {
  const [is, should] = [live, expected].map((map) => JSON.stringify(Object.entries(map).sort()));
  return is === should ? [] : [`${name} are ${JSON.stringify(live)}, expected ${JSON.stringify(expected)}`];
}
