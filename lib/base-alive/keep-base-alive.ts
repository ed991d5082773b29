import { CfnDeletionPolicy, CfnElement, CfnResource, IAspect, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BeforeTraffic } from './before-traffic';
import { DeployedCalls } from './deployed-calls';
import { NamedQualifiers } from './named-qualifiers';
import { outlivesReleases, standingPermission } from './standing-permission';
import { ApiMembership } from '../construct-tree/api-membership';
import { withLiteralInsteadOfRef } from '../construct-tree/references';
import { isOfType } from '../construct-tree/resource-type';
import { WrittenReferences, writtenFor } from '../construct-tree/written-properties';
import { ReleasedStage } from '../release/released-stage';
import { ALIAS_VERSIONS } from '../templates/alias-versions';

const ALIAS = 'AWS::Lambda::Alias';

/**
 * Keeps alive what the base release needs, in the very update that introduces the canary.
 *
 * A deployment only refers to Lambda versions and permissions. Without this, CloudFormation deletes the superseded deployment, version and
 * permission in cleanup (aws/aws-cdk#28412), and creates the new permission after traffic has moved, because its
 * SourceArn contains a `Ref` to the stage. Retention works only if it stands in the template before the update that needs it: so it is
 * on in every mode. `RetainExceptOnCreate`: what a failed update created is still deleted.
 *
 * Permissions on an alias, or on a function without a version, would pile up: there, one statement for the whole API stays instead.
 */
export class KeepBaseAlive implements IAspect {
  /** Functions, versions and aliases that the API calls, as far as they were visited. */
  private readonly called = new Set<CfnElement>();
  /** Permissions that don't tell for which API they are, by what may be invoked. */
  private readonly undecided = new Map<CfnElement, CfnResource[]>();

  /** Permissions whose source has a reference to the stage. */
  private readonly namesStage = new Set<CfnResource>();
  /** Permissions that the release added itself. */
  private readonly standing = new Set<IConstruct>();
  private readonly references = new WrittenReferences();
  private readonly ofApi: ApiMembership;
  private readonly namedQualifiers: NamedQualifiers;

  /**
   * @param beforeTraffic gets the permissions: traffic may move only after every one exists
   * @param calls gets what the deployment calls
   */
  constructor(
    private readonly released: ReleasedStage, private readonly beforeTraffic: BeforeTraffic, private readonly calls: DeployedCalls,
  ) {
    this.ofApi = new ApiMembership(released.api, this.references);
    this.namedQualifiers = new NamedQualifiers(this.references, released.variables);
  }

  visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) { return; }
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::Deployment': return this.ofApi.has(node) ? keep(node) : undefined;
      case 'AWS::ApiGateway::Method': return this.ofApi.has(node) ? this.keepCalled(writtenFor(node, 'Integration'), node) : undefined;
      case 'AWS::ApiGateway::Authorizer': return this.ofApi.has(node) ? this.keepCalled(writtenFor(node, 'AuthorizerUri'), node) : undefined;
      case 'AWS::ApiGateway::RestApi': return node === this.released.api ? this.keepCalled(writtenFor(node, 'Body'), node) : undefined;
      case ALIAS:
      case 'AWS::Lambda::Version': return this.keepTargets(this.namedQualifiers.add(node));
      case 'AWS::Lambda::Permission': return this.visitPermission(node);
    }
  }

  private visitPermission(permission: CfnResource): void {
    const sources = this.references.elementsIn(writtenFor(permission, 'SourceArn'), permission);
    if (sources.includes(this.released.stage)) { this.namesStage.add(permission); }
    const apis = sources.filter(isOfType('AWS::ApiGateway::RestApi'));
    if (apis.includes(this.released.api)) { return this.keepPermissionOfApi(permission); }
    if (apis.length > 0 || !isForApiGateway(permission)) { return; }
    for (const target of this.references.elementsIn(writtenFor(permission, 'FunctionName'), permission)) {
      this.undecided.set(target, [...this.undecided.get(target) ?? [], permission]);
      if (this.called.has(target)) { this.keepPermission(permission); }
    }
  }

  private keepPermissionOfApi(permission: CfnResource): void {
    const functionName = writtenFor(permission, 'FunctionName').pop();
    const targets = this.references.elementsIn(functionName, permission);
    // Also one that no method names, because a stage variable does.
    this.keepTargets(targets);
    const outlives = !this.standing.has(permission) && outlivesReleases(this.references.resolve(functionName, permission), targets);
    if (!outlives) { return this.keepPermission(permission); }
    // Replaced by one that is on an alias, the permission on the version before stays: the policy of the new template counts [assumed].
    permission.addOverride('UpdateReplacePolicy', CfnDeletionPolicy.RETAIN);
    // What CloudFormation does anyway. One policy without the other is taken for an oversight (W3011 of its linter, which CDK runs).
    permission.cfnOptions.deletionPolicy ??= CfnDeletionPolicy.DELETE;
    this.orderBeforeTraffic(permission);
    const standing = standingPermission(permission, functionName, this.released.api);
    this.standing.add(standing);
    this.keepPermission(standing);
  }

  private keepPermission(permission: CfnResource): void {
    keep(permission);
    this.orderBeforeTraffic(permission);
  }

  /** A `Ref` to the stage would make CloudFormation create the permission after the stage, which traffic has reached by then. */
  private orderBeforeTraffic(permission: CfnResource): void {
    if (this.namesStage.delete(permission)) { this.nameStageLiterally(permission); }
    this.beforeTraffic.add(permission);
  }

  private nameStageLiterally(permission: CfnResource): void {
    const { stage, stageName } = this.released;
    const sourceArn = writtenFor(permission, 'SourceArn').pop();
    const literal = withLiteralInsteadOfRef(sourceArn, stage, stageName);
    const inClass = (permission as { sourceArn?: unknown }).sourceArn === sourceArn;
    if (inClass) { Object.assign(permission, { sourceArn: Token.asString(literal) }); } else { permission.addPropertyOverride('SourceArn', literal); }
  }

  /** Versions and aliases, the versions that an alias routes to, and the permissions of whatever is called. */
  private keepCalled(value: unknown, caller: CfnResource): void {
    const targets = this.references.elementsIn(value, caller);
    this.keepTargets(targets);
    // The version behind an alias is not what the deployment names.
    if (caller.cfnResourceType === ALIAS) { return; }
    targets.filter(isCallable).forEach((called) => this.calls.add(called, caller));
    // Resolving hundreds of integrations takes longer than all the rest.
    const mayNameMore = targets.length === 0 || targets.some(isOfType('AWS::Lambda::Function'));
    if (mayNameMore) { this.keepTargets(this.namedQualifiers.addCaller(caller)); }
  }

  private keepTargets(targets: readonly CfnElement[]): void {
    for (const target of targets) {
      if (!CfnResource.isCfnResource(target) || !target.cfnResourceType.startsWith('AWS::Lambda::')) { continue; }
      this.called.add(target);
      this.undecided.get(target)?.forEach((permission) => this.keepPermission(permission));
      // A function itself is not kept: it would survive the stack.
      if (target.cfnResourceType !== 'AWS::Lambda::Function') {
        keep(target);
        this.beforeTraffic.addCalled(target);
      }
      if (target.cfnResourceType === ALIAS) {
        this.keepCalled(ALIAS_VERSIONS.flatMap((name) => writtenFor(target, name)), target);
      }
    }
  }
}

function isCallable(element: CfnElement): element is CfnResource {
  return CfnResource.isCfnResource(element) && ['AWS::Lambda::Function', 'AWS::Lambda::Version', ALIAS].includes(element.cfnResourceType);
}

function isForApiGateway(permission: CfnResource): boolean {
  return canBeApiGateway(writtenFor(permission, 'Principal').pop());
}

/** Whether a permission with this principal may let API Gateway in. Yes if only CloudFormation will know. */
export function canBeApiGateway(principal: unknown): boolean {
  return typeof principal !== 'string' || Token.isUnresolved(principal) || principal === '*' || principal.startsWith('apigateway.');
}

/** By override: a removal policy that the app sets on everything (`RemovalPolicies.of(app).destroy()`) may come later, and would win. */
function keep(resource: CfnResource): void {
  resource.addOverride('DeletionPolicy', CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE);
  resource.addOverride('UpdateReplacePolicy', CfnDeletionPolicy.RETAIN);
}
