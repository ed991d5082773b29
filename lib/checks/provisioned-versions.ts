import { CheckedRelease } from './checked-release';
import { neededResources } from './retained/needed-resources';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { owningConstruct } from '../construct-tree/owning-construct';
import { addLateWarning } from '../messages/annotations';

/** Warns of provisioned concurrency on a version that is kept: it is billed, and taken out of the account's pool, until the version is deleted. */
export function reportProvisionedVersions({ api, dropsIdleInstances }: CheckedRelease, resources: AssemblyResources): void {
  if (dropsIdleInstances) { return; }
  for (const version of neededResources(resources, api).called) {
    const { ProvisionedConcurrencyConfig: config } = resources.propertiesOf(version);
    if (version.cfnResourceType === 'AWS::Lambda::Version' && config !== undefined) {
      const amount = config.ProvisionedConcurrentExecutions;
      addLateWarning(owningConstruct(version), 'provisionedOnVersion', version.node.path, typeof amount === 'number' ? `${amount}` : 'its');
    }
  }
}
