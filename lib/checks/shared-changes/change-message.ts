import { SharedChange } from './shared-changes';

const LISTED_PROPERTIES = 5;

/** What a shared change means, and what to do about it. */
export function changeMessage(change: SharedChange, name: string): string {
  return `${name} (${change.type}) ${EVENTS[change.kind](change)} ${CONSEQUENCES[change.kind] ?? reachesBoth(change)}`;
}

const EVENTS: Record<SharedChange['kind'], (change: SharedChange) => string> = {
  changed: ({ properties }) => `changes in this deploy: ${listed(properties)}.`,
  added: () => 'is new in this deploy.',
  removed: () => 'is removed by this deploy.',
  narrowed: ({ properties }) =>
    `changes in this deploy (${listed(properties)}) and no longer names a Lambda version that it names for the base release:`,
  lost: () => 'is removed by this deploy, but the base release still needs it:',
  replaced: ({ properties }) => `is replaced by this deploy (${listed(properties)}), but the base release still needs the one that goes:`,
};

const GONE = 'base requests that use it fail as soon as CloudFormation has deleted it, and an abort does not bring it back. '
  + 'Keep it as it is until production has left the base release, and give the canary release another one beside it.';

const CONSEQUENCES: Partial<Record<SharedChange['kind'], string>> = {
  narrowed: 'base requests that call that version through the role fail as soon as the policy changes, unless something else allows it. '
    + 'Grant the function instead of a version: fn.grantInvoke(role) covers every version.',
  lost: GONE,
  replaced: GONE,
};

function reachesBoth({ ofStage, kind }: SharedChange): string {
  return `${ofStage ? 'It belongs to the stage' : 'Both releases use it'}, so base and canary release ${kind === 'removed' ? 'lose it' : 'get it'} `
    + 'at once with this deploy; an abort does not take that back by itself. Make this change in a deploy without a canary, or acknowledge it if the '
    + 'base release can live with it.';
}

function listed(properties: readonly string[]): string {
  const more = properties.length - LISTED_PROPERTIES;
  return more > 0 ? `${properties.slice(0, LISTED_PROPERTIES).join(', ')} and ${more} more` : properties.join(', ');
}
