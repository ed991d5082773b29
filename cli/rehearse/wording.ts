import { NamedCustomResource } from '../../rehearsal/cloudformation/custom-resource/selective-custom-resource';
import { Phase } from '../../rehearsal/cloudformation/resource-operation';
import { Instant, ObservedOperation, StageState } from '../../rehearsal/observation/instant';
import { Outage } from '../../rehearsal/observation/outages';
import { RehearsedOperation } from '../../rehearsal/observation/rehearsal';

/** The resource as its construct is called in the stack, or its logical id. */
export function resourceName({ constructPath, logicalId }: ObservedOperation): string {
  const path = constructPath?.split('/').slice(1).join('/').replace(/\/Resource$/, '');
  return path ? path : logicalId;
}

/** `update Api/DeploymentStage.prod (AWS::ApiGateway::Stage)`. */
export function describeInstant({ happened }: Instant): string {
  if (happened.kind === 'end') { return `${happened.stackName} became ${happened.status}`; }
  const phase = phaseNote(happened.phase);
  return `${phase === '' ? '' : `${phase}: `}${happened.action} ${resourceName(happened)} `
    + `(${happened.type})${happened.outcome === 'failed' ? ' failed' : ''}`;
}

/** `Shop: update, UPDATE_COMPLETE, 12 resource operations`. */
export function describeOperation({ stackName, action, status, instants }: RehearsedOperation): string {
  if (action === 'nothing') { return `${stackName}: nothing to change, ${status}`; }
  return `${stackName}: ${action}, ${status}, ${counted(instants.length - 1, 'resource operation')}`;
}

/** `base ab12cd 90 %, canary ef34gh 10 %`. */
export function describeStage({ base, canary }: StageState): string {
  const of = (name: string, { deploymentId, percentTraffic }: StageState['base']): string => `${name} ${deploymentId} ${percentTraffic} %`;
  return [of('base', base), ...(canary ? [of('canary', canary)] : [])].join(', ');
}

/** `Api/prod`. */
export function stageName({ apiName, stageName: name }: Pick<StageState, 'apiName' | 'stageName'>): string {
  return `${apiName}/${name}`;
}

/** `theme=dark`, or `none`. */
export function describeVariables(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`).join(' ') || 'none';
}

/** `Seed (Custom::Seed)`. */
export function customResourceName({ logicalId, type }: NamedCustomResource): string {
  return `${logicalId} (${type})`;
}

/** `1 request`, `2 requests`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `Requests would have failed`, or what else is wrong with the answers. */
export function whatWentWrong(outages: readonly Outage[]): string {
  return outages.some(({ status }) => status >= 400) ? 'Requests would have failed' : 'New code would have reached the base release';
}

/** The part of the stack operation, where the action doesn't tell it. Otherwise nothing. */
export function phaseNote(phase: Phase): string {
  return PHASES[phase];
}

const PHASES = {
  'create': '', 'update': '', 'delete': '', 'cleanup': 'cleanup', 'rollback': 'rollback', 'rollback-cleanup': 'cleanup of the rollback',
} as const;
