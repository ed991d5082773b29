import { CfnResource } from 'aws-cdk-lib';
import { CheckedRelease } from './checked-release';
import { neededResources } from './retained/needed-resources';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { owningConstruct } from '../construct-tree/owning-construct';
import { isOfType } from '../construct-tree/resource-type';
import { addLateWarning } from '../messages/annotations';

/**
 * Warns of provisioned concurrency on a version that is kept: it is billed, and taken out of the account's pool, until the version is deleted.
 *
 * A scalable target sets it, too. The next version is another target, and deregistering the one before leaves its capacity as it is (assumed).
 */
export function reportProvisionedVersions({ api, dropsIdleInstances }: CheckedRelease, resources: AssemblyResources): void {
  if (dropsIdleInstances) { return; }
  const scaled = resources.ofType('AWS::ApplicationAutoScaling::ScalableTarget');
  for (const version of neededResources(resources, api).called.filter(isOfType('AWS::Lambda::Version'))) {
    const amount = amountOf(version, scaled, resources);
    if (amount === undefined) { continue; }
    addLateWarning(owningConstruct(version), 'provisionedOnVersion', version.node.path, typeof amount === 'number' ? `${amount}` : 'its');
  }
}

/** Undefined if the version has none. */
function amountOf(version: CfnResource, scaled: readonly CfnResource[], resources: AssemblyResources): unknown {
  const { ProvisionedConcurrencyConfig: config } = resources.propertiesOf(version);
  if (config !== undefined) { return config.ProvisionedConcurrentExecutions ?? 'not known'; }
  const target = scaled.find((one) => resources.targetsIn(resources.propertiesOf(one).ResourceId, one).some(({ element }) => element === version));
  return target && (resources.propertiesOf(target).MinCapacity ?? 'not known');
}
