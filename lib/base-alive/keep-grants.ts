import { CfnResource, IAspect, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BeforeTraffic } from './before-traffic';
import { grantEveryVersion } from './every-version';
import { ApiMembership } from '../construct-tree/api-membership';
import { isOfType } from '../construct-tree/resource-type';
import { WrittenReferences, writtenFor } from '../construct-tree/written-properties';
import { ReleasedStage } from '../release/released-stage';

const ROLE = 'AWS::IAM::Role';
const VERSION = 'AWS::Lambda::Version';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';
/** An ARN that is written out, or put together of account and name, in the JSON of a property. */
const ROLE_ARN = /:role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)"/g;

/** A role of this app, or its name where that is written out: somebody may mean the role by its text. */
type NamedRole = CfnResource | string;

/** A version that something lets a role invoke. */
interface Granted {
  readonly version: CfnResource;
  /** The role itself, or a policy. */
  readonly by: CfnResource;
}

/**
 * Keeps what a role may invoke that the API calls its functions with.
 *
 * A grant on a version (`fn.currentVersion.grantInvoke(role)`, an authorizer with `assumeRole`) is one statement with one ARN, which moves to the
 * next version in the very update that introduces the canary: the base release would get 500. So such a role may invoke every version of that
 * function.
 */
export class KeepGrants implements IAspect {
  /** Versions that the API calls, by the roles that stand beside them. */
  private readonly called = new Map<NamedRole, Set<CfnResource>>();
  /** Versions that a role is granted. */
  private readonly granted = new Map<NamedRole, Granted[]>();
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
      case ROLE: return this.visitRole(node);
      case 'AWS::IAM::Policy':
      case MANAGED_POLICY: return this.noteGrants(this.rolesOf(node, 'Roles'), node, 'PolicyDocument');
      case 'AWS::IAM::RolePolicy': return this.noteGrants(this.rolesOf(node, 'RoleName'), node, 'PolicyDocument');
    }
  }

  private visitCaller(caller: CfnResource, ...properties: string[]): void {
    if (this.ofApi.has(caller)) { this.noteCalls(caller, ...properties); }
  }

  private visitRole(role: CfnResource): void {
    this.noteGrants([nameOf(role)], role, 'Policies');
    this.named(MANAGED_POLICY, role, 'ManagedPolicyArns').forEach((policy) => this.noteGrants([nameOf(role)], policy, 'PolicyDocument'));
  }

  private noteCalls(caller: CfnResource, ...properties: string[]): void {
    const written = properties.map((property) => writtenFor(caller, property));
    const arns = JSON.stringify(this.references.resolve(written, caller)) ?? '';
    const roles = [...this.named(ROLE, caller, ...properties).map(nameOf), ...[...arns.matchAll(ROLE_ARN)].map(([, name]) => name)];
    const versions = roles.length > 0 ? this.named(VERSION, caller, ...properties) : [];
    for (const role of new Set(roles)) {
      this.called.set(role, new Set([...this.called.get(role) ?? [], ...versions]));
      this.keep(role);
    }
  }

  private noteGrants(roles: readonly NamedRole[], by: CfnResource, property: string): void {
    const versions = roles.length > 0 ? this.named(VERSION, by, property) : [];
    for (const role of versions.length > 0 ? roles : []) {
      this.granted.set(role, [...this.granted.get(role) ?? [], ...versions.map((version) => ({ version, by }))]);
      this.keep(role);
    }
  }

  private keep(role: NamedRole): void {
    for (const { version, by } of this.granted.get(role) ?? []) {
      const [fn] = this.called.get(role)?.has(version) ? this.named('AWS::Lambda::Function', version, 'FunctionName') : [];
      if (fn) { grantEveryVersion({ role: builtRole(role, Stack.of(by)) ?? role, by }, fn, this.beforeTraffic); }
    }
  }

  /** The roles that a policy is attached to. */
  private rolesOf(policy: CfnResource, property: string): NamedRole[] {
    const names = [this.references.resolve(writtenFor(policy, property), policy)].flat(2).filter((name): name is string => typeof name === 'string');
    return [...this.named(ROLE, policy, property).map(nameOf), ...names];
  }

  /** The resources of a type that properties name. */
  private named(type: string, resource: CfnResource, ...properties: string[]): CfnResource[] {
    return this.references.elementsIn(properties.map((property) => writtenFor(resource, property)), resource)
      .filter(isOfType(type));
  }
}

function nameOf(role: CfnResource): NamedRole {
  const name = writtenFor(role, 'RoleName').pop();
  return typeof name === 'string' && !Token.isUnresolved(name) ? name : role;
}

/** The role that a stack builds. Only who calls a version by a role that is granted it needs to look. */
function builtRole(named: NamedRole, stack: Stack): CfnResource | undefined {
  return typeof named === 'string' ? stack.node.findAll().filter(isOfType(ROLE)).find((role) => nameOf(role) === named) : named;
}

/** Almost no method has a role, and resolving hundreds of integrations takes longer than all the rest. */
function hasRole(method: CfnResource): boolean {
  return writtenFor(method, 'Integration').some((integration) => Token.isUnresolved(integration)
    || Object.entries(integration as object).some(([key, value]) => value !== undefined && key.toLowerCase() === 'credentials'));
}
