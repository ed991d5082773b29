/**
 * Events of a rollout: on the default event bus, to the topic, and in the log, where each look is one JSON line with the same `figures`.
 *
 * Best effort, in one attempt of two seconds. A task that is tried again may tell a thing twice. What EventBridge does not take is in the log only.
 */
export const EVENT_SOURCE = 'cdk-canary-rest-api';
export const EVENT_DETAIL_TYPE = 'Canary Rollout State Change';

export type RolloutState = 'STARTED' | 'STEP_STARTED' | 'LOOK_FAILED' | 'PAUSED' | 'STEP_PASSED' | 'PROMOTED' | 'ABORTED' | 'SKIPPED';

/** The detail of an event. */
export interface RolloutEvent {
  readonly schema: 1;
  readonly rolloutId: string;
  readonly stackId: string;
  readonly restApiId: string;
  readonly stage: string;
  /** Deployments. */
  readonly base: string;
  readonly canary: string;
  /** ISO 8601. */
  readonly at: string;
  readonly state: RolloutState;
  /** Absent for PROMOTED and SKIPPED. */
  readonly step?: { readonly index: number; readonly percentTraffic: number };
  /** A sentence. */
  readonly reason?: string;
  /** The gate that decided. */
  readonly gate?: string;
  readonly figures?: RolloutFigures;
}

/** What was counted of one release over all judged minutes of the rollout. */
export interface ReleaseFigures {
  readonly requests: number;
  readonly errors: number;
  /** With a gate on slow requests. */
  readonly slow?: number;
}

/** Figures of a look. */
export interface RolloutFigures {
  readonly base: ReleaseFigures;
  readonly canary: ReleaseFigures;
  /** 20 or more stops the canary. The largest of all gates. */
  readonly evidence: number;
  /** Of the gate with the largest evidence. */
  readonly dispersion: number;
  /** Absent when nothing is excluded. */
  readonly excludedRatio?: number;
}
