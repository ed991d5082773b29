import { Validations } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import type { EndpointGuardOptions, GuardReport } from './guard-report';
import { parseRoute } from '../../endpoints/routes';
import { addLateText, addLateWarning, addNote } from '../../messages/annotations';
import { annotationId } from '../../messages/ids';
import type { ReleasedStage } from '../../release/released-stage';

/** What the guard must know of a release. */
export type GuardedRelease = Pick<ReleasedStage, 'release' | 'api' | 'isHeld'>;

const GUARD = Symbol.for('cdk-canary-rest-api.EndpointGuard');
const NOTHING: GuardReport = { findings: [], unreadable: [], unmatched: [], withoutBaseline: false };

/**
 * Reports, when the app is synthesized, the endpoints that cannot be released through a canary.
 *
 * It looks after all aspects ran, so it sees every method that the app adds.
 *
 * Notes about the check as a whole go to the release, findings go to the constructs that add the routes.
 *
 * @throws if an entry of exceptEndpoints is no endpoint
 */
export function attachEndpointGuard(released: GuardedRelease, options: EndpointGuardOptions): void {
  const { release } = released;
  options.exceptEndpoints?.forEach((endpoint, i) => parseRoute(endpoint, `exceptEndpoints[${i}]`, 'InvalidExceptEndpoint'));
  const report = (): GuardReport => inspect(released, options);
  Object.defineProperty(release, GUARD, { value: report });
  release.node.addValidation({
    validate: () => {
      try {
        annotate(release, report());
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

function inspect({ api, isHeld }: GuardedRelease, options: EndpointGuardOptions): GuardReport {
  if (!isHeld() || options.percentTraffic === 0) { return NOTHING; }
  if (!options.baseline) { return { ...NOTHING, withoutBaseline: true }; }
  // Loaded with the first baseline that is compared: an app without one does not wait for it at import.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { inspectEndpoints } = require('./endpoint-inspection') as typeof import('./endpoint-inspection');
  return { ...inspectEndpoints(api, { ...options, baseline: options.baseline }), withoutBaseline: false };
}

function annotate(scope: Construct, report: GuardReport): void {
  if (report.withoutBaseline) { addNote(scope, 'noEndpointBaseline'); }
  if (report.unmatched.length > 0) { addLateWarning(scope, 'exceptWithoutEndpoint', report.unmatched); }
  for (const { construct, reason } of report.unreadable) { addNote(construct, 'unreadableEndpoints', construct.node.path, reason); }
  for (const { construct, level, difference, message } of report.findings) {
    if (level === 'error') {
      Validations.of(construct).addError(annotationId(difference.kind), message);
    } else {
      addLateText(construct, difference.kind, message);
    }
  }
}
