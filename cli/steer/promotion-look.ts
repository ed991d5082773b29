import { routesFromApiSummary } from '../../lib/endpoints/baselines/api-summary';
import { compareEndpoints } from '../../lib/endpoints/comparison';
import type { Inspection } from '../readings/inspect';
import { calledName, missingRights } from '../readings/read-functions';
import type { Health } from '../status/health-of';
import type { StatusReport } from '../status/status-report';

/** What a person should have seen before everybody gets the canary. */
export interface PromotionLook {
  /** @default - the canary gets nothing, or is production's own deployment */
  readonly health?: Health;
  /** Requests and server errors of either release in the time that was looked at. @default - nothing counts them */
  readonly counted?: Readonly<Record<'base' | 'canary', { readonly requests: number; readonly serverErrors: number }>>;
  /** What the canary calls: `Orders:2`. @default - it cannot be told */
  readonly calls?: readonly string[];
  /** Those that do not exist, or that API Gateway may not call. */
  readonly brokenCalls: readonly string[];
  /** Those that could not be looked at. */
  readonly unknownCalls: readonly string[];
  /** The rights that were missing for that: `lambda:GetPolicy`. */
  readonly missingRights: readonly string[];
  /** Routes that production has and will not have: `GET /orders`. */
  readonly lostRoutes: readonly string[];
}

/** Out of what `status` reads. */
export function promotionLook({ functions, deployments }: Inspection, { health, base, canary }: StatusReport): PromotionLook {
  const called = functions.canary?.map((one) => ({ text: calledName(one), state: one.state }));
  const those = (...states: string[]) => called?.filter(({ state }) => states.includes(state)).map(({ text }) => text) ?? [];
  return {
    health,
    ...base?.window && canary?.window ? { counted: { base: base.window, canary: canary.window } } : {},
    ...called === undefined ? {} : { calls: called.map(({ text }) => text) },
    brokenCalls: those('missing', 'not-callable'),
    unknownCalls: those('unknown'),
    missingRights: missingRights(functions.canary ?? []),
    lostRoutes: lostRoutes(deployments),
  };
}

/** Requests that production answers and what is to follow it answers with 403 (Missing Authentication Token). */
export function lostRoutes({ base, canary }: Inspection['deployments']): string[] {
  if (base === undefined || canary === undefined) { return []; }
  const differences = compareEndpoints(routesFromApiSummary(base.routes), routesFromApiSummary(canary.routes));
  return differences.flatMap((difference) => difference.kind === 'RemovedEndpoint' ? difference.unserved : []);
}
