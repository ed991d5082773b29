import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictures } from '../../scripts/pictures/pictures';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

/** By `npx projen pictures`, after a change of what they show. */
test('the pictures of the READMEs show what the local engine does today', async () => {
  const stale = Object.entries(await pictures()).filter(([name, svg]) => readFileSync(join(IMAGES, name), 'utf8') !== svg);
  expect(stale.map(([name]) => name)).toEqual([]);
}, 120_000);
