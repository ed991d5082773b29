import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AssemblyResources } from './assembly-resources';

/** What is known of an assembly in one synthesis. */
interface Synthesis {
  /** After aspects, when CDK prepares the app. */
  prepared?: AssemblyResources;
  readonly readers: Set<unknown>;
  /** When CDK validates the app. */
  settled?: AssemblyResources;
}

const syntheses = new WeakMap<IConstruct, Synthesis>();

/**
 * The resources of the assembly of a construct, rendered once for all that look when the app is validated: then nothing changes any more.
 */
export function settledResources(scope: IConstruct): AssemblyResources {
  const synthesis = synthesisOf(scope);
  synthesis.settled ??= new AssemblyResources(scope, { earlier: synthesis.prepared });
  return synthesis.settled;
}

/**
 * The resources of the assembly of a construct when CDK prepares the app, rendered once for all that look then.
 *
 * @param reader who asks a second time does so in another synthesis, and the app may have changed since
 */
export function preparedResources(scope: IConstruct, reader: unknown): AssemblyResources {
  const before = synthesisOf(scope);
  const isNew = before.readers.has(reader) || before.prepared?.size !== assemblyOf(scope).node.findAll().length;
  const synthesis = isNew ? { readers: new Set() } : before;
  syntheses.set(assemblyOf(scope), synthesis);
  synthesis.settled = undefined;
  synthesis.readers.add(reader);
  synthesis.prepared ??= new AssemblyResources(scope);
  return synthesis.prepared;
}

function synthesisOf(scope: IConstruct): Synthesis {
  const assembly = assemblyOf(scope);
  const known = syntheses.get(assembly) ?? { readers: new Set() };
  syntheses.set(assembly, known);
  return known;
}

function assemblyOf(scope: IConstruct): IConstruct {
  return Stage.of(scope) ?? scope.node.root;
}
