import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { guardReports } from './endpoint-guard';
import { LocatedFinding } from './guard-report';
import { FINDING_IDS } from '../../endpoints/policy';
import { displayRoute } from '../../endpoints/routes';
import { isUnacknowledgedError } from '../../messages/annotations';
import { invalidInput } from '../../messages/invalid-input';

/**
 * Puts what the canary releases of an app say about endpoints into the validation report of `cdk synth`.
 *
 * The findings are those that the releases report on their own: the same baselines, policies and exceptions. Errors make the report
 * fail. Warnings don't, unless the context `cdk-canary-rest-api:errors` makes them errors.
 *
 * @example
 * const app = new App();
 * Validations.of(app).addPlugins(new EndpointValidationPlugin(app));
 */
export class EndpointValidationPlugin implements IPolicyValidationPlugin {
  /** The name under which the report lists the plugin. */
  readonly name = 'cdk-canary-rest-api';

  /** The rules that the plugin evaluates. */
  readonly ruleIds?: string[] = [...FINDING_IDS];

  /**
   * @param root the app, or the part of it whose releases are reported
   */
  constructor(private readonly root: IConstruct) {
    if (!Construct.isConstruct(root)) {
      throw invalidInput(undefined, 'InvalidOption', 'The argument of EndpointValidationPlugin', root, 'a construct, such as the App');
    }
  }

  /**
   * Collects the findings of all canary releases.
   *
   * @param _context the templates, which are not needed: the constructs tell more
   */
  validate(_context: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = guardReports(this.root).flatMap((report) => report.findings).map(violationOf);
    return { success: violations.every(({ severity }) => severity !== 'error'), violations };
  }
}

const DEPLOY_FIRST = 'Deploy the endpoint without a canary first, or add it to exceptEndpoints.';
const KEEP = 'Keep the endpoint until production has moved, or add it to exceptEndpoints.';
const FIXES: { readonly [rule: string]: string } = {
  UnservedEndpoint: DEPLOY_FIRST, shadowedEndpoint: DEPLOY_FIRST, RemovedEndpoint: KEEP, replacedEndpoint: KEEP,
};
const CHANGE_WITHOUT_CANARY = 'Change it in a deploy without a canary, or add the endpoint to exceptEndpoints.';

function violationOf(finding: LocatedFinding): PolicyViolation {
  const ruleName = finding.difference.kind;
  return {
    ruleName,
    description: finding.message,
    fix: FIXES[ruleName] ?? CHANGE_WITHOUT_CANARY,
    severity: isUnacknowledgedError(finding.construct, ruleName) ? 'error' : finding.level,
    ruleMetadata: { endpoint: displayRoute(finding.route) },
    violatingResources: [{ constructPath: finding.construct.node.path, locations: [] }],
  };
}
