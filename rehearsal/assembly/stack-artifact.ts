import { join } from 'node:path';
import { AssemblyEnvironment, FileAsset, readFileAssets } from './file-asset';
import { readJsonFile } from './json-file';
import { legacyAssets } from './legacy-assets';
import { Manifest, ManifestArtifact } from './manifest';
import { Template } from '../cloudformation/template/template';

/** A stack of a cloud assembly. */
export interface StackArtifact {
  /** Unique in the assembly. The construct path for stacks in a Stage. */
  readonly id: string;
  readonly stackName: string;
  readonly template: Template;
  /** Where the template lies. */
  readonly templateFile: string;
  /** The environment the stack was synthesized for, the engine's own where it is for any. */
  readonly account: string;
  readonly region: string;
  /** Ids of the stacks that have to be deployed before this one. */
  readonly dependencies: ReadonlyArray<string>;
  /** Values that synthesis gave the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** What a deployment of this stack would upload. Read when it is first asked for. @throws AssemblyError when one is missing */
  readonly assets: ReadonlyArray<FileAsset>;
}

/** Reads one stack of a manifest. @throws AssemblyError */
export function readStackArtifact(directory: string, manifest: Manifest, artifactId: string, environment: AssemblyEnvironment): StackArtifact {
  const artifact = manifest.artifacts[artifactId];
  const properties = artifact.properties ?? {};
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  const templateFile = join(directory, String(properties.templateFile));
  const direct = artifact.dependencies ?? [];
  const assetManifests = direct.filter((id) => manifest.artifacts[id]?.type === 'cdk:asset-manifest');
  const legacy = legacyAssets(directory, artifact);
  let assets: ReadonlyArray<FileAsset> | undefined;
  return {
    id: idOf(manifest, artifactId),
    stackName: String(properties.stackName ?? artifactId),
    template: readJsonFile(templateFile, 'Template'),
    templateFile,
    account: account === undefined || account === 'unknown-account' ? environment.account : account,
    region: region === undefined || region === 'unknown-region' ? environment.region : region,
    dependencies: direct.filter((id) => isStack(manifest.artifacts[id])).map((id) => idOf(manifest, id)),
    parameters: { ...legacy.parameters, ...properties.parameters as Record<string, string> | undefined },
    tags: (properties.tags ?? {}) as Record<string, string>,
    get assets() {
      assets ??= [
        ...legacy.assets(),
        ...assetManifests.flatMap((id) => readFileAssets(directory, String(manifest.artifacts[id].properties?.file), environment)),
      ];
      return assets;
    },
  };
}

/** Whether a manifest's entry is a CloudFormation stack. */
export function isStack(artifact: ManifestArtifact | undefined): boolean {
  return artifact?.type === 'aws:cloudformation:stack';
}

function idOf(manifest: Manifest, artifactId: string): string {
  return manifest.artifacts[artifactId].displayName ?? artifactId;
}
