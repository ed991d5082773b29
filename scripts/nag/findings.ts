import { App, CfnResource, Validations } from 'aws-cdk-lib';
import {
  AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R4Checks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks,
} from 'cdk-nag';
import { IConstruct } from 'constructs';

/** By their names. */
export const PACKS: Readonly<Record<string, new () => NagPack>> = {
  'AwsSolutions': AwsSolutionsChecks,
  'HIPAA.Security': HIPAASecurityChecks,
  'NIST.800.53.R4': NIST80053R4Checks,
  'NIST.800.53.R5': NIST80053R5Checks,
  'PCI.DSS.321': PCIDSS321Checks,
  'Serverless': ServerlessChecks,
};

/** What a rule has against a resource. */
export interface NagFinding {
  readonly pack: string;
  /** Without the name of the pack, and without what it found: `IAM5`. */
  readonly rule: string;
  readonly path: string;
  readonly resourceType: string;
  /** Why it is acknowledged, if it is. */
  readonly reason?: string;
}

/** Where this library puts its resources in an app with a `CanaryRestApi` `Api`. */
const OURS = /^Stack\/(Api\/Release|CanaryStageDriver|CanaryRollout|CanaryPruner|CanaryAnchor)/;

/** About what this library writes on the stage. */
const OURS_ON_THE_STAGE = ['APIGWStructuredLogging'];

/** Whether a resource of such an app is made by this library. */
export function isOurs(path: string): boolean {
  return OURS.test(path);
}

/** What a pack has against the resources of this library in an app that was synthesized, acknowledged or not. */
export function findingsOn(app: App, pack: string): NagFinding[] {
  const checker = new PACKS[pack]();
  // A pack leaves out what is acknowledged, and here everything is asked for.
  Object.assign(checker, { isAcknowledged: () => false });
  const resources = new Map(app.node.findAll().map((node) => [node.node.path, node]));
  return checker.validateScope(app).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map((resource) => {
      const path = (resource as unknown as { readonly constructPath: string }).constructPath;
      const resourceType = (resources.get(path) as CfnResource).cfnResourceType;
      const [rule] = ruleName.slice(pack.length + 1).split('[');
      return { pack, rule, path, resourceType, reason: reasonFor(resources.get(path)!, ruleName) };
    }))
    .filter(({ path, rule }) => isOurs(path) || OURS_ON_THE_STAGE.includes(rule));
}

/** As cdk-nag looks for it: on the resource and on what it stands in. */
function reasonFor(resource: IConstruct, ruleName: string): string | undefined {
  const acknowledged = [...resource.node.scopes].reverse().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>));
  return acknowledged.find(([id]) => id.replace(/^annotation::/i, '') === ruleName)?.[1];
}
