/** Whether CloudFormation is changing the stack. */
export function isRunning(stackStatus: string | undefined): boolean {
  return stackStatus?.endsWith('_IN_PROGRESS') ?? false;
}

/** Whether a deploy has failed and is not over: it was neither taken back nor mended. */
export function isStuck(stackStatus: string | undefined): boolean {
  return stackStatus?.endsWith('_FAILED') ?? false;
}

/** What comes after "Remove the cause". The CDK does not continue the rollback of a creation. */
export function wayOut(stackName: string, stackStatus: string): string {
  switch (stackStatus) {
    case 'DELETE_FAILED': return 'and delete the stack again';
    case 'ROLLBACK_FAILED': return 'and delete the stack';
    default: return `then: npx cdk rollback ${stackName}`;
  }
}
