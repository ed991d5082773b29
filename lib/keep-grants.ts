import { CfnResource, IAspect, Names, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { ApiMembership } from './api-membership';
import { KeptRelease } from './keep-base-alive';
import { referencesIn } from './references';
import { acknowledgeWildcards } from './stage-driver/acknowledged-findings';

const WHY_EVERY_VERSION = 'The base release calls an earlier version of the function, which the role must still be allowed to invoke.';

/**
 * Keeps what a role may invoke that the API calls its functions with.
 *
 * A grant on a version (`fn.currentVersion.grantInvoke(role)`, an authorizer with `assumeRole`) is one statement with one ARN, which moves to the
 * next version in the very update that introduces the canary: the base release would get 500. So such a role may invoke every version of that function.
 */
export class KeepGrants implements IAspect {
  /** Versions that the API calls, by the roles that stand beside them. */
  private readonly called = new Map<IConstruct, Set<IConstruct>>();
  /** Versions that a role is granted. */
  private readonly granted = new Map<IConstruct, Set<IConstruct>>();
  private readonly ofApi: ApiMembership;

  constructor(private readonly release: KeptRelease) {
    this.ofApi = new ApiMembership(release.api);
  }

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) { return; }
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::Method': return this.visitCaller((node as apigateway.CfnMethod).integration, node as apigateway.CfnMethod);
      case 'AWS::ApiGateway::Authorizer': return this.visitAuthorizer(node as apigateway.CfnAuthorizer);
      case 'AWS::ApiGateway::RestApi': return node === this.release.api ? this.relate(this.called, (node as apigateway.CfnRestApi).body, node) : undefined;
      case 'AWS::IAM::Role': return this.note(this.granted, [node], this.versionsIn((node as iam.CfnRole).policies, node));
      case 'AWS::IAM::Policy':
      case 'AWS::IAM::ManagedPolicy': return this.visitPolicy(node as iam.CfnPolicy);
    }
  }

  private visitAuthorizer(authorizer: apigateway.CfnAuthorizer): void {
    this.visitCaller([authorizer.authorizerUri, authorizer.authorizerCredentials], authorizer);
  }

  private visitCaller(value: unknown, caller: apigateway.CfnMethod | apigateway.CfnAuthorizer): void {
    if (this.ofApi.has(caller.restApiId, caller)) { this.relate(this.called, value, caller); }
  }

  private visitPolicy(policy: iam.CfnPolicy | iam.CfnManagedPolicy): void {
    this.note(this.granted, this.rolesIn(policy.roles, policy), this.versionsIn(policy.policyDocument, policy));
  }

  private relate(relation: Map<IConstruct, Set<IConstruct>>, value: unknown, scope: IConstruct): void {
    this.note(relation, this.rolesIn(value, scope), this.versionsIn(value, scope));
  }

  private note(relation: Map<IConstruct, Set<IConstruct>>, roles: readonly IConstruct[], versions: readonly IConstruct[]): void {
    for (const role of roles) {
      const known = relation.get(role) ?? new Set();
      versions.forEach((version) => known.add(version));
      relation.set(role, known);
      for (const version of known) {
        const isNeeded = this.called.get(role)?.has(version) && this.granted.get(role)?.has(version);
        if (isNeeded) { this.grantEveryVersion(role as iam.CfnRole, version as lambda.CfnVersion); }
      }
    }
  }

  private grantEveryVersion(role: iam.CfnRole, version: lambda.CfnVersion): void {
    const [fn] = targetsOfType(version.functionName, version, 'AWS::Lambda::Function') as lambda.CfnFunction[];
    const scope = role.node.scope ?? role;
    const id = fn && `EveryVersionOf${Names.nodeUniqueId(fn.node)}`;
    // A function of another stack would become an export that holds both stacks back.
    if (!fn || Stack.of(fn) !== Stack.of(role) || scope.node.tryFindChild(id)) { return; }
    const policyDocument = new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [`${fn.attrArn}:*`] })],
    });
    const policy = new iam.CfnPolicy(scope, id, { policyName: id, policyDocument, roles: [role.ref] });
    acknowledgeWildcards(policy, policyDocument, WHY_EVERY_VERSION);
    if (Stack.of(policy) === Stack.of(this.release.driver)) { this.release.driver.node.addDependency(policy); }
  }

  private rolesIn(value: unknown, scope: IConstruct): IConstruct[] {
    return targetsOfType(value, scope, 'AWS::IAM::Role');
  }

  private versionsIn(value: unknown, scope: IConstruct): IConstruct[] {
    return targetsOfType(value, scope, 'AWS::Lambda::Version');
  }
}

function targetsOfType(value: unknown, scope: IConstruct, type: string): IConstruct[] {
  if (value === undefined) { return []; }
  return referencesIn(value, scope).map(({ target }) => target)
    .filter((target) => CfnResource.isCfnResource(target) && target.cfnResourceType === type);
}
