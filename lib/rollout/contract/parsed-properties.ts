import type { StepTimes } from './budget';
import type { RolloutSteps } from './driver-attributes';
import type { GateProperties } from './gate-properties';
import type { HookProperties, PromotionProperties, RolloutProperties, StepProperties } from './rollout-properties';

/** What steps and promotion have in common. */
export interface ParsedPart {
  readonly restApiId: string;
  readonly stageName: string;
  /** The canary's. */
  readonly deploymentId: string;
  /** What production was on when the rollout began. */
  readonly baseDeploymentId: string;
  readonly rolloutId: string;
  readonly steps: RolloutSteps;
  readonly stateMachineArn: string;
  readonly path: string;
  readonly hooks: HookProperties;
  readonly topicArn?: string;
}

/** A step, as its handler works with it. */
export interface ParsedStep extends ParsedPart {
  /** 1 for the first step. */
  readonly index: number;
  readonly percentTraffic: number;
  readonly previousPercent: number;
  readonly nextPercent: number;
  readonly isLast: boolean;
  /** In milliseconds. Absent for the first step. */
  readonly rolloutStarted?: number;
  readonly times: StepTimes;
  readonly pauseOnTimeout: 'ABORT' | 'CONTINUE';
  readonly namespace?: string;
  readonly gates: readonly GateProperties[];
  readonly warmUpSeconds: number;
  readonly minimumRequests: number;
  readonly onInconclusive: 'ABORT' | 'PROMOTE';
  /** In percent. */
  readonly hardErrorRate?: number;
  readonly dryRun: boolean;
  readonly allowFailingBaseline: boolean;
}

/** The promotion, as its handler works with it. */
export interface ParsedPromotion extends ParsedPart {
  /** As it was delivered: any text. */
  readonly verdict: string;
  readonly verdictRolloutId: string;
  readonly lastPercent: number;
  readonly variables: Readonly<Record<string, string>>;
}

const METRIC_DELAY_SECONDS = 120;
const WARM_UP_SECONDS = 120;
const MINIMUM_REQUESTS = 100;

/** Reads the properties of an event of `Custom::CanaryStep`. */
export function parseStepProperties(properties: StepProperties): ParsedStep {
  const { Namespace, HardErrorRate, Gates } = properties;
  return {
    ...parsePart(properties),
    index: Number(properties.Step),
    percentTraffic: Number(properties.PercentTraffic),
    previousPercent: Number(properties.PreviousPercent),
    nextPercent: Number(properties.NextPercent),
    isLast: isTrue(properties.IsLast),
    // The step before had nothing to shift: then this one has not, either, or its own begin is the rollout's.
    rolloutStarted: properties.RolloutStarted ? Date.parse(properties.RolloutStarted) : undefined,
    times: {
      bakeSeconds: Number(properties.BakeSeconds),
      metricDelaySeconds: Number(properties.MetricDelaySeconds ?? METRIC_DELAY_SECONDS),
      pauseSeconds: Number(properties.PauseSeconds ?? 0),
    },
    pauseOnTimeout: properties.PauseOnTimeout === 'CONTINUE' ? 'CONTINUE' : 'ABORT',
    namespace: Namespace,
    gates: Gates ?? [],
    warmUpSeconds: Number(properties.WarmUpSeconds ?? WARM_UP_SECONDS),
    minimumRequests: Number(properties.MinimumRequests ?? MINIMUM_REQUESTS),
    onInconclusive: properties.OnInconclusive === 'PROMOTE' ? 'PROMOTE' : 'ABORT',
    hardErrorRate: HardErrorRate === undefined ? undefined : Number(HardErrorRate),
    dryRun: isTrue(properties.DryRun),
    allowFailingBaseline: isTrue(properties.AllowFailingBaseline),
  };
}

/** Reads the properties of an event of `Custom::CanaryPromotion`. */
export function parsePromotionProperties(properties: PromotionProperties): ParsedPromotion {
  return {
    ...parsePart(properties),
    verdict: properties.Verdict,
    verdictRolloutId: properties.VerdictRolloutId,
    lastPercent: Number(properties.LastPercent),
    variables: properties.Variables ?? {},
  };
}

function parsePart(properties: RolloutProperties): ParsedPart {
  return {
    restApiId: properties.RestApiId,
    stageName: properties.StageName,
    deploymentId: properties.DeploymentId,
    baseDeploymentId: properties.BaseDeploymentId,
    rolloutId: properties.RolloutId,
    steps: properties.RolloutSteps,
    stateMachineArn: properties.StateMachineArn,
    path: properties.Path,
    hooks: properties.Hooks ?? {},
    topicArn: properties.TopicArn,
  };
}

function isTrue(value: boolean | string | undefined): boolean {
  return String(value) === 'true';
}
