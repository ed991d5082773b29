/** `npx projen pictures`: draws the pictures of the READMEs, out of what the local engine does, into docs/images. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictures } from './pictures/pictures';

const FOLDER = join(__dirname, '..', 'docs', 'images');

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, svg] of Object.entries(await pictures())) {
    writeFileSync(join(FOLDER, name), svg);
    console.log(`docs/images/${name}`);
  }
}

void main();
