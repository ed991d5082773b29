/**
 * Whether a resource that a list of a stack's resources has is no longer of the stack: it was deleted, or retained when it left the template.
 *
 * Whether ListStackResources lists those is not known.
 */
export function hasLeftStack(status: string | undefined): boolean {
  return status === 'DELETE_SKIPPED' || status === 'DELETE_COMPLETE';
}
