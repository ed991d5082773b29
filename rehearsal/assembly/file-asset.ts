import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssemblyError } from './assembly-error';
import { readJsonFile } from './json-file';

/** The account and region for which placeholders are filled in. */
export interface AssemblyEnvironment {
  readonly account: string;
  readonly region: string;
  /** @default 'aws' */
  readonly partition?: string;
}

/** A file or folder that a deployment would upload. */
export interface FileAsset {
  readonly bucket: string;
  readonly key: string;
  /** Where it lies on this machine. */
  readonly path: string;
  /** `zip`: a folder that would be packed. `file`: uploaded as it is (it may be a zip file). */
  readonly packaging: 'zip' | 'file';
}

interface AssetManifestFile {
  readonly source: { readonly path?: string; readonly packaging?: string; readonly executable?: unknown };
  readonly destinations: Readonly<Record<string, { readonly bucketName: string; readonly objectKey: string }>>;
}

/**
 * Reads the file assets of one `*.assets.json`. One that a command makes when it is published is left out: it does not exist yet.
 *
 * @throws AssemblyError for a missing file
 */
export function readFileAssets(directory: string, file: string, environment: AssemblyEnvironment): FileAsset[] {
  const manifest = readJsonFile(join(directory, file), 'Asset manifest');
  const files = (manifest.files ?? {}) as Record<string, AssetManifestFile>;
  return Object.values(files).flatMap(({ source, destinations }) => {
    if (source.path === undefined) { return []; }
    // The path is absolute in an assembly that was synthesized with --no-staging.
    const path = resolve(directory, source.path);
    assertAsset(path, file);
    return Object.values(destinations).map((destination) => ({
      bucket: fillIn(destination.bucketName, environment),
      key: fillIn(destination.objectKey, environment),
      path,
      packaging: source.packaging === 'zip' ? 'zip' as const : 'file' as const,
    }));
  });
}

/** @param listedIn the file that names the asset @throws AssemblyError when it is missing */
export function assertAsset(path: string, listedIn: string): void {
  if (!existsSync(path)) { throw new AssemblyError(`Asset ${path} of ${listedIn} is missing. Synthesize the app again with \`cdk synth\`.`); }
}

function fillIn(text: string, { account, region, partition = 'aws' }: AssemblyEnvironment): string {
  return text.replaceAll('${AWS::AccountId}', account).replaceAll('${AWS::Region}', region).replaceAll('${AWS::Partition}', partition);
}
