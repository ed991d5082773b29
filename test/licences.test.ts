import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BundledPackage, bundledPackages } from '../scripts/licences/bundled-packages';
import { licencesDocument } from '../scripts/licences/document';

const PERMISSIVE = ['Apache-2.0', 'MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause'];

describe('the licences of what is bundled', () => {
  const packages = bundledPackages();

  test('are permissive', () => {
    expect(packages.map(({ name }) => name)).toContain('yaml');
    expect(packages.filter(({ licence }) => !PERMISSIVE.includes(licence))).toEqual([]);
  });

  test('come with their text, unless it is the licence of the library itself', () => {
    expect(packages.filter(({ licence, text }) => licence !== 'Apache-2.0' && !/copyright/i.test(text))).toEqual([]);
  });

  test('are listed in docs/licences.md, which is up to date (npx projen licences)', () => {
    expect(readFileSync(join(__dirname, '..', 'docs', 'licences.md'), 'utf8')).toBe(licencesDocument(packages));
  });
});

describe('licencesDocument', () => {
  const one: BundledPackage = {
    name: 'one', version: '1.0.0', licence: 'MIT', text: 'Copyright (c) Somebody', bundles: ['assets/lib/a/index.js', 'assets/b/index.js'],
  };

  test('tells the bundles of a package, and prints a text once for all packages that share it', () => {
    const document = licencesDocument([one, { ...one, name: 'two' }]);
    expect(document).toContain('| one | 1.0.0 | MIT | `lib/a`, `b` |');
    expect(document).toContain('## one, two\n\n```text\nCopyright (c) Somebody\n```');
  });

  test('refers to LICENSE for the Apache licence', () => {
    expect(licencesDocument([{ ...one, licence: 'Apache-2.0', text: 'A long text' }])).not.toContain('A long text');
  });
});
