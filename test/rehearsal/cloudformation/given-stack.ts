import { FakeCloud } from './fake-cloud';
import { CloudFormationOptions, CloudFormationService } from '../../../rehearsal/cloudformation/cloudformation-service';
import { OperationResult, StackRequest } from '../../../rehearsal/cloudformation/stack-requests';
import { DeclaredResource } from '../../../rehearsal/cloudformation/template/template';

export const stackName = 'shop';

export type Resources = Record<string, DeclaredResource>;

/** A stack that exists, with the calls of its creation forgotten. */
export async function givenStack(resources: Resources, options: CloudFormationOptions = {}) {
  const cloud = new FakeCloud();
  const cloudFormation = new CloudFormationService({ types: cloud.types, ...options });
  await cloudFormation.createStack({ stackName, template: { Resources: resources } });
  cloud.calls.length = 0;
  const update = async (next: Resources, more: Partial<StackRequest> = {}): Promise<OperationResult> =>
    cloudFormation.updateStack({ stackName, template: { Resources: next }, ...more });
  const stack = cloudFormation.find(stackName)!;
  const physicalIds = (): Record<string, string | undefined> =>
    Object.fromEntries([...stack.resources].map(([logicalId, { physicalId }]) => [logicalId, physicalId]));
  return { cloud, cloudFormation, stack, update, physicalIds };
}

/** Statuses that the stack itself went through in an operation. */
export function stackStatuses(result: OperationResult): string[] {
  return result.events.filter(({ physicalId }) => physicalId === result.stackId).map(({ status }) => status);
}

/** Events of one resource in an operation. */
export function resourceEvents(result: OperationResult, logicalId: string): string[] {
  return result.events.filter((event) => event.logicalId === logicalId).map(({ status, reason }) => reason === undefined
    ? status
    : `${status}: ${reason}`);
}
