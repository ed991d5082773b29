import type { FunctionPayload, ParsedPart, ParsedStep } from '../contract';

type ToldStep = Pick<ParsedStep, 'index' | 'percentTraffic'>;

/**
 * What functions are told of a rollout, without counts.
 *
 * @param at ISO 8601
 * @param step of the promotion: number 0, at the percent of the last step
 */
export function toldOf(part: ParsedPart, at: string, { index, percentTraffic }: ToldStep): FunctionPayload {
  return {
    rolloutId: part.rolloutId,
    step: index,
    percentTraffic,
    since: at,
    until: at,
    restApiId: part.restApiId,
    stage: part.stageName,
    base: { deploymentId: part.baseDeploymentId },
    canary: { deploymentId: part.deploymentId },
  };
}
