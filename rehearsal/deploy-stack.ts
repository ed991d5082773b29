import { StackArtifact } from './assembly/stack-artifact';
import { CloudFormationService } from './cloudformation/cloudformation-service';
import { StackRecord } from './cloudformation/stack-record';
import { OperationResult, StackRequest } from './cloudformation/stack-requests';
import { NothingToUpdateError } from './cloudformation/update-validation';

export interface DeployStackOptions {
  /** Values for template parameters. A stack takes those that it declares. @default - the previous values, else the defaults */
  readonly parameters?: Readonly<Record<string, string>>;
  /** After a failure leave everything as it is, as `cdk deploy --no-rollback` does. @default false */
  readonly disableRollback?: boolean;
}

/**
 * Deploys one stack as `cdk deploy` does: creates or updates it, does nothing when nothing changed, and starts over when its creation
 * was rolled back.
 *
 * @throws TemplateError when CloudFormation refuses the request
 */
export async function deployStack(
  cloudFormation: CloudFormationService, artifact: StackArtifact, options: DeployStackOptions,
): Promise<OperationResult> {
  let existing = cloudFormation.find(artifact.stackName);
  if (existing?.status === 'ROLLBACK_COMPLETE') {
    await cloudFormation.deleteStack(artifact.stackName);
    existing = undefined;
  }
  const request: StackRequest = {
    stackName: artifact.stackName,
    template: artifact.template,
    parameters: parametersOf(artifact, existing, options.parameters ?? {}),
    disableRollback: options.disableRollback,
    tags: artifact.tags,
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
  };
  if (existing === undefined) { return cloudFormation.createStack(request); }
  try {
    return await cloudFormation.updateStack(request);
  } catch (error) {
    if (!(error instanceof NothingToUpdateError)) { throw error; }
    const { identity: { stackName, stackId }, status, outputs } = existing;
    return { stackName, stackId, status, succeeded: true, outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])), events: [] };
  }
}

function parametersOf(
  artifact: StackArtifact, existing: StackRecord | undefined, given: Readonly<Record<string, string>>,
): Record<string, string> {
  const declared = artifact.template.Parameters ?? {};
  const merged = { ...existing?.template?.surroundings.parameters, ...artifact.parameters, ...given };
  return Object.fromEntries(Object.entries(merged).filter(([name]) => name in declared));
}
