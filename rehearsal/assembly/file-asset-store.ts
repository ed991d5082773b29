import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssemblyError } from './assembly-error';
import { FileAsset } from './file-asset';
import { unzip } from './unzip';
import { AssetStore } from '../lambda/asset-store';

/** The assets of every assembly deployed so far: the engine's S3. */
export class FileAssetStore implements AssetStore {
  private readonly assets = new Map<string, FileAsset>();
  private readonly unpacked = new Map<string, string>();
  private scratch?: string;

  add(assets: Iterable<FileAsset>): void {
    for (const asset of assets) { this.assets.set(`${asset.bucket}/${asset.key}`, asset); }
  }

  /** Keeps what a client uploaded to a bucket; another upload under the same key takes its place. */
  put(bucket: string, key: string, body: Buffer): void {
    const path = join(mkdtempSync(join(this.scratchFolder(), 'upload-')), 'object');
    writeFileSync(path, body);
    this.add([{ bucket, key, path, packaging: 'file' }]);
  }

  async directoryOf(bucket: string, key: string): Promise<string> {
    const asset = this.existing(bucket, key);
    if (asset.packaging === 'zip') { return asset.path; }
    const known = this.unpacked.get(asset.path);
    if (known !== undefined) { return known; }
    const directory = mkdtempSync(join(this.scratchFolder(), 'asset-'));
    unzip(readFileSync(asset.path), asset.path, directory);
    this.unpacked.set(asset.path, directory);
    return directory;
  }

  /** The asset itself, when it is a file. @throws AssemblyError when no such asset is known */
  fileOf(bucket: string, key: string): string {
    return this.existing(bucket, key).path;
  }

  /** Removes what was unpacked. */
  close(): void {
    if (this.scratch !== undefined) { rmSync(this.scratch, { recursive: true, force: true }); }
    this.scratch = undefined;
    this.unpacked.clear();
  }

  private scratchFolder(): string {
    this.scratch ??= mkdtempSync(join(tmpdir(), 'rehearsal-assets-'));
    return this.scratch;
  }

  private existing(bucket: string, key: string): FileAsset {
    const asset = this.assets.get(`${bucket}/${key}`);
    if (asset === undefined) {
      throw new AssemblyError(`No asset s3://${bucket}/${key} in the assemblies deployed so far. Deploy the assembly that contains it.`);
    }
    return asset;
  }
}
