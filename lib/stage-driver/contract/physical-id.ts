/**
 * The driver's memory: its physical id, `<api>/<stage>/<production deployment when the operation began>`.
 *
 * CloudFormation delivers it with every event, the rollback of an operation included; there is nowhere else to keep it
 * that goes back together with the stack.
 */
export interface Memory {
  readonly restApiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
}

export function physicalIdOf(memory: Memory): string {
  return `${memory.restApiId}/${memory.stageName}/${memory.deploymentId}`;
}

/** Undefined for an id that is not the driver's, for instance the one CloudFormation invents after a failed create. */
export function parsePhysicalId(physicalId: string | undefined): Memory | undefined {
  const parts = physicalId?.split('/') ?? [];
  if (parts.length !== 3 || parts.some((part) => part === '')) { return undefined; }
  const [restApiId, stageName, deploymentId] = parts;
  return { restApiId, stageName, deploymentId };
}
