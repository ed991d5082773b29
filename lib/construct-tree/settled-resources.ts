import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AssemblyResources } from './assembly-resources';

const settled = new WeakMap<IConstruct, AssemblyResources>();

/**
 * The resources of the assembly of a construct, rendered once for all that look when the app is validated: then nothing changes any more.
 */
export function settledResources(scope: IConstruct): AssemblyResources {
  const assembly = assemblyOf(scope);
  const known = settled.get(assembly) ?? new AssemblyResources(scope);
  settled.set(assembly, known);
  return known;
}

/** To be called when an app is prepared: it may have changed since it was synthesized before. */
export function forgetSettledResources(scope: IConstruct): void {
  settled.delete(assemblyOf(scope));
}

function assemblyOf(scope: IConstruct): IConstruct {
  return Stage.of(scope) ?? scope.node.root;
}
