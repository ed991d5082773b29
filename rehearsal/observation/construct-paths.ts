import { StackRecord } from '../cloudformation/stack-record';

/** Construct paths of resources, remembered beyond the template that had them: cleanup deletes what left the template. */
export class ConstructPaths {
  private readonly paths = new Map<string, string>();

  pathOf(stack: StackRecord | undefined, logicalId: string): string | undefined {
    if (stack === undefined) { return undefined; }
    const key = `${stack.identity.stackId} ${logicalId}`;
    const path = stack.template?.template.Resources?.[logicalId]?.Metadata?.['aws:cdk:path'];
    if (typeof path === 'string') { this.paths.set(key, path); }
    return this.paths.get(key);
  }

  /** To be called before and after every change of a stack's template. */
  remember(stack: StackRecord | undefined): void {
    for (const logicalId of Object.keys(stack?.template?.template.Resources ?? {})) { this.pathOf(stack, logicalId); }
  }
}
