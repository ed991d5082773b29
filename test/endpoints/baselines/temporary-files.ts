import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const created: string[] = [];

/** Writes files into a new directory that is removed after the tests of the file, and returns the path of the first. */
export function temporaryFiles(files: Record<string, string | Buffer | object>): string {
  const directory = temporaryDirectory();
  const names = Object.entries(files).map(([name, content]) => {
    fs.writeFileSync(
      path.join(directory, name), typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content, undefined, 2),
    );
    return name;
  });
  return path.join(directory, names[0]);
}

export function temporaryDirectory(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'endpoints-'));
  created.push(directory);
  return directory;
}

afterAll(() => {
  created.splice(0).forEach((directory) => fs.rmSync(directory, { recursive: true }));
});
