/** Where a stage is, as far as AWS tells. */
export interface StageLocation {
  readonly restApiId: string;
  readonly stageName: string;
  readonly region: string;
  /** Where AWS is answered instead, such as by the local engine. @default - by AWS */
  readonly endpointUrl?: string;
  /** Values of the outputs of its stack. */
  readonly outputs: readonly string[];
}

const LOCAL = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** The URL of a route of a stage. @param path begins with a slash */
export function stageUrl({ restApiId, stageName, region, endpointUrl, outputs }: StageLocation, path: string): string {
  if (endpointUrl !== undefined && URL.canParse(endpointUrl) && LOCAL.test(new URL(endpointUrl).hostname)) {
    // Where local engines serve stages: this one, and others.
    return `${endpointUrl.replace(/\/+$/, '')}/restapis/${restApiId}/${stageName}/_user_request_${path}`;
  }
  // CDK writes one. It knows partitions and endpoints of VPCs.
  const told = outputs.find((output) => isOfStage(output, restApiId, stageName));
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const base = told ?? `https://${restApiId}.execute-api.${region}.${suffix}/${stageName}`;
  return `${base.replace(/\/+$/, '')}${path}`;
}

/** Without a path below the stage. */
function isOfStage(output: string, restApiId: string, stageName: string): boolean {
  if (!/^https:/.test(output) || !URL.canParse(output)) { return false; }
  const { hostname, pathname } = new URL(output);
  return hostname.startsWith(`${restApiId}.`) && pathname.replace(/\/$/, '') === `/${stageName}`;
}
