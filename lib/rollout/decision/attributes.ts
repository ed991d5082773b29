import type { GateResult } from './gates/gate-result';
import { figuresOf } from './judge';
import {
  PROMOTION_TYPE, promotionIdOf, PromotionAttributes, ParsedPart, RolloutProperties, ParsedStep, StepAttributes, stepIdOf, StepProperties,
  StepVerdict,
} from '../contract';

/** The physical id of a step or a promotion: stable, so that no Delete comes for one that lives on. */
export function rolloutResourceId(event: { readonly ResourceType: string; readonly ResourceProperties: object }): string {
  const { RestApiId, StageName, Step } = event.ResourceProperties as RolloutProperties & Pick<StepProperties, 'Step'>;
  return event.ResourceType === PROMOTION_TYPE ? promotionIdOf(RestApiId, StageName) : stepIdOf(RestApiId, StageName, Number(Step));
}

/** How a step ended. */
export interface EndedStep {
  readonly verdict: StepVerdict;
  readonly percentTraffic: number;
  /** ISO 8601. Absent when nothing was shifted. */
  readonly rolloutStarted?: string;
  /** Of the last look. */
  readonly results: readonly GateResult[];
}

export function stepAttributes({ rolloutId }: ParsedStep, { verdict, percentTraffic, rolloutStarted = '', results }: EndedStep): StepAttributes {
  const { evidence, excludedRatio } = figuresOf(results) ?? {};
  return {
    RolloutId: rolloutId,
    RolloutStarted: rolloutStarted,
    Verdict: verdict,
    PercentTraffic: String(percentTraffic),
    Evidence: digits(evidence),
    ExcludedRatio: digits(excludedRatio),
  };
}

export function promotionAttributes({ rolloutId }: ParsedPart, production: string): PromotionAttributes {
  return { RolloutId: rolloutId, DeploymentId: production };
}

function digits(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(4)));
}
