/** Whether CloudFormation is changing the stack. */
export function isRunning(stackStatus: string | undefined): boolean {
  return stackStatus?.endsWith('_IN_PROGRESS') ?? false;
}

/** Whether a deploy has failed and is not over: it was neither taken back nor mended. */
export function isStuck(stackStatus: string | undefined): boolean {
  return stackStatus?.endsWith('_FAILED') ?? false;
}
