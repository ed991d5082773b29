import type { Situation } from './situation';
import { completed } from '../../endpoints/called-code';
import type { LiveStage } from '../../stage/live-stage';
import { stageAfter } from '../../stage/stage-after';
import type { DesiredStage } from '../contract/driver-properties';
import type { FunctionState } from '../contract/function-state';

/** Whether requests reach a function. `never` by itself: waiting does not help. */
export interface Readiness {
  readonly is: 'ready' | 'not yet' | 'never';
  /** In Lambda's words. Absent for one that is ready. */
  readonly why?: string;
}

/** What is called, by variables of the stage. */
interface Release {
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Only an active function answers: while Lambda creates the network interfaces of a VPC, a snapshot (SnapStart) or loads an image, its requests fail.
 *
 * An inactive one was idle so long that Lambda took its resources back. The request that wakes it up fails.
 *
 * @param described undefined when there is no such function, version or alias (yet)
 * @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
export function readinessOf(described: FunctionState | undefined): Readiness {
  if (described === undefined) { return { is: 'not yet', why: 'does not exist' }; }
  const { state = 'not told', stateReason, lastUpdateStatus = 'Successful', lastUpdateStatusReason } = described;
  if (state === 'Active' && lastUpdateStatus === 'Successful') { return { is: 'ready' }; }
  const isState = state !== 'Active';
  const [status, reason] = isState ? [`has the state ${state}`, stateReason] : [`has the last update ${lastUpdateStatus}`, lastUpdateStatusReason];
  const mayPass = isState ? ['Pending', 'not told'].includes(state) : lastUpdateStatus === 'InProgress';
  return { is: mayPass ? 'not yet' : 'never', why: reason ? `${status} (${reason})` : status };
}

/**
 * What must be ready before the stage moves: the calls of the template's deployment, if a release comes onto the stage that was not there before.
 *
 * A change of the percentage alone, a promotion of the live canary and an abort of a live stage bring nothing new. A stage that is new to the stack
 * or to the release is moved by CloudFormation itself, right after the driver.
 *
 * What a release calls that is on the stage already is not asked about: one that was idle for weeks, behind a route that is hardly used, would stop
 * every deploy.
 *
 * @param expected the stage after the move of the driver
 * @param stackId of the driver's stack. A function of another account or region can't be read, so it is not waited for.
 */
export function callsToBeReady(
  { live, desired, previous }: Pick<Situation, 'live' | 'desired' | 'previous'>, expected: LiveStage | undefined, stackId: string,
): string[] {
  if (desired.action === 'ABORT' && live !== undefined) { return []; }
  const isMovedLater = expected === undefined || previous === undefined;
  const after = releasesOf(isMovedLater ? stageAfter(desired, live ?? { deploymentId: desired.deploymentId, variables: {} }) : expected);
  const before = live === undefined ? [] : releasesOf(live);
  const texts = before.map(textOf);
  const served = previous === undefined ? [] : callsOf(previous, before);
  const coming = callsOf(desired, after.filter((release) => !texts.includes(textOf(release))));
  return coming.filter((call) => !served.includes(call) && !call.includes('${') && isNear(call, stackId));
}

/** What releases call that are on the deployment of a template, each call once. */
function callsOf({ calls, deploymentId }: DesiredStage, releases: readonly Release[]): string[] {
  const ofDeployment = releases.filter((release) => release.deploymentId === deploymentId);
  return [...new Set(ofDeployment.flatMap(({ variables }) => calls.map((call) => completed(call, variables))))];
}

function releasesOf({ deploymentId, variables, canary }: LiveStage): Release[] {
  const base = { deploymentId, variables };
  return canary === undefined ? [base] : [base, { deploymentId: canary.deploymentId, variables: { ...variables, ...canary.stageVariableOverrides } }];
}

function textOf({ deploymentId, variables }: Release): string {
  return JSON.stringify([deploymentId, Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function isNear(functionArn: string, stackId: string): boolean {
  const place = (arn: string): string => arn.split(':').slice(3, 5).join(':');
  return place(functionArn) === place(stackId);
}
