import { existsSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { assertAsset, FileAsset } from './file-asset';
import { readJsonFile } from './json-file';
import { ManifestArtifact } from './manifest';

/**
 * Assets of a stack with the `LegacyStackSynthesizer`: they are listed in the stack's metadata, and the template learns their place from parameters.
 */
export interface LegacyAssets {
  /** @throws AssemblyError when one is missing */
  readonly assets: () => ReadonlyArray<FileAsset>;
  /** Values of the parameters, as the CDK CLI fills them in. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** @see https://github.com/aws/aws-cdk-cli, packages/@aws-cdk/cloud-assembly-schema, metadata-schema.ts: FileAssetMetadataEntry */
interface AssetEntry {
  readonly packaging?: string;
  readonly path?: string;
  readonly sourceHash?: string;
  readonly s3BucketParameter?: string;
  readonly s3KeyParameter?: string;
  readonly artifactHashParameter?: string;
}

type Metadata = Readonly<Record<string, ReadonlyArray<{ readonly type: string; readonly data?: unknown }>>>;

/** The bucket of `cdk bootstrap` without `newStyleStackSynthesis`. Its real name has a suffix that only the account knows. */
const BUCKET = 'cdktoolkit-stagingbucket';

/** @throws AssemblyError when the metadata can't be read */
export function legacyAssets(directory: string, artifact: ManifestArtifact): LegacyAssets {
  const entries = Object.values(metadataOf(directory, artifact)).flat()
    .filter(({ type }) => type === 'aws:cdk:asset')
    .map(({ data }) => data as AssetEntry)
    .filter(({ packaging }) => packaging === 'zip' || packaging === 'file');
  return { assets: () => entries.map((entry) => assetOf(directory, entry)), parameters: Object.fromEntries(entries.flatMap(parametersOf)) };
}

function assetOf(directory: string, entry: AssetEntry): FileAsset {
  const path = resolve(directory, entry.path ?? '');
  assertAsset(path, 'the metadata of its stack');
  const { prefix, file } = keyOf(entry);
  return { bucket: BUCKET, key: `${prefix}${file}`, path, packaging: entry.packaging === 'zip' ? 'zip' : 'file' };
}

function parametersOf(entry: AssetEntry): Array<[name: string, value: string]> {
  const { prefix, file } = keyOf(entry);
  const values = { s3BucketParameter: BUCKET, s3KeyParameter: `${prefix}||${file}`, artifactHashParameter: entry.sourceHash ?? '' };
  return (Object.keys(values) as Array<keyof typeof values>).flatMap((field) => {
    const name = entry[field];
    return name === undefined ? [] : [[name, values[field]] as [string, string]];
  });
}

/** The template splits the key at `||`, and joins the two parts. */
function keyOf({ path = '', packaging, sourceHash = '' }: AssetEntry): { prefix: string; file: string } {
  return { prefix: `assets/${sourceHash}/`, file: `${sourceHash}${packaging === 'zip' ? '.zip' : extname(basename(path))}` };
}

function metadataOf(directory: string, { metadata, additionalMetadataFile }: ManifestArtifact): Metadata {
  const file = additionalMetadataFile === undefined ? undefined : join(directory, additionalMetadataFile);
  return { ...metadata, ...file !== undefined && existsSync(file) ? readJsonFile(file, 'Metadata') : {} } as Metadata;
}
