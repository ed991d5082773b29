import { CfnResource, IAspect, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BeforeTraffic } from './before-traffic';
import { grantEveryVersion } from './every-version';
import { ApiMembership } from '../construct-tree/api-membership';
import { isOfType } from '../construct-tree/resource-type';
import { WrittenReferences, writtenFor } from '../construct-tree/written-properties';
import { ReleasedStage } from '../release/released-stage';

const ROLE = 'AWS::IAM::Role';
const VERSION = 'AWS::Lambda::Version';

/**
 * Keeps what a role may invoke that the API calls its functions with.
 *
 * A grant on a version (`fn.currentVersion.grantInvoke(role)`, an authorizer with `assumeRole`) is one statement with one ARN, which moves to the
 * next version in the very update that introduces the canary: the base release would get 500. So such a role may invoke every version of that
 * function.
 */
export class KeepGrants implements IAspect {
  /** Versions that the API calls, by the roles that stand beside them. */
  private readonly called = new Map<IConstruct, Set<CfnResource>>();
  /** Versions that a role is granted. */
  private readonly granted = new Map<IConstruct, Set<CfnResource>>();
  private readonly references = new WrittenReferences();
  private readonly ofApi: ApiMembership;

  constructor(private readonly released: ReleasedStage, private readonly beforeTraffic: BeforeTraffic) {
    this.ofApi = new ApiMembership(released.api, this.references);
  }

  visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) { return; }
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::Method': return hasRole(node) ? this.visitCaller(node, 'Integration') : undefined;
      case 'AWS::ApiGateway::Authorizer': return this.visitCaller(node, 'AuthorizerUri', 'AuthorizerCredentials');
      case 'AWS::ApiGateway::RestApi': return node === this.released.api ? this.noteCalls(node, 'Body') : undefined;
      case ROLE: return this.note(this.granted, [node], this.named(VERSION, node, 'Policies'));
      case 'AWS::IAM::Policy':
      case 'AWS::IAM::ManagedPolicy': return this.note(this.granted, this.named(ROLE, node, 'Roles'), this.named(VERSION, node, 'PolicyDocument'));
    }
  }

  private visitCaller(caller: CfnResource, ...properties: string[]): void {
    if (this.ofApi.has(caller)) { this.noteCalls(caller, ...properties); }
  }

  private noteCalls(caller: CfnResource, ...properties: string[]): void {
    this.note(this.called, this.named(ROLE, caller, ...properties), this.named(VERSION, caller, ...properties));
  }

  /** The resources of a type that properties name. */
  private named(type: string, resource: CfnResource, ...properties: string[]): CfnResource[] {
    return this.references.elementsIn(properties.map((property) => writtenFor(resource, property)), resource)
      .filter(isOfType(type));
  }

  private note(relation: Map<IConstruct, Set<CfnResource>>, roles: readonly CfnResource[], versions: readonly CfnResource[]): void {
    for (const role of roles) {
      const known = relation.get(role) ?? new Set();
      versions.forEach((version) => known.add(version));
      relation.set(role, known);
      for (const version of versions) {
        const isNeeded = this.called.get(role)?.has(version) && this.granted.get(role)?.has(version);
        const fn = isNeeded ? this.named('AWS::Lambda::Function', version, 'FunctionName')[0] : undefined;
        if (fn) { grantEveryVersion(role, fn, this.beforeTraffic); }
      }
    }
  }
}

/** Almost no method has a role, and resolving hundreds of integrations takes longer than all the rest. */
function hasRole(method: CfnResource): boolean {
  return writtenFor(method, 'Integration').some((integration) => Token.isUnresolved(integration)
    || Object.entries(integration as object).some(([key, value]) => value !== undefined && key.toLowerCase() === 'credentials'));
}
