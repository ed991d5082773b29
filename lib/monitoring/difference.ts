/** Counts of both releases in the same time. */
export interface ReleaseCounts {
  readonly baseRequests: number;
  readonly baseErrors: number;
  readonly canaryRequests: number;
  readonly canaryErrors: number;
}

/** Below so many errors and requests of the canary, no difference is told. */
const MINIMUM_ERRORS = 3;
const MINIMUM_REQUESTS = 10;

/** How far the canary's share of errors is above the base's, in standard deviations (z of two proportions), as CloudWatch's metric math. */
export function differenceExpression(names: { readonly [name in keyof ReleaseCounts]: string }): string {
  const { baseRequests: br, baseErrors: be, canaryRequests: cr, canaryErrors: ce } = names;
  const pooled = `((${ce}+${be})/(${cr}+${br}))`;
  const z = `(${ce}/${cr}-${be}/${br})/(${pooled}*(1-${pooled})*(1/${cr}+1/${br}))^0.5`;
  return `IF(${ce}>=${MINIMUM_ERRORS} AND ${cr}>=${MINIMUM_REQUESTS},${z},0)`;
}

/** The same, computed. undefined where CloudWatch divides by zero and has no data point */
export function difference({ baseRequests, baseErrors, canaryRequests, canaryErrors }: ReleaseCounts): number | undefined {
  const pooled = (canaryErrors + baseErrors) / (canaryRequests + baseRequests);
  const z = (canaryErrors / canaryRequests - baseErrors / baseRequests) / Math.sqrt(pooled * (1 - pooled) * (1 / canaryRequests + 1 / baseRequests));
  const value = canaryErrors >= MINIMUM_ERRORS && canaryRequests >= MINIMUM_REQUESTS ? z : 0;
  return Number.isFinite(z) ? value : undefined;
}
