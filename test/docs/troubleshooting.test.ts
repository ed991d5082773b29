import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..', '..');
const GUIDE = readFileSync(join(ROOT, 'docs', 'troubleshooting.md'), 'utf8');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** The constructs, the decisions of the driver and its handlers; the command has no ids. */
const SOURCES = (readdirSync(join(ROOT, 'lib'), { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(ROOT, 'lib', file), 'utf8'))
  .join('\n');

function idsBy(pattern: RegExp): string[] {
  return [...new Set([...SOURCES.matchAll(pattern)].map(([, id]) => id))].sort();
}

const REFUSALS = [...idsBy(/refuse\('(\w+)'/g), ...idsBy(/ \[([A-Z]\w+)\][`']/g)];

describe('the guide to troubleshooting', () => {
  test.each([
    ['refusal of the driver', REFUSALS],
    ['error at synth', idsBy(/invalidInput\([^,]+, '(\w+)'/g)],
    ['error about a baseline', idsBy(/\| '(Baseline\w+)'/g)],
    ['warning', idsBy(/'cdk-canary-rest-api:(\w+)'/g).filter((id) => id !== 'action')],
  ])('explains every %s', (_, ids) => {
    expect(ids.length).toBeGreaterThan(6);
    expect(ids.filter((id) => !GUIDE.includes(`\`${id}\``))).toEqual([]);
  });

  test('is summed up in the README for whoever looks at a failed deploy', () => {
    expect(REFUSALS.filter((id) => !README.includes(`\`[${id}]\``))).toEqual([]);
  });
});
