import { Stack } from 'aws-cdk-lib';
import { greeter } from './greeter';
import { CanaryRestApi, CanarySettings, EndpointPolicy } from '../../lib';

/** What the app says in one deploy. */
export interface LifecycleState {
  /** Which code is released. */
  readonly release: 'v1' | 'v2';
  readonly variables: { readonly [name: string]: string };
  /** @default - no canary */
  readonly canarySettings?: CanarySettings;
  /** @default - neither */
  readonly action?: 'promote' | 'abort';
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

/** GET /hello in one of the states. */
export function canaryRestApi(state: LifecycleState): (stack: Stack) => CanaryRestApi {
  return (stack) => {
    const api = new CanaryRestApi(stack, 'Api', {
      handler: greeter(stack, state.release),
      resourcePath: 'hello',
      deployOptions: { stageName: 'prod', variables: { ...state.variables } },
      canarySettings: state.canarySettings,
      newEndpoints: state.newRoute ? EndpointPolicy.ALLOW : undefined,
    });
    if (state.newRoute) { api.root.addResource(state.newRoute).addMethod('GET', api.handlerIntegration); }
    if (state.action === 'promote') { api.promote(); }
    if (state.action === 'abort') { api.abort(); }
    return api;
  };
}
