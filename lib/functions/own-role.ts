import { CfnResource, IResolveContext, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { acknowledgeWildcards } from '../messages/acknowledged-findings';
import { invalidInput } from '../messages/invalid-input';

/** What a function or state machine must be allowed before it exists, by the name of the inline policy that allows it. */
export interface Permissions {
  readonly [policyName: string]: iam.PolicyStatement[];
}

export interface OwnRoleProps {
  readonly service: string;
  readonly permissions: Permissions;
  /** Why what they allow has no narrower resource. @default - every resource is named */
  readonly whyWildcards?: string;
  /** Of the user. @default - a new one */
  readonly given?: iam.IRole;
  readonly managedPolicies?: boolean;
}

/** A role, and what has to be there before it is used. */
export interface OwnRole {
  readonly role: iam.IRole;
  readonly awaited: readonly IConstruct[];
}

/** IAM takes so many on a role. More are given on request, which nobody here can know. */
const MOST_MANAGED_POLICIES = 10;
/** Where `iam.Role.customizeRoles` leaves what it was told. */
const CUSTOMIZE_ROLES = '@aws-cdk/iam:customizeRoles';
const ATTACHED = Symbol.for('cdk-canary-rest-api.AttachedManagedPolicies');

/**
 * A role that allows what must be allowed before its function exists: on the role itself, or by a managed policy among its own.
 *
 * A policy that is attached later is too late for Lambda: it makes no function in a VPC whose role cannot manage network interfaces.
 */
export function ownRoleOf(scope: Construct, id: string, props: OwnRoleProps): OwnRole {
  const { given, permissions, managedPolicies = false, whyWildcards = '' } = props;
  const statements = Object.values(permissions).flat();
  if (given !== undefined) {
    const { construct } = newPolicy(scope, { managed: `${id}ManagedPolicy`, inline: `${id}Policy` }, given, managedPolicies, statements);
    acknowledgeWildcards(construct, construct.document, whyWildcards);
    return { role: given, awaited: [construct] };
  }
  const assumedBy = new iam.ServicePrincipal(props.service);
  if (managedPolicies) {
    const role = new iam.Role(scope, id, { assumedBy });
    // A role that CDK only reports (`customizeRoles`) takes none.
    if (isInTemplate(role)) {
      const policy = new iam.ManagedPolicy(scope, `${id}Basics`, { statements });
      acknowledgeWildcards(policy, policy.document, whyWildcards);
      count(role, scope);
      role.addManagedPolicy(policy);
      return { role, awaited: [] };
    }
    return { role, awaited: [newPolicy(scope, { managed: '', inline: `${id}Policy` }, role, false, statements).construct] };
  }
  const documents = Object.entries(permissions).map(([name, allowed]) => [name, new iam.PolicyDocument({ statements: allowed })] as const);
  const role = new iam.Role(scope, id, { assumedBy, inlinePolicies: Object.fromEntries(documents) });
  const resource = role.node.defaultChild as Construct | undefined;
  // Not on the role: that would reach what others attach to it.
  if (resource !== undefined) { documents.forEach(([, document]) => acknowledgeWildcards(resource, document, whyWildcards)); }
  return { role, awaited: [] };
}

/** A policy of ours, attached to a role as far as the role takes policies. */
export interface AttachedPolicy {
  readonly construct: iam.Policy | iam.ManagedPolicy;
  /** Also when the policy is not in the template: CDK reports what a role needs that it must not change. */
  addStatements(...statements: iam.PolicyStatement[]): void;
}

/**
 * A policy beside a role, not below it: a function waits for what is below its role, and the policy may name what waits for the function.
 *
 * A role that takes none (`mutable: false`, `customizeRoles`) leaves the policy out of the template.
 *
 * @param ids a managed policy under the id of an inline one would be another type under one logical id, which CloudFormation refuses
 * @throws if the role would have more managed policies than IAM takes
 */
export function newPolicy(
  scope: Construct, ids: { readonly managed: string; readonly inline: string }, role: iam.IRole, isManaged: boolean,
  statements: iam.PolicyStatement[],
): AttachedPolicy {
  if (isManaged && isInTemplate(role)) {
    count(role, scope);
    const policy = new iam.ManagedPolicy(scope, ids.managed, { statements });
    policy.attachToRole(role);
    return { construct: policy, addStatements: (...more) => policy.addStatements(...more) };
  }
  const policy = new iam.Policy(scope, ids.inline);
  // The other way round (`attachToRole`) would not ask the role.
  role.attachInlinePolicy(policy);
  if (isAttached(policy)) {
    policy.addStatements(...statements);
    return { construct: policy, addStatements: (...more) => policy.addStatements(...more) };
  }
  const all = [...statements];
  reportWhenComplete(scope, role, all);
  return { construct: policy, addStatements: (...more) => { all.push(...more); } };
}

/** Tells a role what it must allow. The report of `customizeRoles` cannot render lists that are known when the app is complete. */
function reportWhenComplete(scope: Construct, role: iam.IRole, statements: iam.PolicyStatement[]): void {
  scope.node.addValidation({
    validate: () => {
      for (const statement of statements.splice(0)) {
        role.addToPrincipalPolicy(statement.copy({ resources: plainList(statement.resources, scope) }));
      }
      return [];
    },
  });
}

/** A list with references in it, of a token that stands for a list. */
function plainList(list: string[], scope: IConstruct): string[] {
  if (!Token.isUnresolved(list)) { return list; }
  const context: IResolveContext = {
    scope, preparing: false, documentPath: [], registerPostProcessor: () => {}, resolve: (value: unknown) => value,
  };
  return Tokenization.reverseList(list)?.resolve(context) ?? list;
}

/** Whether a role is a resource of this app, and neither an import nor one that `customizeRoles` only reports. */
function isInTemplate(role: iam.IRole): boolean {
  const isReported = role.node.tryGetContext(CUSTOMIZE_ROLES) !== undefined;
  return !isReported && iam.Role.isRole(role) && CfnResource.isCfnResource(role.node.defaultChild);
}

function isAttached(policy: iam.Policy): boolean {
  const { roles } = policy.node.defaultChild as iam.CfnPolicy;
  return (Stack.of(policy).resolve(roles) ?? []).length > 0;
}

/** Of all stacks: they may share a role. */
function count(role: iam.IRole, scope: IConstruct): void {
  const marked = role as { [ATTACHED]?: number };
  const attached = (marked[ATTACHED] ?? 0) + 1;
  if (attached > MOST_MANAGED_POLICIES) { throw invalidInput(scope, 'TooManyManagedPolicies', role.node.path, MOST_MANAGED_POLICIES); }
  Object.defineProperty(role, ATTACHED, { value: attached, configurable: true });
}
