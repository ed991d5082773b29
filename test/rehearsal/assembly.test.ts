import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { App, CfnOutput, Stack, Stage } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnParameter } from 'aws-cdk-lib/core';
import { readAssembly } from '../../rehearsal/assembly';
import { FileAssetStore } from '../../rehearsal/assembly/file-asset-store';

const environment = { account: '123456789012', region: 'us-east-1' };
let scratch: string;

beforeEach(() => { scratch = mkdtempSync(join(tmpdir(), 'assembly-')); });
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function synthesized(build: (app: App) => void): string {
  const app = new App({ outdir: join(scratch, 'cdk.out'), analyticsReporting: false });
  build(app);
  return app.synth().directory;
}

function folder(files: Record<string, string | Buffer>): string {
  const directory = mkdtempSync(join(scratch, 'folder-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** A zip archive with one deflated and one stored file. */
function zip(deflated: [string, string], stored: [string, string]): Buffer {
  const entries = [[...deflated, 8], [...stored, 0]] as Array<[string, string, number]>;
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content, method] of entries) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(method, 10);
    header.writeUInt32LE(data.length, 20);
    header.writeUInt32LE(content.length, 24);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), data);
    central.push(header, Buffer.from(name));
    offset += local.length + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...central, end]);
}

describe('readAssembly', () => {
  test('gives stacks in the order of their dependencies, those of stages included, with the environment filled in', () => {
    const directory = synthesized((app) => {
      const stage = new Stage(app, 'Beta', { env: { region: 'eu-west-1' } });
      const first = new Stack(stage, 'A');
      first.addDependency(new Stack(stage, 'B', { tags: { team: 'a' } }));
      new Stack(app, 'Plain', { env: { account: '111122223333', region: 'eu-west-1' } });
    });
    const { stacks } = readAssembly(directory, environment);
    expect(stacks.map(({ id, stackName, account, region }) => ({ id, stackName, account, region }))).toEqual([
      { id: 'Beta/B', stackName: 'Beta-B', account: '123456789012', region: 'eu-west-1' },
      { id: 'Beta/A', stackName: 'Beta-A', account: '123456789012', region: 'eu-west-1' },
      { id: 'Plain', stackName: 'Plain', account: '111122223333', region: 'eu-west-1' },
    ]);
    expect(stacks[0].tags).toEqual({ team: 'a' });
    expect(stacks[1].dependencies).toEqual(['Beta/B']);
  });

  test('gives templates and the file assets of each stack, placeholders filled in', async () => {
    const directory = synthesized((app) => {
      const stack = new Stack(app, 'Shop');
      new CfnParameter(stack, 'Size', { default: 'small' });
      new CfnOutput(stack, 'Key', { value: new Asset(stack, 'Code', { path: folder({ 'index.js': 'code' }) }).s3ObjectKey });
    });
    const [{ template, assets }] = readAssembly(directory, environment).stacks;
    const key = String(template.Outputs!.Key.Value);
    expect(template.Parameters!.Size).toEqual({ Type: 'String', Default: 'small' });
    const code = assets.find((asset) => asset.key === key)!;
    expect(code).toMatchObject({ bucket: 'cdk-hnb659fds-assets-123456789012-us-east-1', packaging: 'zip' });

    const store = new FileAssetStore();
    store.add(assets);
    const unpacked = (await store.directoryOf(code.bucket, key))!;
    expect(readFileSync(join(unpacked, 'index.js'), 'utf8')).toBe('code');
    expect(await store.directoryOf(code.bucket, 'other')).toBeUndefined();
    await expect(new FileAssetStore(() => true).directoryOf('b', 'other')).rejects.toThrow('No asset s3://b/other in the assemblies deployed so far.');
  });

  test.each<[string, () => string, string]>([
    ['a folder that is no cloud assembly', () => folder({}), 'is not a cloud assembly: it has no manifest.json.'],
    ['the folder around a cloud assembly', () => folder({ 'cdk.out/manifest.json': '{}' }), '/cdk.out.'],
    ['a manifest that is no JSON', () => folder({ 'manifest.json': 'x' }), 'is not a JSON object.'],
    ['an old version', () => folder({ 'manifest.json': '{"version":"1.10.0"}' }), 'has version "1.10.0"; supported are 13.0.0 and later.'],
    ['no version', () => folder({ 'manifest.json': '{}' }), 'has version undefined;'],
    ['an assembly without stacks', () => folder({ 'manifest.json': '{"version":"48.0.0"}' }), 'has no stacks.'],
  ])('refuses %s', (_name, make, message) => {
    expect(() => readAssembly(make(), environment)).toThrow(message);
  });

  test('refuses a missing template and a missing asset, naming the file', () => {
    const directory = synthesized((app) => {
      const stack = new Stack(app, 'Shop');
      new Asset(stack, 'Code', { path: folder({ 'index.js': 'code' }) });
    });
    const asset = readAssembly(directory, environment).stacks[0].assets.find(({ packaging }) => packaging === 'zip')!;
    rmSync(asset.path, { recursive: true });
    expect(() => readAssembly(directory, environment).stacks[0].assets).toThrow(`Asset ${asset.path} of Shop.assets.json is missing.`);
    mkdirSync(asset.path);
    rmSync(join(directory, 'Shop.template.json'));
    expect(() => readAssembly(directory, environment)).toThrow("Shop.template.json can't be read (ENOENT).");
  });
});

describe('a zip file asset', () => {
  const stored = (content: Buffer): { store: FileAssetStore; path: string } => {
    const path = join(folder({ 'code.zip': content }), 'code.zip');
    const store = new FileAssetStore();
    store.add([{ bucket: 'b', key: 'k.zip', path, packaging: 'file' }]);
    return { store, path };
  };

  test('is unpacked once, and removed at the end', async () => {
    const { store, path } = stored(zip(['index.js', 'deflated '.repeat(50)], ['lib/util.js', 'stored']));
    const directory = (await store.directoryOf('b', 'k.zip'))!;
    expect(readFileSync(join(directory, 'index.js'), 'utf8')).toBe('deflated '.repeat(50));
    expect(readFileSync(join(directory, 'lib/util.js'), 'utf8')).toBe('stored');
    expect(await store.directoryOf('b', 'k.zip')).toBe(directory);
    expect(store.fileOf('b', 'k.zip')).toBe(path);
    store.close();
    expect(() => readFileSync(join(directory, 'index.js'))).toThrow('ENOENT');
  });

  test.each([
    ['that is none', Buffer.from('text'), 'is not a zip file.'],
    ['with an entry outside its folder', zip(['../../escape.js', 'x'], ['a', 'b']), 'has an entry outside its folder, got ../../escape.js.'],
  ])('%s is refused', async (_name, content, message) => {
    const { store } = stored(content);
    await expect(store.directoryOf('b', 'k.zip')).rejects.toThrow(message);
    store.close();
  });
});
