import * as fs from 'node:fs';
import * as path from 'node:path';
import { compareEndpoints } from '../../lib/endpoints/comparison';
import { FINDING_IDS, applyPolicy } from '../../lib/endpoints/policy';
import { Route, parseRoute } from '../../lib/endpoints/routes';

interface Row {
  readonly id: string;
  readonly base: string;
  readonly canary: string;
  readonly consequence: string;
  readonly byDefault: string;
}

/** The table of classes in docs/endpoints.md. An empty cell repeats the one above. */
function documentedRows(): Row[] {
  const text = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'endpoints.md'), 'utf8');
  const table = text.split('| Class | Id |')[1].split('\n\n')[0].split('\n').slice(2);
  let id = '';
  return table.map((line) => {
    const [kind, cell, base, canary, consequence, byDefault] = line.split('|').slice(1, -1).map((part) => part.trim());
    id = kind === '' ? id : cell.replace(/`/g, '');
    return { id, base, canary, consequence, byDefault };
  });
}

/** The endpoints of a cell with the settings that its words stand for. */
function endpointsOf(cell: string): Route[] {
  const settings = {
    ...(/AWS_IAM|open/.test(cell) ? { authorizationType: /AWS_IAM/.test(cell) ? 'AWS_IAM' : 'NONE' } : {}),
    apiKeyRequired: /API key/.test(cell),
    requestValidation: /validated body/.test(cell) ? 'body' : 'none',
  };
  return [...cell.matchAll(/`([A-Z]+ \/[^`]*)`/g)].map(([, endpoint]) => ({ ...parseRoute(endpoint, cell), ...settings }));
}

function findingsOf(row: Row): string[] {
  const differences = compareEndpoints(endpointsOf(row.base), endpointsOf(row.canary));
  const findings = applyPolicy(differences, { newEndpoints: 'REJECT', removedEndpoints: 'WARN', exceptEndpoints: [], percentTraffic: 10 });
  return findings.map(({ difference, level, message }) => `${level} ${difference.kind} ${message}`);
}

const rows = documentedRows();

test('the documentation has an example of every class', () => {
  const documented = new Set(rows.map(({ id }) => id).filter((id) => id !== ''));
  expect(documented).toEqual(new Set<string>(FINDING_IDS));
});

test.each(rows.filter(({ id }) => id !== '').map((row) => [`${row.base} and ${row.canary}`, row] as const))('documented: %s', (_, row) => {
  const level = row.byDefault.startsWith('warning') ? 'warning' : 'error';
  const share = /^\d+ %/.exec(row.consequence)?.[0] ?? '';
  expect(findingsOf(row)).toContainEqual(expect.stringMatching(new RegExp(`^${level} ${row.id} .*${share}`)));
});

test.each(
  rows.filter(({ id }) => id === '').map((row) => [`${row.base} and ${row.canary}`, row] as const),
)('documented as unchanged: %s', (_, row) => {
  const unchanged = /for `(.*)`/.exec(row.byDefault)?.[1];
  expect(findingsOf(row).filter((finding) => unchanged === undefined || finding.includes(` ${unchanged} is`))).toEqual([]);
});
