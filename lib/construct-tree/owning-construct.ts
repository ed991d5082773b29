import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The construct that people wrote: `Method` rather than the `CfnMethod` in it. */
export function owningConstruct(resource: IConstruct): IConstruct {
  const scope = resource.node.scope;
  return scope?.node.defaultChild === resource && !Stack.isStack(scope) ? scope : resource;
}
