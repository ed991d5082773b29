/** The canary of a stage as API Gateway reports it. */
export interface LiveCanary {
  readonly deploymentId: string;
  readonly percentTraffic: number;
  readonly useStageCache: boolean;
  readonly stageVariableOverrides: Readonly<Record<string, string>>;
}

/** The part of a stage that a release moves. */
export interface LiveStage {
  /** Serves the base release. */
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Absent: the stage has no canary. */
  readonly canary?: LiveCanary;
}

/** Where a stage logs its requests, and what a line is. */
export interface LiveAccessLog {
  readonly destinationArn?: string;
  readonly format?: string;
}

/** API Gateway's precision beyond two decimals is not documented. A smaller difference is none. */
const PERCENT_PRECISION = 0.01;

export function samePercent(a: number, b: number): boolean {
  return Math.abs(a - b) < PERCENT_PRECISION;
}

/** In words, what differs between the stage that was asked for and the one that is live. Empty when they agree. */
export function differences(expected: LiveStage, live: LiveStage): string[] {
  return [
    ...different('deploymentId', expected.deploymentId, live.deploymentId),
    ...differentMaps('variables', expected.variables, live.variables),
    ...canaryDifferences(expected.canary, live.canary),
  ];
}

function canaryDifferences(expected: LiveCanary | undefined, live: LiveCanary | undefined): string[] {
  if (expected === undefined || live === undefined) {
    return different('canarySettings', expected && 'present', live && 'present');
  }
  return [
    ...different('canarySettings/deploymentId', expected.deploymentId, live.deploymentId),
    ...(samePercent(expected.percentTraffic, live.percentTraffic)
      ? [] : different('canarySettings/percentTraffic', expected.percentTraffic, live.percentTraffic)),
    ...different('canarySettings/useStageCache', expected.useStageCache, live.useStageCache),
    ...differentMaps('canarySettings/stageVariableOverrides', expected.stageVariableOverrides, live.stageVariableOverrides),
  ];
}

function differentMaps(name: string, expected: Readonly<Record<string, string>>, live: Readonly<Record<string, string>>): string[] {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(live)])].sort();
  // Without the values: some people keep keys in stage variables.
  return keys.filter((key) => expected[key] !== live[key]).map((key) => `${name}/${key} is not as expected`);
}

function different<T>(name: string, expected: T | undefined, live: T | undefined): string[] {
  return expected === live ? [] : [`${name} is ${live ?? 'absent'}, expected ${expected ?? 'absent'}`];
}
