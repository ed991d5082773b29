import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_ERRORS, DOCTOR_FINDINGS } from '../../cli/messages/command-ids';
import { CONDITIONS } from '../../lib/messages/ids';
import { guideWithTables } from '../../scripts/troubleshooting/guide';

const ROOT = join(__dirname, '..', '..');
const GUIDE = readFileSync(join(ROOT, 'docs', 'troubleshooting.md'), 'utf8');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** The constructs, the decisions of the driver and its handlers. The command has a registry of its own. */
const SOURCES = (readdirSync(join(ROOT, 'lib'), { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(ROOT, 'lib', file), 'utf8') }));

describe('the guide to troubleshooting', () => {
  test('has the tables that `npx projen troubleshooting` writes', () => {
    expect(GUIDE).toBe(guideWithTables(GUIDE));
  });

  test('explains every id', () => {
    expect(Object.keys({ ...CONDITIONS, ...COMMAND_ERRORS, ...DOCTOR_FINDINGS }).filter((id) => !GUIDE.includes(`| \`${id}\` |`))).toEqual([]);
  });

  test('is summed up in the README by ids that there are', () => {
    const told = [...README.matchAll(/^\| `\[(\w+)\]` \|/gm)].map(([, id]) => id);
    expect(told).toHaveLength(5);
    expect(told.filter((id) => !(id in CONDITIONS))).toEqual([]);
  });
});

test('every id comes from the registry', () => {
  const besideIt = SOURCES.filter(({ file }) => !['messages/ids.ts', 'messages/annotations.ts'].includes(file))
    .flatMap(({ file, text }) => [
      ...text.matchAll(/'cdk-canary-rest-api:(?!(?:action|errors)')\w+|(addWarningV2|addInfoV2|addError)\(['`]/g),
    ].map(([found]) => `${file}: ${found}`));
  expect(besideIt).toEqual([]);
});
