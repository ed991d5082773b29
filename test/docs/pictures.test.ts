import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictures } from '../../scripts/pictures/pictures';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

/** By `npx projen pictures`, after a change of what they show. */
test('the pictures of the READMEs show what the local engine does today', async () => {
  for (const [name, svg] of Object.entries(await pictures())) {
    expect({ name, svg: readFileSync(join(IMAGES, name), 'utf8') }).toEqual({ name, svg });
  }
}, 120_000);
