import { CfnDeletionPolicy, CfnResource, IAspect, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { outlivesReleases, standingPermission } from './standing-permission';
import { ApiMembership } from '../construct-tree/api-membership';
import { referencesIn, withLiteralInsteadOfRef } from '../construct-tree/references';

/** What the aspect must know of a release. */
export interface KeptRelease {
  readonly api: apigateway.CfnRestApi;
  readonly stage: apigateway.CfnStage;
  readonly stageName: string;
  /** Traffic may move only after every permission exists. */
  readonly driver: CfnResource;
}

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
  private readonly called = new Set<IConstruct>();
  /** Permissions that don't tell for which API they are, by what may be invoked. */
  private readonly undecided = new Map<IConstruct, lambda.CfnPermission[]>();

  /** Permissions that the release added itself. */
  private readonly standing = new Set<IConstruct>();

  private readonly ofApi: ApiMembership;

  constructor(private readonly release: KeptRelease) {
    this.ofApi = new ApiMembership(release.api);
  }

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) { return; }
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::Deployment': return this.visitDeployment(node as apigateway.CfnDeployment);
      case 'AWS::ApiGateway::Method': return this.visitMethod(node as apigateway.CfnMethod);
      case 'AWS::ApiGateway::Authorizer': return this.visitAuthorizer(node as apigateway.CfnAuthorizer);
      case 'AWS::ApiGateway::RestApi': return node === this.release.api ? this.keepCalled((node as apigateway.CfnRestApi).body, node) : undefined;
      case 'AWS::Lambda::Permission': return this.visitPermission(node as lambda.CfnPermission);
    }
  }

  private visitDeployment(deployment: apigateway.CfnDeployment): void {
    if (this.ofApi.has(deployment.restApiId, deployment)) { keep(deployment); }
  }

  private visitMethod(method: apigateway.CfnMethod): void {
    if (this.ofApi.has(method.restApiId, method)) { this.keepCalled(method.integration, method); }
  }

  private visitAuthorizer(authorizer: apigateway.CfnAuthorizer): void {
    if (this.ofApi.has(authorizer.restApiId, authorizer)) { this.keepCalled(authorizer.authorizerUri, authorizer); }
  }

  private visitPermission(permission: lambda.CfnPermission): void {
    const apis = referencesIn(permission.sourceArn ?? '', permission).map(({ target }) => target).filter(isRestApi);
    if (apis.includes(this.release.api)) { return this.keepPermissionOfApi(permission); }
    if (apis.length > 0 || !isForApiGateway(permission)) { return; }
    for (const { target } of referencesIn(permission.functionName, permission)) {
      this.undecided.set(target, [...this.undecided.get(target) ?? [], permission]);
      if (this.called.has(target)) { this.keepPermission(permission); }
    }
  }

  private keepPermissionOfApi(permission: lambda.CfnPermission): void {
    const { functionName } = permission;
    if (this.standing.has(permission) || !outlivesReleases(functionName, permission)) { return this.keepPermission(permission); }
    // Replaced by one that is on an alias, the permission on the version before stays: the policy of the new template counts [assumed].
    permission.addOverride('UpdateReplacePolicy', CfnDeletionPolicy.RETAIN);
    this.orderBeforeTraffic(permission);
    const standing = standingPermission(permission, functionName, this.release.api) as lambda.CfnPermission;
    this.standing.add(standing);
    this.keepPermission(standing);
  }

  private keepPermission(permission: lambda.CfnPermission): void {
    keep(permission);
    this.orderBeforeTraffic(permission);
  }

  private orderBeforeTraffic(permission: lambda.CfnPermission): void {
    const { sourceArn } = permission;
    if (Token.isUnresolved(sourceArn)) {
      permission.sourceArn = withLiteralInsteadOfRef(sourceArn!, this.release.stage, this.release.stageName).toString();
    }
    if (Stack.of(permission) === Stack.of(this.release.driver)) {
      this.release.driver.node.addDependency(permission);
    }
  }

  /** Versions and aliases, the version behind an alias, and the permissions of whatever is called. */
  private keepCalled(value: unknown, scope: IConstruct): void {
    if (value === undefined) { return; }
    for (const { target } of referencesIn(value, scope)) {
      if (!CfnResource.isCfnResource(target) || !target.cfnResourceType.startsWith('AWS::Lambda::')) { continue; }
      this.called.add(target);
      this.undecided.get(target)?.forEach((permission) => this.keepPermission(permission));
      // A function itself is not kept: it would survive the stack.
      if (target.cfnResourceType !== 'AWS::Lambda::Function') { keep(target); }
      if (target.cfnResourceType === 'AWS::Lambda::Alias') { this.keepCalled((target as lambda.CfnAlias).functionVersion, target); }
    }
  }
}

function isRestApi(construct: IConstruct): boolean {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::ApiGateway::RestApi';
}

/** Also if only CloudFormation will know for whom it is. A raw CfnResource of this type has no such property. */
function isForApiGateway({ principal }: Partial<lambda.CfnPermission>): boolean {
  return Token.isUnresolved(principal) || principal === '*' || principal?.startsWith('apigateway.') === true;
}

/** By override: a removal policy that the app sets on everything (`RemovalPolicies.of(app).destroy()`) may come later, and would win. */
function keep(resource: CfnResource): void {
  resource.addOverride('DeletionPolicy', CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE);
  resource.addOverride('UpdateReplacePolicy', CfnDeletionPolicy.RETAIN);
}
