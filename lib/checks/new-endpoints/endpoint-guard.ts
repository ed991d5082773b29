import { Validations } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import type { EndpointGuardOptions, GuardReport } from './guard-report';
import { parseRoute } from '../../endpoints/routes';
import { addLateText, addNote } from '../../messages/annotations';
import { annotationId } from '../../messages/ids';

const GUARD = Symbol.for('cdk-canary-rest-api.EndpointGuard');
const NOTHING: GuardReport = { findings: [], unreadable: [], withoutBaseline: false };

/**
 * Reports, when the app is synthesized, the endpoints that cannot be released through a canary.
 *
 * It looks after all aspects ran, so it sees every method that the app adds.
 *
 * @param scope the release; notes about the check as a whole go there, findings go to the constructs that add the routes
 * @throws if an entry of exceptEndpoints is no endpoint
 */
export function attachEndpointGuard(scope: Construct, options: EndpointGuardOptions): void {
  options.exceptEndpoints?.forEach((endpoint, i) => parseRoute(endpoint, `exceptEndpoints[${i}]`, 'InvalidExceptEndpoint'));
  const report = (): GuardReport => inspect(options);
  Object.defineProperty(scope, GUARD, { value: report });
  scope.node.addValidation({
    validate: () => {
      try {
        annotate(scope, report());
        return [];
      } catch (error) {
        return [(error as Error).message];
      }
    },
  });
}

/** The reports of all guards below a construct. */
export function guardReports(root: IConstruct): GuardReport[] {
  return root.node.findAll().flatMap((construct) => {
    const report = (construct as { [GUARD]?: () => GuardReport })[GUARD];
    return report ? [report()] : [];
  });
}

function inspect(options: EndpointGuardOptions): GuardReport {
  const percentTraffic = options.percentTraffic();
  if (!options.active() || percentTraffic === 0) return NOTHING;
  if (!options.baseline) return { ...NOTHING, withoutBaseline: true };
  // Loaded with the first baseline that is compared: an app without one does not wait for it at import.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { inspectEndpoints } = require('./endpoint-inspection') as typeof import('./endpoint-inspection');
  return { ...inspectEndpoints({ ...options, baseline: options.baseline }, percentTraffic), withoutBaseline: false };
}

function annotate(scope: Construct, report: GuardReport): void {
  if (report.withoutBaseline) { addNote(scope, 'noEndpointBaseline'); }
  for (const { construct, reason } of report.unreadable) { addNote(construct, 'unreadableEndpoints', construct.node.path, reason); }
  for (const { construct, level, difference, message } of report.findings) {
    if (level === 'error') {
      Validations.of(construct).addError(annotationId(difference.kind), message);
    } else {
      addLateText(construct, difference.kind, message);
    }
  }
}
