import { join, resolve } from 'node:path';
import { AssemblyError } from './assembly/assembly-error';
import { AssemblyEnvironment } from './assembly/file-asset';
import { Manifest, readManifest } from './assembly/manifest';
import { isStack, readStackArtifact, StackArtifact } from './assembly/stack-artifact';

/** A synthesized CDK app. */
export interface CloudAssembly {
  readonly directory: string;
  /** Its stacks, those of Stages included, each after the stacks it depends on. */
  readonly stacks: ReadonlyArray<StackArtifact>;
}

/**
 * Reads a cloud assembly, the output folder of `cdk synth`, with the assemblies of its Stages.
 *
 * @param environment fills in for stacks that are synthesized for any account and region
 * @throws AssemblyError when the folder is no cloud assembly, or something in it is missing
 */
export function readAssembly(directory: string, environment: AssemblyEnvironment): CloudAssembly {
  const path = resolve(directory);
  const stacks = stacksIn(path, environment);
  if (stacks.length === 0) { throw new AssemblyError(`Cloud assembly ${path} has no stacks. Add a Stack to the app and synthesize it again.`); }
  return { directory: path, stacks: inDeployOrder(stacks) };
}

function stacksIn(directory: string, environment: AssemblyEnvironment): StackArtifact[] {
  const manifest: Manifest = readManifest(directory);
  return Object.entries(manifest.artifacts).flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly') { return stacksIn(join(directory, String(artifact.properties?.directoryName)), environment); }
    return isStack(artifact) ? [readStackArtifact(directory, manifest, id, environment)] : [];
  });
}

function inDeployOrder(stacks: ReadonlyArray<StackArtifact>): StackArtifact[] {
  const ordered = new Set<StackArtifact>();
  const visit = (stack: StackArtifact): void => {
    for (const dependency of stacks.filter(({ id }) => stack.dependencies.includes(id))) {
      if (!ordered.has(dependency)) { visit(dependency); }
    }
    ordered.add(stack);
  };
  stacks.forEach(visit);
  return [...ordered];
}
