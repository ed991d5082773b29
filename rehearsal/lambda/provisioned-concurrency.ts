/** Instances that are kept warm for versions and aliases, by function and qualifier. Here they only cost: nothing answers faster. */
export class ProvisionedConcurrency {
  private readonly instances = new Map<string, Map<string, number>>();

  /** @param instances undefined takes the setting away */
  set(functionName: string, qualifier: string, instances: number | undefined): void {
    const ofFunction = this.instances.get(functionName) ?? new Map<string, number>();
    if (instances === undefined) { ofFunction.delete(qualifier); } else { ofFunction.set(qualifier, instances); }
    this.instances.set(functionName, ofFunction);
  }

  has(functionName: string, qualifier: string): boolean {
    return this.instances.get(functionName)?.has(qualifier) ?? false;
  }

  /** Qualifier and instances, in the order in which they were set. */
  list(functionName: string): Array<readonly [string, number]> {
    return [...this.instances.get(functionName) ?? []];
  }

  /** It goes with its function. */
  drop(functionName: string): void {
    this.instances.delete(functionName);
  }
}
