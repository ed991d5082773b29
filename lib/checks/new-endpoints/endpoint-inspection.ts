import { Stack } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { DeclaredEndpoints, declaredEndpoints } from './declared-endpoints';
import type { EndpointGuardOptions, GuardReport, LocatedFinding } from './guard-report';
import { owningConstruct } from '../../construct-tree/owning-construct';
import { compareEndpoints } from '../../endpoints/comparison';
import type { EndpointBaseline } from '../../endpoints/endpoint-baseline';
import { EndpointPolicy } from '../../endpoints/endpoint-policy';
import { Finding, applyPolicy } from '../../endpoints/policy';
import { parseRoute } from '../../endpoints/routes';

/** What is compared, with the baseline that it is compared with. */
export interface InspectionOptions extends EndpointGuardOptions {
  readonly baseline: EndpointBaseline;
}

/** Compares the endpoints of the app with those of the baseline. */
export function inspectEndpoints(api: apigateway.CfnRestApi, options: InspectionOptions): Pick<GuardReport, 'findings' | 'unreadable' | 'unmatched'> {
  const rules = {
    newEndpoints: options.newEndpoints ?? EndpointPolicy.REJECT,
    removedEndpoints: options.removedEndpoints ?? EndpointPolicy.WARN,
    exceptEndpoints: options.exceptEndpoints ?? [],
    percentTraffic: options.percentTraffic,
  };
  const declared = declaredEndpoints(api);
  const base = options.baseline._routes(Stack.of(api).resolve(api.logicalId));
  const findings = applyPolicy(compareEndpoints(base, [...declared.routes.keys()]), rules)
    // What cannot be read may well be what seems to be missing.
    .filter(({ difference }) => declared.unreadable.length === 0 || !['RemovedEndpoint', 'replacedEndpoint'].includes(difference.kind))
    .map((finding) => located(finding, declared, api, options));
  const served = new Set([...base, ...declared.routes.keys()].map(({ path }) => path));
  const unmatched = declared.unreadable.length > 0 ? []
    : rules.exceptEndpoints.filter((endpoint, i) => !served.has(parseRoute(endpoint, `exceptEndpoints[${i}]`, 'InvalidExceptEndpoint').path));
  return { findings, unreadable: declared.unreadable, unmatched };
}

function located(finding: Finding, declared: DeclaredEndpoints, api: apigateway.CfnRestApi, { baseline }: InspectionOptions): LocatedFinding {
  return {
    ...finding,
    message: `${finding.message} Baseline: ${baseline._source}.`,
    construct: declared.routes.get(finding.route) ?? owningConstruct(api),
  };
}
