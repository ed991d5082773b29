import type { PrunedDeployment } from '../contract/pruning-state';

/** What completes a function's name or qualifier only when a request comes. */
const VARIABLE = '${';

/** Whether a deployment calls a version, or may: stage variables can stand in the place of its number. */
export function mayCall({ calls = [] }: PrunedDeployment, functionName: string, version: string): boolean {
  return calls.some((call) => {
    const [name, qualifier] = call.split(/:(.*)/s);
    return call === `${functionName}:${version}` || name === functionName && (qualifier ?? '').includes(VARIABLE);
  });
}

/** Whether it is not known which functions a deployment calls. */
export function hasUnknownCalls({ calls }: PrunedDeployment): boolean {
  // Of an ARN that has a variable nobody can tell which part is the name.
  return calls === undefined || calls.some((call) => call.split(':')[0].includes(VARIABLE) || call.startsWith('arn:') && call.includes(VARIABLE));
}
