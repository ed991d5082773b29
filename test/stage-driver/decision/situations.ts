import { ownFormat } from '../../../lib/monitoring/log-patterns';
import { LiveAccessLog, LiveStage } from '../../../lib/stage/live-stage';
import { DesiredStage } from '../../../lib/stage-driver/contract/driver-properties';
import { HANDLER_VERSION, Memory } from '../../../lib/stage-driver/contract/physical-id';

/** Base and canary serve the same. */
export const SAME_ENDPOINTS = { base: {}, canary: {} } as const;

const ENDPOINTS = { newEndpoints: 'REJECT', removedEndpoints: 'WARN', exceptEndpoints: [] } as const;
const FUNCTIONS = { deleted: [], retained: [] } as const;
const CANARY = { percentTraffic: 10, useStageCache: false, stageVariableOverrides: { theme: 'dark' } };

/** Templates as a user moves through them. `deploymentId` is the deployment of the template's own API. */
export function none(deploymentId: string, more: Partial<DesiredStage> = {}): DesiredStage {
  return {
    restApiId: 'api',
    stageName: 'prod',
    action: 'NONE',
    deploymentId,
    variables: { theme: 'light' },
    endpoints: ENDPOINTS,
    functions: FUNCTIONS,
    roles: FUNCTIONS,
    backends: FUNCTIONS,
    functionRoles: [],
    hold: false,
    calls: [],
    holds: [],
    calledFunctions: [],
    handlerVersion: HANDLER_VERSION,
    propagationMilliseconds: 10_000,
    ...more,
  };
}

export function hold(deploymentId: string, more: Partial<DesiredStage> = {}): DesiredStage {
  return none(deploymentId, { action: 'HOLD', canary: CANARY, ...more });
}

export function promote(deploymentId: string, choices: Partial<DesiredStage['promote']> = {}, more: Partial<DesiredStage> = {}): DesiredStage {
  return hold(deploymentId, {
    action: 'PROMOTE', promote: { updateDeployment: true, updateStageVariables: true, resetTraffic: true, ...choices }, ...more,
  });
}

export function abort(deploymentId: string, more: Partial<DesiredStage> = {}): DesiredStage {
  return none(deploymentId, { action: 'ABORT', ...more });
}

const LOG_GROUP = 'arn:aws:logs:eu-central-1:123456789012:log-group:log';

/** An access log in which the gates of `rollout` find what they count. */
export const MARKED_LOG: LiveAccessLog = { destinationArn: LOG_GROUP, format: ownFormat('12345678') };

export function rollout(deploymentId: string, more: Partial<DesiredStage> = {}): DesiredStage {
  return none(deploymentId, {
    action: 'ROLLOUT', rollout: { log: { ...MARKED_LOG, destinationArn: `${LOG_GROUP}:*`, mark: '12345678', slowerThan: [1000] } }, ...more,
  });
}

/** A live stage: base, and the canary's deployment with the settings of `hold`. */
export function live(base: string, canary?: string, more: Partial<LiveStage> = {}): LiveStage {
  return {
    deploymentId: base,
    variables: { theme: 'light' },
    canary: canary === undefined ? undefined : { ...CANARY, deploymentId: canary },
    ...more,
  };
}

/** What a driver remembers that found a stage in this state. */
export function memory(base: string, canary?: string, percentTraffic = 10, more: Partial<Memory> = {}): Memory {
  return {
    restApiId: 'api',
    stageName: 'prod',
    deploymentId: base,
    canary: canary === undefined ? 'none' : { deploymentId: canary, percentTraffic },
    ...more,
  };
}
