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

  /** @param hasBucket whether a bucket is on this machine: what is not in it is nowhere. @default - none is */
  constructor(private readonly hasBucket: (bucket: string) => boolean = () => false) {}

  add(assets: Iterable<FileAsset>): void {
    for (const asset of assets) { this.assets.set(`${asset.bucket}/${asset.key}`, asset); }
  }

  /** Keeps what a client uploaded to a bucket. Another upload under the same key takes its place. */
  put(bucket: string, key: string, body: Buffer): void {
    const path = join(mkdtempSync(join(this.scratchFolder(), 'upload-')), 'object');
    writeFileSync(path, body);
    this.add([{ bucket, key, path, packaging: 'file' }]);
  }

  async directoryOf(bucket: string, key: string): Promise<string | undefined> {
    const asset = this.find(bucket, key);
    if (asset === undefined) { return undefined; }
    if (asset.packaging === 'zip') { return asset.path; }
    const known = this.unpacked.get(asset.path);
    if (known !== undefined) { return known; }
    const directory = mkdtempSync(join(this.scratchFolder(), 'asset-'));
    unzip(readFileSync(asset.path), asset.path, directory);
    this.unpacked.set(asset.path, directory);
    return directory;
  }

  /**
   * The text of an asset that is a file, or `undefined` when its bucket is not on this machine. @throws AssemblyError when only the asset is missing
   */
  textOf(bucket: string, key: string): string | undefined {
    const asset = this.find(bucket, key);
    return asset && readFileSync(asset.path, 'utf8');
  }

  /** Where an asset lies that is a file. @throws AssemblyError when no such asset is known */
  fileOf(bucket: string, key: string): string {
    const asset = this.find(bucket, key);
    if (asset === undefined) { throw unknownAsset(bucket, key); }
    return asset.path;
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

  private find(bucket: string, key: string): FileAsset | undefined {
    const asset = this.assets.get(`${bucket}/${key}`);
    if (asset === undefined && this.hasBucket(bucket)) { throw unknownAsset(bucket, key); }
    return asset;
  }
}

function unknownAsset(bucket: string, key: string): AssemblyError {
  return new AssemblyError(`No asset s3://${bucket}/${key} in the assemblies deployed so far. Deploy the assembly that contains it.`);
}
