import { documentedConditions } from './documented-conditions';

/** The tables of docs/troubleshooting.md that the registry fills, by the comment that marks their place. */
const TABLES: Readonly<Record<string, { readonly head: string; readonly objects: readonly string[] }>> = {
  refusals: { head: '| Id | What happened | What to do |', objects: ['ENDPOINT_FINDINGS', 'REFUSALS'] },
  rollouts: { head: '| Id | What happened | What to do |', objects: ['ROLLOUT_FAILURES'] },
  errors: { head: '| Id | What is wrong | What to do |', objects: ['ERRORS', 'ENDPOINT_FINDINGS', 'RETENTION_FINDINGS'] },
  warnings: {
    head: '| Id (`cdk-canary-rest-api:...`) | What it means | What to do |', objects: ['WARNINGS', 'ENDPOINT_FINDINGS', 'RETENTION_FINDINGS'],
  },
  command: { head: '| Id | What it means | What to do |', objects: ['COMMAND_ERRORS'] },
  doctor: { head: '| Id | What the doctor found | What to do |', objects: ['DOCTOR_FINDINGS'] },
  notes: { head: '| Id (`cdk-canary-rest-api:...`) | What it means | What to do |', objects: ['NOTES'] },
};

/** The guide with tables as the registry has them now. */
export function guideWithTables(guide: string): string {
  return Object.entries(TABLES).reduce((text, [mark, { head, objects }]) => {
    const rows = objects.flatMap(documentedConditions).map(({ id, meaning, remedy }) => `| \`${id}\` | ${cell(meaning)} | ${cell(remedy)} |`);
    return withTable(text, mark, [head, '|---|---|---|', ...rows].join('\n'));
  }, guide);
}

function withTable(guide: string, mark: string, table: string): string {
  const place = new RegExp(`(<!-- ${mark} -->\n)[^]*?(<!-- /${mark} -->)`);
  if (!place.test(guide)) { throw new Error(`The guide has no place for the table of ${mark}.`); }
  return guide.replace(place, (_, before: string, after: string) => `${before}${table}\n${after}`);
}

/** A cell has no full stop at its end. */
function cell(text: string): string {
  return text.replace(/\.$/, '').replace(/\|/g, '\\|');
}
