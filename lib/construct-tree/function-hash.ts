import { createHash } from 'node:crypto';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { unresolvedFragment } from './rendering-resolver';
import { isOfType } from './resource-type';
import { WrittenReferences, writtenFor } from './written-properties';

/** Properties that Lambda does not publish with a version. */
const NOT_PUBLISHED = ['Tags', 'ReservedConcurrentExecutions', 'CodeSigningConfigArn', 'RecursiveLoop'];

/**
 * A hash of what Lambda publishes with a version of a function: its code and configuration, and the content of its layers. Known when the app is
 * complete.
 */
export function functionHash(fn: CfnResource): string {
  const layers = new WrittenReferences().elementsIn(writtenFor(fn, 'Layers'), fn).filter(isOfType('AWS::Lambda::LayerVersion'));
  const published = Object.fromEntries(Object.entries(propertiesOf(fn)).filter(([name]) => !NOT_PUBLISHED.includes(name)).sort());
  return createHash('sha256').update(JSON.stringify([published, layers.map(propertiesOf)])).digest('hex').slice(0, 32);
}

function propertiesOf(resource: CfnResource): Record<string, unknown> {
  return Stack.of(resource).resolve(unresolvedFragment(resource)).Properties ?? {};
}
