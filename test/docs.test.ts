import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Library } from './docs/library';
import { Snippet, snippetsIn } from './docs/snippets';
import { exampleOf, undocumented } from './docs/undocumented';

const ROOT = join(__dirname, '..');
const GUIDES = [...readdirSync(ROOT), ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name))]
  .filter((path) => path.endsWith('.md') && path !== 'API.md');

describe('the documentation', () => {
  const surface = new Library([]);
  const inGuides = GUIDES.flatMap(snippetsIn);
  const inDocstrings = surface.exports.flatMap((type): Snippet[] => {
    const source = exampleOf(type, surface.checker);
    return source === undefined ? [] : [{ where: type.name, source, fixture: 'default' }];
  });
  const wrong = { where: 'README.md:1', source: "new CanaryRestApi(this, 'Api', { handler, resourcePath: 1 });", fixture: 'default' };
  const library = new Library([...inGuides, ...inDocstrings, wrong]);

  test('has a summary for every public type and member, and tells every parameter and default', () => {
    expect(surface.exports.map(({ name }) => name)).toContain('CanaryRestApi');
    expect(surface.exports.flatMap((type) => undocumented(type, surface.checker))).toEqual([]);
  });

  test('has examples in docstrings that compile', () => {
    expect(inDocstrings.map(({ where }) => where)).toEqual(expect.arrayContaining(['CanaryRelease', 'CanaryRestApi', 'EndpointBaseline']));
    expect(library.problems(inDocstrings)).toEqual([]);
  });

  test('has TypeScript in the guides that compiles', () => {
    expect(inGuides.map(({ where }) => where)).toContainEqual(expect.stringContaining('README.md'));
    expect(library.problems(inGuides)).toEqual([]);
  });

  test('would be caught with TypeScript that does not compile', () => {
    expect(library.problems([wrong])).toEqual(["README.md:1: Type 'number' is not assignable to type 'string'."]);
  });
});
