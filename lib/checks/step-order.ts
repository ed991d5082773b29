import { CfnResource } from 'aws-cdk-lib';
import { CheckedRelease } from './checked-release';
import { isKept } from './retained/retained-check';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { CreationOrder } from '../construct-tree/creation-order';
import { invalidInput } from '../messages/invalid-input';

/**
 * Checks on the rendered resources that a rollout is carried out in its order, and that its steps go with it.
 *
 * The release writes both. But an override or an aspect that comes later would undo it in silence, and the stage would move before a gate has judged.
 */
export function checkStepOrder({ release, driver, stage, chain }: CheckedRelease, resources: AssemblyResources): Error[] {
  const built = chain();
  if (built === undefined) { return []; }
  const { steps, promotion, counts } = built;
  const order = new CreationOrder(resources);
  const path = [driver, ...steps, promotion, stage];
  const cyclic = [...steps, promotion].find((one) => order.waitsFor(one, stage));
  if (cyclic !== undefined) { return [invalidInput(release, 'RolloutInCycle', pathOf(cyclic))]; }
  const filters = counts?.filters.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node)) ?? [];
  const expected = [...path.slice(1).map((one, i) => [one, path[i]]), ...filters.map((filter) => [steps[0], filter])];
  const kept = [...steps, promotion].filter((one) => isKept(one, resources));
  return [
    ...expected.filter(([one, awaited]) => !order.waitsFor(one, awaited))
      .map(([one, awaited]) => invalidInput(release, 'RolloutOutOfOrder', pathOf(one), pathOf(awaited))),
    ...kept.length > 0 ? [invalidInput(release, 'RolloutStepKept', kept.map(pathOf).join(', '))] : [],
  ];
}

function pathOf(resource: CfnResource): string {
  return (resource.node.scope ?? resource).node.path;
}
