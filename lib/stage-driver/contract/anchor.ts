/**
 * The contract of `Custom::CanaryAnchor`: it comes with every new deployment, and guards what the operation created.
 *
 * Frozen early, because the code of before handles the Delete of an anchor that a failed operation created.
 */
export const ANCHOR_TYPE = 'Custom::CanaryAnchor';

/** Properties as they stand in the template. They never change for one deployment: a change would call a superseded anchor. */
export interface AnchorProperties {
  readonly RestApiId: string;
  readonly StageName: string;
  readonly DeploymentId: string;
}

/** What an anchor remembers: its physical id, `<api>/<stage>/<production at its Create>/<its deployment>`. */
export interface AnchorMemory {
  readonly restApiId: string;
  readonly stageName: string;
  /** Absent when there was no stage yet, `none` in the id: then there is nowhere to go back to. */
  readonly production?: string;
  readonly deploymentId: string;
}

const NO_STAGE = 'none';

export function anchorIdOf({ restApiId, stageName, production = NO_STAGE, deploymentId }: AnchorMemory): string {
  return [restApiId, stageName, production, deploymentId].join('/');
}

/** Undefined for an id that no anchor answered, for instance the one CloudFormation invents after a failed create. */
export function parseAnchorId(physicalId: string | undefined): AnchorMemory | undefined {
  const parts = physicalId?.split('/') ?? [];
  if (parts.length !== 4 || parts.some((part) => part === '')) { return undefined; }
  const [restApiId, stageName, production, deploymentId] = parts;
  return { restApiId, stageName, production: production === NO_STAGE ? undefined : production, deploymentId };
}
