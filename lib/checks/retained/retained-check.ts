import { CfnResource, Stack } from 'aws-cdk-lib';
import { NeededResources, neededResources } from './needed-resources';
import { AssemblyResources, Target } from '../../construct-tree/assembly-resources';
import { CreationOrder, settledOrder } from '../../construct-tree/creation-order';
import { owningConstruct } from '../../construct-tree/owning-construct';
import { isOfType } from '../../construct-tree/resource-type';
import { addLateWarning } from '../../messages/annotations';
import { RetentionId } from '../../messages/ids';
import { invalidInput } from '../../messages/invalid-input';
import { CheckedRelease } from '../checked-release';

const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

/** What is not as the base release needs it. */
interface Finding {
  readonly id: RetentionId;
  readonly resource: CfnResource;
}

/**
 * Checks on the rendered resources that what the base release needs is kept, and exists before traffic moves.
 *
 * The aspects of the release see to that. But an override, an aspect that comes later or does not reach a construct
 * (`@aws-cdk/core:aspectStabilization`), or a way to write things that nobody thought of would undo it in silence, and the base would fail
 * a deploy later. So the result is checked, not the intention.
 */
export function checkRetained({ release, api, driver }: CheckedRelease, resources: AssemblyResources): Error[] {
  const order = settledOrder(resources);
  const needed = neededResources(resources, api);
  const findings = [
    ...findUnkept(needed, resources),
    ...findUnawaited([...needed.called, ...needed.permissions], driver, order),
    ...findUngranted(needed.calls, resources),
  ];
  needed.permissions.filter((permission) => order.waitsFor(permission, driver))
    .forEach((permission) => addLateWarning(owningConstruct(permission), 'permissionAfterStage', permission.node.path));
  findings.filter((one) => !isWithin(driver, one)).forEach(({ id, resource }) => addLateWarning(owningConstruct(resource), id, named([resource])));
  const errors = findings.filter((one) => isWithin(driver, one));
  return [
    ...[...new Set(errors.map(({ id }) => id))].map((id) =>
      invalidInput(release, id, named(errors.filter((one) => one.id === id).map(({ resource }) => resource)))),
    ...order.waitsFor(driver, driver) ? [invalidInput(release, 'DriverInCycle')] : [],
  ];
}

function findUnkept({ called, permissions }: NeededResources, resources: AssemblyResources): Finding[] {
  const targetOf = (permission: CfnResource) => JSON.stringify(resources.propertiesOf(permission).FunctionName);
  const isOnVersion = (permission: CfnResource) => resources.targetsIn(resources.propertiesOf(permission).FunctionName, permission)
    .some(({ element }) => isOfType('AWS::Lambda::Version')(element));
  // Statements on an alias or a function pile up in one policy, so one for the whole API stands for all of them (standing-permission.ts).
  const standing = new Set(permissions.filter((permission) => isKept(permission, resources) && !isOnVersion(permission)).map(targetOf));
  return [...called, ...permissions.filter((permission) => !standing.has(targetOf(permission)))]
    .filter((resource) => !isKept(resource, resources))
    .map((resource) => ({ id: 'NotKept', resource }));
}

/** Whether CloudFormation keeps a resource that leaves the template, or is replaced. */
export function isKept(resource: CfnResource, resources: AssemblyResources): boolean {
  const { DeletionPolicy, UpdateReplacePolicy } = resources.of(resource);
  return ['Retain', 'RetainExceptOnCreate'].includes(String(DeletionPolicy)) && UpdateReplacePolicy === 'Retain';
}

/** What waits for the driver itself cannot be awaited. */
function findUnawaited(needed: readonly CfnResource[], driver: CfnResource, order: CreationOrder): Finding[] {
  return needed
    .filter((resource) => resource.cfnResourceType !== 'AWS::ApiGateway::Deployment' && outermost(resource) === outermost(driver))
    .filter((resource) => !order.isBefore(resource, driver) && !order.waitsFor(resource, driver))
    .map((resource) => ({ id: 'NotAwaited', resource }));
}

/** A role that may invoke one version of a function, and with the next version no longer that which the base calls. */
function findUngranted(calls: ReadonlyArray<{ role: CfnResource; version: CfnResource }>, resources: AssemblyResources): Finding[] {
  return [...new Set(calls.map(({ role }) => role))].flatMap((role) => {
    const versions = calls.filter((call) => call.role === role).map(({ version }) => version);
    // What a boundary leaves out is allowed by no policy.
    const isLost = [policiesOf(role, resources), boundaryOf(role, resources)]
      .some((granted) => versions.some((version) => isGrantedAlone(version, granted, role, resources)));
    return isLost ? [{ id: 'NotGranted', resource: role } as const] : [];
  });
}

function isGrantedAlone(version: CfnResource, granted: readonly Target[], role: CfnResource, resources: AssemblyResources): boolean {
  return granted.some(({ element }) => element === version)
    && resources.targetsIn(resources.propertiesOf(version).FunctionName, version)
      .some(({ element }) => Stack.of(element) === Stack.of(role) && !granted.some((one) => one.element === element && one.qualified));
}

function policiesOf(role: CfnResource, resources: AssemblyResources): Target[] {
  const { Policies, ManagedPolicyArns, RoleName } = resources.propertiesOf(role);
  const isFor = (policy: CfnResource, roles: unknown): boolean => [roles].flat().some((one) => typeof one === 'string' && one === RoleName)
    || resources.targetsIn(roles, policy).some(({ element }) => element === role);
  const attached = [
    ...['AWS::IAM::Policy', MANAGED_POLICY].flatMap((type) => resources.ofType(type))
      .filter((policy) => isFor(policy, resources.propertiesOf(policy).Roles)),
    ...resources.ofType('AWS::IAM::RolePolicy').filter((policy) => isFor(policy, resources.propertiesOf(policy).RoleName)),
    ...managedPoliciesIn(ManagedPolicyArns, role, resources),
  ];
  return [...resources.targetsIn(Policies, role), ...attached.flatMap((policy) => allowedBy(policy, resources))];
}

function boundaryOf(role: CfnResource, resources: AssemblyResources): Target[] {
  return managedPoliciesIn(resources.propertiesOf(role).PermissionsBoundary, role, resources).flatMap((policy) => allowedBy(policy, resources));
}

function managedPoliciesIn(value: unknown, role: CfnResource, resources: AssemblyResources): CfnResource[] {
  return resources.targetsIn(value, role).map(({ element }) => element).filter(isOfType(MANAGED_POLICY));
}

function allowedBy(policy: CfnResource, resources: AssemblyResources): Target[] {
  return resources.targetsIn(resources.propertiesOf(policy).PolicyDocument, policy);
}

function isWithin(driver: CfnResource, { resource }: Finding): boolean {
  const contains = (stack: Stack | undefined): boolean => stack !== undefined && (stack === Stack.of(driver) || contains(stack.nestedStackParent));
  return contains(Stack.of(resource));
}

function outermost(resource: CfnResource): Stack {
  let stack = Stack.of(resource);
  while (stack.nestedStackParent) { stack = stack.nestedStackParent; }
  return stack;
}

const NAMED = 5;

function named(resources: readonly CfnResource[]): string {
  const names = resources.slice(0, NAMED).map((resource) => `${owningConstruct(resource).node.path} (${resource.cfnResourceType})`);
  return `${names.join(', ')}${resources.length > NAMED ? ` and ${resources.length - NAMED} more` : ''}`;
}
