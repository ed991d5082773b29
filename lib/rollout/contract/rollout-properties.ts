import type { RolloutSteps } from './driver-attributes';
import type { GateProperties } from './gate-properties';

/** `Custom::CanaryStep`: one per step. Its ServiceToken is the rollout's function. */
export const STEP_TYPE = 'Custom::CanaryStep';
/** `Custom::CanaryPromotion`: one per release, after its last step. */
export const PROMOTION_TYPE = 'Custom::CanaryPromotion';

/**
 * Properties that steps and promotion share, as they stand in the template (scalars come back as strings).
 *
 * A rollback after an upgrade of this library delivers what the earlier version wrote, so a property may be added here with a default, but never
 * renamed or given another meaning.
 */
export interface RolloutProperties {
  readonly RestApiId: string;
  readonly StageName: string;
  /** The deployment of this template, that is the canary's. */
  readonly DeploymentId: string;
  /** What production was on when the rollout began: the driver's attribute `BaseDeploymentId`. */
  readonly BaseDeploymentId: string;
  /** The driver's attribute. */
  readonly RolloutId: string;
  /** The driver's attribute. */
  readonly RolloutSteps: RolloutSteps;
  readonly StateMachineArn: string;
  /** What messages and events call the resource, such as `Release/Rollout/3-at-20-percent`. */
  readonly Path: string;
  /** The driver's digest of the chain: a change of any step calls all of them. */
  readonly Digest?: string;
  /** ARNs of functions. */
  readonly Hooks?: HookProperties;
  /** ARN of an SNS topic that gets every event as JSON. */
  readonly TopicArn?: string;
  readonly HandlerVersion?: number | string;
}

export interface HookProperties {
  /** Before the first percent is set. */
  readonly PreTraffic?: string;
  /** When the gates of a step have passed, before the step ends. */
  readonly Step?: string;
  /** When production has moved. */
  readonly PostTraffic?: string;
  /** When the canary was put back. */
  readonly OnAbort?: string;
}

/** Properties of `Custom::CanaryStep`. */
export interface StepProperties extends RolloutProperties {
  /** 1 for the first step. */
  readonly Step: number | string;
  readonly PercentTraffic: number | string;
  /** What is live when the step begins: 0 for the first step, else the attribute `PercentTraffic` of the step before. */
  readonly PreviousPercent: number | string;
  /** What a person sets to end a pause: the percent of the next step, 100 for the last one. */
  readonly NextPercent: number | string;
  readonly IsLast: boolean | string;
  /** The attribute of the step before. Absent for the first one. */
  readonly RolloutStarted?: string;
  readonly BakeSeconds: number | string;
  /** How long the step waits for a person after its bake. Absent: not at all. */
  readonly PauseSeconds?: number | string;
  /** What happens when nobody came. @default 'ABORT' */
  readonly PauseOnTimeout?: 'ABORT' | 'CONTINUE';
  /** Of the metrics of the access log. Absent: no gate counts requests, and neither split nor minimum is judged. */
  readonly Namespace?: string;
  readonly Gates: readonly GateProperties[];
  /** @default 120 */
  readonly MetricDelaySeconds?: number | string;
  /** @default 120 */
  readonly WarmUpSeconds?: number | string;
  /** Of the canary over the whole rollout. @default 100 */
  readonly MinimumRequests?: number | string;
  /** @default 'ABORT' */
  readonly OnInconclusive?: 'ABORT' | 'PROMOTE';
  /** From how many percent of failed requests on, in two minutes running, the canary is stopped at once. Absent: never. */
  readonly HardErrorRate?: number | string;
  /** @default false */
  readonly DryRun?: boolean | string;
  /** @default false */
  readonly AllowFailingBaseline?: boolean | string;
}

/** Properties of `Custom::CanaryPromotion`. */
export interface PromotionProperties extends RolloutProperties {
  /** The attributes `Verdict`, `RolloutId` and `PercentTraffic` of the last step. */
  readonly Verdict: string;
  readonly VerdictRolloutId: string;
  readonly LastPercent: number | string;
  /** What the template declares, without overrides. Variables that a template before declared and this one does not leave with the promotion. */
  readonly Variables?: Readonly<Record<string, string>>;
}

/** What `HandlerVersion` says of the rollout's handler. */
export const ROLLOUT_HANDLER_VERSION = 1;

export function stepIdOf(restApiId: string, stageName: string, step: number): string {
  return `${restApiId}/${stageName}/step-${step}`;
}

export function promotionIdOf(restApiId: string, stageName: string): string {
  return `${restApiId}/${stageName}/promotion`;
}
