import { CfnResource, IAspect, Names, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { KeptRelease } from './keep-base-alive';
import { ApiMembership } from '../construct-tree/api-membership';
import { referencesIn } from '../construct-tree/references';
import { acknowledgeWildcards } from '../messages/acknowledged-findings';

const ROLE = 'AWS::IAM::Role';
const VERSION = 'AWS::Lambda::Version';
/** Of an inline policy of a role. IAM: 1 to 128 characters. */
const POLICY_NAME_LENGTH = 128;
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
      case 'AWS::ApiGateway::Method': return this.visitMethod(node as apigateway.CfnMethod);
      case 'AWS::ApiGateway::Authorizer': return this.visitAuthorizer(node as apigateway.CfnAuthorizer);
      case 'AWS::ApiGateway::RestApi': return node === this.release.api ? this.noteCalls((node as apigateway.CfnRestApi).body, node) : undefined;
      case 'AWS::IAM::Role': return this.note(this.granted, [node], targetsOfType(VERSION, (node as iam.CfnRole).policies, node));
      case 'AWS::IAM::Policy':
      case 'AWS::IAM::ManagedPolicy': return this.visitPolicy(node as iam.CfnPolicy);
    }
  }

  /** Almost no method has a role, and resolving hundreds of integrations takes longer than all the rest. */
  private visitMethod(method: apigateway.CfnMethod): void {
    const { integration } = method;
    const { credentials } = (integration ?? {}) as Partial<apigateway.CfnMethod.IntegrationProperty>;
    const hasRole = Token.isUnresolved(integration) || credentials !== undefined;
    if (hasRole) { this.visitCaller(integration, method); }
  }

  private visitAuthorizer(authorizer: apigateway.CfnAuthorizer): void {
    this.visitCaller([authorizer.authorizerUri, authorizer.authorizerCredentials], authorizer);
  }

  private visitCaller(value: unknown, caller: apigateway.CfnMethod | apigateway.CfnAuthorizer): void {
    if (this.ofApi.has(caller.restApiId, caller)) { this.noteCalls(value, caller); }
  }

  private visitPolicy(policy: iam.CfnPolicy | iam.CfnManagedPolicy): void {
    this.note(this.granted, targetsOfType(ROLE, policy.roles, policy), targetsOfType(VERSION, policy.policyDocument, policy));
  }

  private noteCalls(value: unknown, scope: IConstruct): void {
    if (value === undefined) { return; }
    const targets = referencesIn(value, scope).map(({ target }) => target);
    this.note(this.called, targets.filter(isOfType(ROLE)), targets.filter(isOfType(VERSION)));
  }

  private note(relation: Map<IConstruct, Set<IConstruct>>, roles: readonly IConstruct[], versions: readonly IConstruct[]): void {
    for (const role of roles) {
      const known = relation.get(role) ?? new Set();
      versions.forEach((version) => known.add(version));
      relation.set(role, known);
      for (const version of versions) {
        const isNeeded = this.called.get(role)?.has(version) && this.granted.get(role)?.has(version);
        if (isNeeded) { this.grantEveryVersion(role as iam.CfnRole, version as lambda.CfnVersion); }
      }
    }
  }

  private grantEveryVersion(role: iam.CfnRole, version: lambda.CfnVersion): void {
    const [fn] = targetsOfType('AWS::Lambda::Function', version.functionName, version) as lambda.CfnFunction[];
    const scope = role.node.scope ?? role;
    const id = fn && `EveryVersionOf${Names.nodeUniqueId(fn.node)}`;
    // A function of another stack would become an export that holds both stacks back.
    if (!fn || Stack.of(fn) !== Stack.of(role) || scope.node.tryFindChild(id)) { return; }
    const policyDocument = new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [`${fn.attrArn}:*`] })],
    });
    const policy = new iam.CfnPolicy(scope, id, { policyName: '', policyDocument, roles: [role.ref] });
    policy.policyName = Names.uniqueResourceName(policy, { maxLength: POLICY_NAME_LENGTH });
    acknowledgeWildcards(policy, policyDocument, WHY_EVERY_VERSION);
    if (Stack.of(policy) === Stack.of(this.release.driver)) { this.release.driver.node.addDependency(policy); }
  }
}

function isOfType(type: string): (construct: IConstruct) => boolean {
  return (construct) => CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;
}

function targetsOfType(type: string, value: unknown, scope: IConstruct): IConstruct[] {
  return value === undefined ? [] : referencesIn(value, scope).map(({ target }) => target).filter(isOfType(type));
}
