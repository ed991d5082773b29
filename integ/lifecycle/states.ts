import { Duration, Stack } from 'aws-cdk-lib';
import { greeter } from './greeter';
import { judgeSplit } from './judge';
import { CanaryRestApi, CanaryRollout, CanarySettings, EndpointPolicy, RolloutGate } from '../../lib';

/** What the app says in one deploy. */
export interface LifecycleState {
  /** Which code is released. */
  readonly release: 'v1' | 'v2';
  readonly variables: { readonly [name: string]: string };
  /** @default - no canary */
  readonly canarySettings?: CanarySettings;
  /** Shifts traffic in two steps of a minute, judged by a function that says this. @default - no rollout */
  readonly rollout?: 'PASS' | 'FAIL';
  /** @default - none */
  readonly action?: 'promote' | 'abort' | 'skip';
  /** A route that the releases before this one do not have. The library is told to let it pass. @default - none */
  readonly newRoute?: string;
}

export const PLAIN: LifecycleState = { release: 'v1', variables: { theme: 'light' } };

export const HOLD: LifecycleState = {
  release: 'v2', variables: { theme: 'light' }, canarySettings: { percentTraffic: 50, stageVariableOverrides: { theme: 'dark' } },
};

export const HOLD_CHANGED: LifecycleState = {
  release: 'v2', variables: { theme: 'light', region: 'eu' }, canarySettings: { percentTraffic: 20, stageVariableOverrides: { theme: 'dim' } },
};

export const HOLD_WITH_NEW_ROUTE: LifecycleState = { ...HOLD, newRoute: 'new' };

export const PROMOTED: LifecycleState = { ...HOLD, action: 'promote' };

export const ABORTED: LifecycleState = { ...HOLD, action: 'abort' };

/** Follows PROMOTED: the promoted variable is declared, the canary is gone. */
export const REMOVED: LifecycleState = { release: 'v2', variables: { theme: 'dark' } };

/** Has nothing to shift: the deploy that brings a rollout. */
export const ROLLOUT: LifecycleState = { ...PLAIN, rollout: 'PASS' };

export const ROLLED_OUT: LifecycleState = { release: 'v2', variables: { theme: 'dark' }, rollout: 'PASS' };

/** The deploy of it fails. */
export const STOPPED: LifecycleState = { ...ROLLED_OUT, rollout: 'FAIL' };

export const ROLLOUT_SKIPPED: LifecycleState = { ...STOPPED, action: 'skip' };

export const ROLLOUT_ABORTED: LifecycleState = { ...ROLLED_OUT, action: 'abort' };

/** GET /hello in one of the states. */
export function canaryRestApi(state: LifecycleState): (stack: Stack) => CanaryRestApi {
  return (stack) => {
    if (state.action === 'skip') { stack.node.setContext('cdk-canary-rest-api:action', 'skip'); }
    const api = new CanaryRestApi(stack, 'Api', {
      handler: greeter(stack, state.release),
      resourcePath: 'hello',
      deployOptions: { stageName: 'prod', variables: { ...state.variables } },
      canarySettings: state.canarySettings,
      rollout: state.rollout && CanaryRollout.steps([5, 50].map((percentTraffic) => ({ percentTraffic, bake: Duration.minutes(1) })), {
        // No request is sent during the deploys of a test, so no gate on requests could pass.
        gates: [RolloutGate.function(judgeSplit(stack, state.rollout))], metricDelay: Duration.minutes(0),
      }),
      newEndpoints: state.newRoute ? EndpointPolicy.ALLOW : undefined,
    });
    if (state.newRoute) { api.root.addResource(state.newRoute).addMethod('GET', api.handlerIntegration); }
    if (state.action === 'promote') { api.promote(); }
    if (state.action === 'abort') { api.abort(); }
    return api;
  };
}
