import type { FailureId } from './outcome';
import { conditionError } from '../../messages/condition-error';
import type { IdentifiedError } from '../../messages/identified-error';
import type { LiveStage } from '../../stage/live-stage';
import type { ParsedPart } from '../contract';

/** What a message says of a rollout that ended badly. */
export interface FailedRollout {
  readonly id: FailureId;
  readonly why: string;
  readonly part: ParsedPart;
  /** `at 20 % after 12 min` */
  readonly moment: string;
  /** The stage as it was read last. */
  readonly live: LiveStage | undefined;
  readonly logGroup: string;
}

/** The error that CloudFormation shows. */
export function rolloutFailure({ id, why, part, moment, live, logGroup }: FailedRollout): IdentifiedError {
  return conditionError(id, {
    at: moment,
    why: /[.!?]$/.test(why) ? why : `${why}.`,
    stage: stageSentence(part, live),
    figures: `All figures: log group ${logGroup}, filter { $.rollout = "${part.rolloutId}" }.`,
  });
}

/**
 * @param minutes since the first percent was set. Undefined before
 * @param isCrash nobody knows whether the first percent was set
 */
export function momentOf(percentTraffic: number, minutes: number | undefined, isCrash = false): string {
  if (minutes !== undefined) { return `at ${percentTraffic} % after ${Math.round(minutes)} min`; }
  return isCrash ? `while it was given ${percentTraffic} %` : 'before any traffic moved';
}

function stageSentence({ baseDeploymentId, deploymentId }: ParsedPart, live: LiveStage | undefined): string {
  if (live === undefined) { return 'There is no stage any more.'; }
  const production = live.deploymentId === baseDeploymentId ? `Production is on deployment ${live.deploymentId} as before`
    : live.deploymentId === deploymentId ? `Production is on the new deployment ${live.deploymentId} until the rollback that begins now takes it back`
      : `Production is on deployment ${live.deploymentId}, where somebody else has put it`;
  const canary = live.canary === undefined ? 'the canary is off' : `the canary ${live.canary.deploymentId} is not of this rollout and was left`;
  return `${production}, ${canary}.`;
}
