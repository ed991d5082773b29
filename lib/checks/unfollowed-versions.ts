import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { ApiMembership } from '../construct-tree/api-membership';
import { referencesIn } from '../construct-tree/references';
import { isA, isOfType } from '../construct-tree/resource-type';
import { addLateWarning } from '../messages/annotations';
import { ReleasedStage } from '../release/released-stage';

/**
 * Warns of versions that the API calls and its deployment does not follow: those in a nested stack.
 *
 * CDK puts into the id of a deployment what its methods look like in the template. There, a version of a nested stack is an output of that stack,
 * which goes by one name whatever the code; so new code makes no new deployment, and nobody ever calls it: canary and base release would be the same.
 *
 * It looks when the app is validated: then every method is there.
 */
export function reportUnfollowedVersions(released: ReleasedStage): void {
  released.release.node.addValidation({
    validate: () => {
      if (released.isCanaried()) { report(released); }
      return [];
    },
  });
}

function report({ api, deploymentId, stage }: ReleasedStage): void {
  const deployment = latestDeploymentOf(api);
  if (!deployment || !referencesIn(deploymentId, stage).some(({ target }) => target === deployment)) { return; }
  const stack = Stack.of(deployment);
  const nested = nestedVersions(stack);
  if (nested.size === 0) { return; }
  const followed = JSON.stringify(stack.resolve([...(deployment as { hashComponents?: Iterable<unknown> }).hashComponents ?? []]));
  for (const [version, method] of callers(api, nested)) {
    if (followed.includes(Stack.of(version).resolve(version.logicalId))) { continue; }
    addLateWarning(method, 'versionNotFollowed', version.node.path);
  }
}

/** The one that CDK makes; what an explicit deployment follows is up to its owner. */
function latestDeploymentOf(api: apigateway.CfnRestApi): IConstruct | undefined {
  return (api.node.scope as Partial<apigateway.RestApi> | undefined)?.latestDeployment?.node.defaultChild;
}

function nestedVersions(root: Stack): Set<IConstruct> {
  return new Set(root.node.findAll().filter((node) => isOfType('AWS::Lambda::Version')(node) && Stack.of(node) !== root && Stack.of(node).nested));
}

/** Each of the versions that a method of the API calls, with one of those methods. */
function callers(api: apigateway.CfnRestApi, versions: ReadonlySet<IConstruct>): Map<lambda.CfnVersion, IConstruct> {
  const ofApi = new ApiMembership(api);
  const methods = api.node.root.node.findAll().filter((node): node is apigateway.CfnMethod =>
    isA(node, apigateway.CfnMethod) && ofApi.has(node));
  return new Map(methods.flatMap((method) => referencesIn(method.integration, method)
    .filter(({ target }) => versions.has(target))
    .map(({ target }): [lambda.CfnVersion, IConstruct] => [target as lambda.CfnVersion, method.node.scope ?? method])));
}
