import type { LiveStage } from '../../lib/stage/live-stage';

/** A stage in one sentence, without its end. */
export function stageText({ deploymentId, canary }: LiveStage): string {
  return `production is on ${deploymentId}, ${canary === undefined ? 'there is no canary' : `the canary ${canary.deploymentId} gets ${
    canary.percentTraffic} %`}`;
}
