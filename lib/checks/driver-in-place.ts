import { CfnDeletionPolicy } from 'aws-cdk-lib';
import { CheckedRelease } from './checked-release';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { settledOrder } from '../construct-tree/creation-order';
import { invalidInput } from '../messages/invalid-input';

/**
 * Checks on the rendered resources that the stage waits for its driver, and that the driver goes with its release.
 *
 * The release writes both. But an override or an aspect that comes later would undo it in silence: CloudFormation would move the stage before the
 * driver has looked, and nobody would take the canary of a release off that has left the app.
 */
export function checkDriver({ release, driver, stage, stageName, chain }: CheckedRelease, resources: AssemblyResources): Error[] {
  const { DeletionPolicy, UpdateReplacePolicy } = resources.of(driver);
  const isKept = [DeletionPolicy, UpdateReplacePolicy].some((policy) => policy !== undefined && policy !== CfnDeletionPolicy.DELETE);
  // Of a rollout the order of its steps is checked, which begins and ends with these two.
  const isAwaited = chain() !== undefined || settledOrder(resources).waitsFor(stage, driver);
  return [
    ...isKept ? [invalidInput(release, 'DriverKept', stageName)] : [],
    ...isAwaited ? [] : [invalidInput(release, 'DriverNotAwaited', stageName)],
  ];
}
