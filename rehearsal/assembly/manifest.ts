import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyError } from './assembly-error';
import { readJsonFile } from './json-file';

/** One entry of a cloud assembly's manifest. */
export interface ManifestArtifact {
  readonly type: string;
  /** `aws://<account>/<region>`. `unknown-account` and `unknown-region` when the stack is for any. */
  readonly environment?: string;
  readonly dependencies?: ReadonlyArray<string>;
  readonly displayName?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  /** By construct path. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** File with the rest of the metadata. */
  readonly additionalMetadataFile?: string;
}

export interface Manifest {
  readonly version: string;
  readonly artifacts: Readonly<Record<string, ManifestArtifact>>;
}

/** Since this version of the manifest, assets are listed in files of their own (CDK 2). */
const OLDEST_MAJOR = 13;

/**
 * Reads `manifest.json` of a cloud assembly.
 *
 * @throws AssemblyError when the folder is no cloud assembly, or one of an unsupported version
 */
export function readManifest(directory: string): Manifest {
  if (!existsSync(directory)) {
    throw new AssemblyError(`The folder ${directory} does not exist. Name the output folder of \`cdk synth\`, usually cdk.out.`);
  }
  const path = join(directory, 'manifest.json');
  if (!existsSync(path)) {
    const below = join(directory, 'cdk.out');
    const isAround = existsSync(join(below, 'manifest.json'));
    const fix = isAround ? `There is one in it: name ${below}.` : 'Name the output folder of `cdk synth`, usually cdk.out.';
    throw new AssemblyError(`${directory} is not a cloud assembly: it has no manifest.json. ${fix}`);
  }
  const { version, artifacts } = readJsonFile(path, 'Manifest');
  const major = typeof version === 'string' ? Number(/^(\d+)\.\d+\.\d+$/.exec(version)?.[1]) : NaN;
  if (!(major >= OLDEST_MAJOR)) {
    throw new AssemblyError(`Manifest ${path} has version ${JSON.stringify(version)}; supported are ${OLDEST_MAJOR}.0.0 and later. `
      + 'Synthesize the app with CDK 2.');
  }
  return { version: version as string, artifacts: (artifacts ?? {}) as Manifest['artifacts'] };
}
