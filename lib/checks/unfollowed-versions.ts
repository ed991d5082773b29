import { CfnElement, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { CheckedRelease } from './checked-release';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { callersOf } from '../construct-tree/callers';
import { isOfType } from '../construct-tree/resource-type';
import { addLateWarning } from '../messages/annotations';

/**
 * Warns of versions that the API calls and its deployment does not follow: those in a nested stack.
 *
 * CDK puts into the id of a deployment what its methods look like in the template. There, a version of a nested stack is an output of that stack,
 * which goes by one name whatever the code. So new code makes no new deployment, and nobody ever calls it: canary and base release would be the same.
 */
export function reportUnfollowedVersions({ api, deploymentId, stage, isCanaried }: CheckedRelease, resources: AssemblyResources): void {
  const deployment = latestDeploymentOf(api);
  const released = resources.targetsIn(resources.resolve(deploymentId, stage), stage).map(({ element }): IConstruct => element);
  if (!isCanaried() || !deployment || !released.includes(deployment)) { return; }
  const stack = Stack.of(deployment);
  const nested = callersOf(api, resources).flatMap(({ uri, resource, construct }) => resources.targetsIn(uri, resource)
    .filter(({ element }) => isNestedVersion(element, stack))
    .map(({ element }): [CfnElement, IConstruct] => [element, construct]));
  if (nested.length === 0) { return; }
  const followed = JSON.stringify(stack.resolve([...(deployment as { hashComponents?: Iterable<unknown> }).hashComponents ?? []]));
  for (const [version, caller] of new Map(nested)) {
    if (!followed.includes(Stack.of(version).resolve(version.logicalId))) { addLateWarning(caller, 'versionNotFollowed', version.node.path); }
  }
}

/** The one that CDK makes. What an explicit deployment follows is up to its owner. */
function latestDeploymentOf(api: apigateway.CfnRestApi): IConstruct | undefined {
  return (api.node.scope as Partial<apigateway.RestApi> | undefined)?.latestDeployment?.node.defaultChild;
}

function isNestedVersion(element: CfnElement, root: Stack): boolean {
  return isOfType('AWS::Lambda::Version')(element) && Stack.of(element) !== root && Stack.of(element).nested;
}
