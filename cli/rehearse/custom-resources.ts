import { existsSync } from 'node:fs';
import { readJsonFile } from '../../rehearsal/assembly/json-file';
import { StackArtifact } from '../../rehearsal/assembly/stack-artifact';
import { CustomResourceChoice, NamedCustomResource } from '../../rehearsal/cloudformation/custom-resource/selective-custom-resource';
import { Template } from '../../rehearsal/cloudformation/template/template';
import { InputError } from '../input-error';

/** The custom resources of this library: what they do to a stage is what is rehearsed. */
const OWN_TYPES: ReadonlySet<string> = new Set(['Custom::CanaryStage', 'Custom::CanaryAnchor', 'Custom::CanaryStep', 'Custom::CanaryPromotion']);

/**
 * Which custom resources a rehearsal delivers: those of this library, and those that the user named.
 *
 * Every other provider is code of the user or of a construct, with effects of its own.
 *
 * @param named logical ids
 */
export function choiceOf(named: readonly string[]): CustomResourceChoice {
  return ({ type, logicalId }) => OWN_TYPES.has(type) || named.includes(logicalId);
}

/** @throws InputError when an id names no custom resource of the stacks and the stacks nested in them */
export function assertCustomResources(named: readonly string[], stacks: readonly StackArtifact[]): void {
  if (named.length === 0) { return; }
  const others = stacks.flatMap(customResourcesOf).filter(({ type }) => !OWN_TYPES.has(type));
  const unknown = named.filter((id) => !others.some(({ logicalId }) => logicalId === id));
  if (unknown.length > 0) {
    const known = [...new Set(others.map(({ logicalId, type }) => `${logicalId} (${type})`))];
    throw new InputError(`--run must give logical ids of custom resources, got ${unknown.join(', ')}; `
      + `the stacks have ${known.length === 0 ? 'none that would not run anyway' : known.join(', ')}.`);
  }
}

function customResourcesOf({ template, assets }: StackArtifact): NamedCustomResource[] {
  const nested = assets.filter(({ path }) => path.endsWith('.template.json')
    && existsSync(path)).map(({ path }): Template => readJsonFile(path, 'Template'));
  return [template, ...nested].flatMap(({ Resources = {} }) => Object.entries(Resources)
    .map(([logicalId, { Type }]) => ({ logicalId, type: Type }))
    .filter(({ type }) => type === 'AWS::CloudFormation::CustomResource' || String(type).startsWith('Custom::')));
}
