import * as fs from 'node:fs';
import * as path from 'node:path';
import { CfnResource, IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation, Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { localId, POLICY_RULES, PolicyFinding, policyFindings } from './policy-rules';
import { assetBeside } from '../endpoints/baselines/template-file';
import { invalidInput } from '../messages/invalid-input';
import { checkObject } from '../release/checked-names';
import { nestedTemplateOf } from '../templates/template-resources';
import { ResourceOfSet, TemplateOfSet, TemplateSet } from '../templates/template-set';

/**
 * Properties of a CanaryPolicy.
 */
export interface CanaryPolicyProps {
  /**
   * Constructs whose stages and functions are not looked at: a stage, an API, a stack, or a `cdk.Stage`, with all that is in it.
   *
   * @default - all templates of the app are looked at
   */
  readonly except?: IConstruct[];
}

/**
 * Fails the synthesis of an app with a REST API that is not released through a canary.
 *
 * It looks at the templates, when nothing that anybody wrote comes later: in the App, in every Stage and nested stack, whatever way a resource was
 * written. Its rules have the names of the conditions of this library: `NotReleased`, a stage without a release. `UnqualifiedFunction`, a
 * released API that calls a function without a version. `NotKept`, a deployment, version or permission of a released API that a later deploy deletes.
 *
 * A rule is acknowledged by `Validations.of(construct).acknowledge({ id: 'cdk-canary-rest-api::NotReleased', reason })`. Older versions of
 * aws-cdk-lib, such as 2.257, take that for the whole app, wherever it stands. `except` is for one construct in all versions.
 *
 * @example
 * const app = new App();
 * Validations.of(app).addPlugins(new CanaryPolicy());
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class CanaryPolicy implements IPolicyValidationPlugin {
  /** The name under which the report lists the plugin. */
  readonly name = 'cdk-canary-rest-api';

  /** The rules that the plugin evaluates. */
  readonly ruleIds?: string[] = [...POLICY_RULES];

  private readonly except: readonly IConstruct[];

  /**
   * @param props what is not looked at
   */
  constructor(props: CanaryPolicyProps = {}) {
    checkObject(undefined, 'The argument of CanaryPolicy', props ?? {}, ['except'], '{ except: [stack] }');
    const except = props?.except ?? [];
    if (!Array.isArray(except) || !except.every((one) => Construct.isConstruct(one))) {
      const got = Array.isArray(except) ? 'a list with something else' : Construct.isConstruct(except) ? 'a construct' : except;
      throw invalidInput(undefined, 'InvalidOption', 'except of CanaryPolicy', got, 'a list of constructs, such as [stack]');
    }
    this.except = [...except];
  }

  /**
   * Looks at the templates of the app.
   *
   * @param context where they are
   */
  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const set = new TemplateSet([...new Set(context.templatePaths)].map(readTemplate));
    const excepted = this.exceptedResources();
    const violations = policyFindings(set)
      .map((finding) => violationOf(finding, set))
      .filter(({ violatingResources: [{ templatePath, resourceLogicalId }] }) =>
        !excepted.has(`${path.basename(templatePath!)} ${resourceLogicalId}`));
    return { success: violations.length === 0, violations };
  }

  /** By template and logical id, as the report names them. */
  private exceptedResources(): ReadonlySet<string> {
    const resources = this.except.flatMap((construct) => construct.node.findAll())
      .filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct));
    return new Set(resources.map((resource) => `${Stack.of(resource).templateFile} ${Stack.of(resource).resolve(resource.logicalId)}`));
  }
}

function readTemplate(file: string): TemplateOfSet {
  const read = (name: string) => JSON.parse(fs.readFileSync(name, 'utf8'));
  return {
    file,
    assembly: path.dirname(file),
    template: read(file),
    readAsset: (asset) => {
      const beside = assetBeside(file, asset);
      return beside === undefined ? undefined : read(beside);
    },
  };
}

function violationOf({ id, resource, message, fix, location }: PolicyFinding, set: TemplateSet): PolicyViolation {
  return {
    ruleName: id,
    description: message,
    fix,
    severity: 'error',
    violatingResources: [{
      resourceLogicalId: localId(resource), templatePath: templateFileOf(resource, set), locations: location === undefined ? [] : [location],
    }],
  };
}

function templateFileOf({ file, names }: ResourceOfSet, set: TemplateSet): string {
  if (names.prefix === '') { return file; }
  const nested = set.resources.find((one) => one.file === file && `${one.id}/` === names.prefix)!;
  return assetBeside(file, nestedTemplateOf(nested.fragment)) ?? file;
}
