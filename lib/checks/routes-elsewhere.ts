import { CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import { CheckedRelease } from './checked-release';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { Caller, callersOf } from '../construct-tree/callers';
import { isOfType, isParameter } from '../construct-tree/resource-type';
import { addLateWarning } from '../messages/annotations';

/**
 * Warns of routes and versions that are deployed apart from the deployment that a release moves: the deployment is a snapshot that is taken
 * before a later stack changes its routes, so the canary would be the base for ever, while everything says success.
 */
export function reportRoutesElsewhere({ api, stage, deploymentId }: CheckedRelease, resources: AssemblyResources): void {
  const deployments = resources.targetsIn(resources.resolve(deploymentId, stage), stage).map(({ element }) => element);
  const home = outermost(deployments[0] ?? stage);
  for (const caller of callersOf(api, resources)) {
    const place = placeElsewhere(caller, home, resources);
    if (place !== undefined) { addLateWarning(caller.construct, 'routesElsewhere', caller.name, place, home.node.path); }
  }
}

/** Where a caller, or the version that it calls, is deployed. Undefined if that is with or before the deployment, which follows it. */
function placeElsewhere({ resource, uri }: Caller, home: Stack, resources: AssemblyResources): string | undefined {
  const stack = outermost(resource);
  if (stack !== home && !isDeployedBefore(stack, home)) { return `stands in stack ${stack.node.path}`; }
  const version = resources.targetsIn(uri, resource).map(({ element }) => element)
    .find((element) => isVersion(element) && outermost(element) !== home && outermost(element) !== stack);
  if (version) { return `calls a version in stack ${outermost(version).node.path}`; }
  return namesParameterStore(uri, resource, resources) ? 'calls what a parameter of Systems Manager names' : undefined;
}

function isDeployedBefore(stack: Stack, home: Stack): boolean {
  return home.dependencies.some((dependency) => dependency === stack || isDeployedBefore(stack, dependency));
}

/** Whether a value comes out of the parameter store of Systems Manager. */
export function namesParameterStore(uri: unknown, scope: CfnResource, resources: AssemblyResources): boolean {
  if (JSON.stringify(uri)?.includes('{{resolve:ssm')) { return true; }
  const names = resources.unknownIn(uri, scope).map(({ name }) => name);
  return names.length > 0 && Stack.of(scope).node.findAll().some((node) => isParameter(node) && node.type.startsWith('AWS::SSM::Parameter')
    && names.includes(Stack.of(node).resolve(node.logicalId)));
}

function isVersion(element: CfnElement): boolean {
  return isOfType('AWS::Lambda::Version')(element);
}

function outermost(element: CfnElement): Stack {
  let stack = Stack.of(element);
  while (stack.nestedStackParent) { stack = stack.nestedStackParent; }
  return stack;
}
