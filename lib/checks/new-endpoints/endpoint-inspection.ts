import { Stack } from 'aws-cdk-lib';
import { CurrentEndpoints, currentEndpoints } from './declared-endpoints';
import type { EndpointGuardOptions, GuardReport, LocatedFinding } from './guard-report';
import { owningConstruct } from '../../construct-tree/owning-construct';
import { compareEndpoints } from '../../endpoints/comparison';
import type { EndpointBaseline } from '../../endpoints/endpoint-baseline';
import { EndpointPolicy } from '../../endpoints/endpoint-policy';
import { Finding, applyPolicy } from '../../endpoints/policy';

/** What is compared, with the baseline that it is compared with. */
export interface InspectionOptions extends EndpointGuardOptions {
  readonly baseline: EndpointBaseline;
}

/** Compares the endpoints of the app with those of the baseline. */
export function inspectEndpoints(options: InspectionOptions, percentTraffic: number | undefined): Pick<GuardReport, 'findings' | 'unreadable'> {
  const rules = {
    newEndpoints: options.newEndpoints ?? EndpointPolicy.REJECT,
    removedEndpoints: options.removedEndpoints ?? EndpointPolicy.WARN,
    exceptEndpoints: options.exceptEndpoints ?? [],
    percentTraffic,
  };
  const current = currentEndpoints(options.api);
  const base = options.baseline._routes(Stack.of(options.api).resolve(options.api.logicalId));
  const findings = applyPolicy(compareEndpoints(base, [...current.routes.keys()]), rules)
    // What cannot be read may well be what seems to be missing.
    .filter(({ difference }) => current.unreadable.length === 0 || !['RemovedEndpoint', 'replacedEndpoint'].includes(difference.kind))
    .map((finding) => located(finding, current, options));
  return { findings, unreadable: current.unreadable };
}

function located(finding: Finding, current: CurrentEndpoints, { api, baseline }: InspectionOptions): LocatedFinding {
  return {
    ...finding,
    message: `${finding.message} Baseline: ${baseline._source}.`,
    construct: current.routes.get(finding.route) ?? owningConstruct(api),
  };
}
