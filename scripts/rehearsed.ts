/** `npx projen rehearsed`: rehearses an app of every kind that docs/rehearsal.md counts, and writes its tables. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { customResourceApps } from './rehearsed/custom-resource-apps';
import { integrationApps } from './rehearsed/integration-apps';
import { outcomeOf } from './rehearsed/outcome';
import { withTables } from './rehearsed/tables';

async function main(): Promise<void> {
  const outcomes = { customResources: await outcomesOf(customResourceApps()), integrations: await outcomesOf(integrationApps()) };
  const file = join(__dirname, '..', 'docs', 'rehearsal.md');
  writeFileSync(file, withTables(readFileSync(file, 'utf8'), outcomes));
}

async function outcomesOf(apps: ReturnType<typeof customResourceApps>): Promise<Array<Awaited<ReturnType<typeof outcomeOf>>>> {
  const outcomes = [];
  for (const app of apps) { outcomes.push(await outcomeOf(app)); }
  return outcomes;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
