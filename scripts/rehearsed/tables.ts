import { Outcome } from './outcome';

/** What was found out, by what it was found out of. */
export interface RehearsedOutcomes {
  readonly customResources: readonly Outcome[];
  readonly integrations: readonly Outcome[];
}

const BEGIN = '<!-- rehearsed: npx projen rehearsed writes the tables -->';
const END = '<!-- /rehearsed -->';

/** The document with its tables of outcomes. @throws Error when it has no place for them */
export function withTables(document: string, outcomes: RehearsedOutcomes): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) { throw new Error(`The document must have a place for the tables, between ${BEGIN} and ${END}.`); }
  return `${document.slice(0, begin)}${BEGIN}\n\n${tables(outcomes)}\n\n${document.slice(end)}`;
}

function tables({ customResources, integrations }: RehearsedOutcomes): string {
  return [
    `Constructs with a custom resource: ${counts(customResources)}.`, table('Construct', customResources),
    `Integrations: ${counts(integrations)}.`, table('Integration', integrations),
  ].join('\n\n');
}

function table(head: string, outcomes: readonly Outcome[]): string {
  return [`| ${head} | |`, '|---|---|', ...outcomes.map(({ name, how }) => `| ${name} | ${how} |`)].join('\n');
}

/** `20 of 20 carried along`. */
function counts(outcomes: readonly Outcome[]): string {
  const kinds = [...new Set(outcomes.map(({ how }) => how))];
  return kinds.map((kind) => `${outcomes.filter(({ how }) => how === kind).length} of ${outcomes.length} ${kind}`).join(', ');
}
