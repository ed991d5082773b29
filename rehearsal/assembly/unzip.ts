import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { AssemblyError } from './assembly-error';

const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
const CENTRAL_HEADER = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** A file in a zip archive. */
interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  readonly headerOffset: number;
}

/**
 * Unpacks a zip archive, stored or deflated and without encryption, into a folder.
 *
 * @param name of the archive, for messages
 * @throws AssemblyError for anything else, and for entries that would lie outside the folder
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function unzip(archive: Buffer, name: string, directory: string): void {
  for (const entry of entriesOf(archive, name)) {
    const path = join(directory, entry.name);
    if (path !== directory && !path.startsWith(directory + sep)) {
      throw new AssemblyError(`Zip file ${name} has an entry outside its folder, got ${entry.name}. Pack it again.`);
    }
    if (entry.name.endsWith('/')) {
      mkdirSync(path, { recursive: true });
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, contentOf(archive, entry, name));
    }
  }
}

function entriesOf(archive: Buffer, name: string): ZipEntry[] {
  const end = endOfCentralDirectory(archive);
  if (end === undefined) { throw new AssemblyError(`${name} is not a zip file. Synthesize the app again with \`cdk synth\`.`); }
  const entries: ZipEntry[] = [];
  let offset = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (offset + 46 > archive.length || archive.readUInt32LE(offset) !== CENTRAL_HEADER) {
      throw new AssemblyError(`Zip file ${name} is damaged, or larger than the 4 GiB that can be read. Synthesize the app again with \`cdk synth\`.`);
    }
    const nameLength = archive.readUInt16LE(offset + 28);
    entries.push({
      name: archive.toString('utf8', offset + 46, offset + 46 + nameLength),
      method: archive.readUInt16LE(offset + 10),
      compressedSize: archive.readUInt32LE(offset + 20),
      headerOffset: archive.readUInt32LE(offset + 42),
    });
    offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return entries;
}

/** It stands at the end, before a comment of unknown length. */
function endOfCentralDirectory(archive: Buffer): number | undefined {
  for (let offset = archive.length - 22; offset >= 0; offset--) {
    if (archive.readUInt32LE(offset) === END_OF_CENTRAL_DIRECTORY) { return offset; }
  }
  return undefined;
}

function contentOf(archive: Buffer, entry: ZipEntry, name: string): Buffer {
  // The local header repeats name and extra field, with lengths of its own.
  const { headerOffset, method, compressedSize } = entry;
  const start = headerOffset + 30 + archive.readUInt16LE(headerOffset + 26) + archive.readUInt16LE(headerOffset + 28);
  const data = archive.subarray(start, start + compressedSize);
  if (method === DEFLATED) { return inflateRawSync(data); }
  if (method === STORED) { return data; }
  throw new AssemblyError(`Zip file ${name} packs ${entry.name} with method ${method}; supported are stored (0) and deflated (8). Pack it again.`);
}
