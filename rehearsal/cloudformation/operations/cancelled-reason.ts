/** Names of the action in event reasons: `Resource update cancelled`. */
const NOUNS = { create: 'creation', update: 'update', delete: 'deletion' } as const;

/** Event reason of a resource whose operation a cancel or a sibling's failure ended. */
export function cancelledReason(action: 'create' | 'update' | 'delete'): string {
  return `Resource ${NOUNS[action]} cancelled`;
}
