import type { RolloutFigures } from './events';

/** What the function of a gate gets. */
export interface FunctionPayload {
  readonly rolloutId: string;
  /** 1 for the first step. */
  readonly step: number;
  readonly percentTraffic: number;
  /** Begin of the rollout, ISO 8601. */
  readonly since: string;
  /** Begin of this look, ISO 8601. */
  readonly until: string;
  readonly restApiId: string;
  readonly stage: string;
  readonly base: FunctionRelease;
  readonly canary: FunctionRelease;
}

/** One of the two releases. */
export interface FunctionRelease {
  /** The proxy event of a Lambda integration has it as `requestContext.deploymentId`. */
  readonly deploymentId: string;
  /** What the access log counted, if there is one. */
  readonly requests?: number;
  readonly errors?: number;
}

export type HookName = 'preTraffic' | 'step' | 'postTraffic' | 'onAbort';

/** What a hook gets. */
export interface HookPayload extends FunctionPayload {
  readonly hook: HookName;
  /** Why it is called, in a sentence. */
  readonly reason: string;
  readonly figures?: RolloutFigures;
}

/**
 * What the function of a gate returns. A hook may return it, too. One that returns nothing says PASS. Whatever throws is a failed question, not FAIL.
 */
export interface FunctionAnswer {
  readonly verdict: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
  readonly reason?: string;
  readonly errors?: number;
  readonly requests?: number;
}

/** How long a function may take to answer. */
export const FUNCTION_MILLISECONDS = 8_000;
