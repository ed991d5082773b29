import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customResourceApps } from '../../scripts/rehearsed/custom-resource-apps';
import { integrationApps } from '../../scripts/rehearsed/integration-apps';
import { outcomeOf } from '../../scripts/rehearsed/outcome';
import { withTables } from '../../scripts/rehearsed/tables';

const document = readFileSync(join(__dirname, '..', '..', 'docs', 'rehearsal.md'), 'utf8');
const rowOf = (name: string): string | undefined => document.split('\n').find((line) => line.startsWith(`| ${name} |`));

test('the tables have a row for every app, and none is refused; npx projen rehearsed writes them', () => {
  const rows = [...customResourceApps(), ...integrationApps()].map(({ name }) => rowOf(name));
  expect(rows).not.toContain(undefined);
  expect(rows.filter((row) => row?.includes('refused'))).toEqual([]);
});

test.each(['`Trigger`', '`MockIntegration`', '`HttpIntegration`', '`AwsIntegration`'])('the row of %s is what a rehearsal says', async (name) => {
  const app = [...customResourceApps(), ...integrationApps()].find((one) => one.name === name)!;
  const { how } = await outcomeOf(app);
  expect(rowOf(name)).toBe(`| ${name} | ${how} |`);
});

test('the tables replace those that stand in the document', () => {
  const outcomes = {
    customResources: [{ name: 'A', how: 'played' as const, exitCode: 0 }], integrations: [{ name: 'B', how: 'not asked' as const, exitCode: 0 }],
  };
  const written = withTables(document, outcomes);
  expect(written).toContain('Integrations: 1 of 1 not asked.\n\n| Integration | |\n|---|---|\n| B | not asked |');
  expect(withTables(written, outcomes)).toBe(written);
});
