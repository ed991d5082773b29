import { CloudFormationClient, DescribeStackEventsCommand, DescribeStacksCommand, ListStackResourcesCommand, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { Sleep, isAccessDenied, whileAccessSettles } from './retry';
import { Memory, parsePhysicalId } from '../stage-driver/contract/physical-id';

const DRIVER_TYPE = 'Custom::CanaryStage';

/** What the driver's own stack is doing. */
export interface StackReading {
  /** CloudFormation is going back to the previous template. */
  readonly rollingBack: boolean;
  /** When the running update began. */
  readonly operationStarted?: Date;
  /** The physical id that the driver answered earlier in the running update, and that CloudFormation took. */
  readonly answeredPhysicalId?: string;
}

/** Reads the stack that the driver belongs to: an event does not tell a rollback from an update, nor an end from a cleanup. */
export class OwnStack {
  constructor(private readonly client: CloudFormationClient, private readonly sleep: Sleep) {}

  public async read(stackId: string, logicalId: string): Promise<StackReading> {
    const { Stacks: [stack] = [] } = await whileAccessSettles(
      () => this.client.send(new DescribeStacksCommand({ StackName: stackId })), this.sleep);
    return { rollingBack: /ROLLBACK_IN_PROGRESS$/.test(stack?.StackStatus ?? ''), ...await this.runningUpdate(stackId, logicalId) };
  }

  /** Events come newest first; the running update began with the newest UPDATE_IN_PROGRESS of the stack itself. */
  private async runningUpdate(stackId: string, logicalId: string): Promise<Pick<StackReading, 'operationStarted' | 'answeredPhysicalId'>> {
    let answeredPhysicalId: string | undefined;
    let NextToken: string | undefined;
    do {
      const page = await whileAccessSettles(
        () => this.client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken })), this.sleep);
      for (const event of page.StackEvents ?? []) {
        if (event.LogicalResourceId === logicalId && event.ResourceStatus === 'UPDATE_COMPLETE') { answeredPhysicalId ??= event.PhysicalResourceId; }
        if (event.PhysicalResourceId === stackId && event.ResourceStatus === 'UPDATE_IN_PROGRESS') {
          return { operationStarted: event.Timestamp, answeredPhysicalId };
        }
      }
      ({ NextToken } = page);
    } while (NextToken);
    return {};
  }

  /**
   * Whether no driver of the stack cares for the stage any more. Otherwise a Delete is the cleanup of a physical id that an update
   * has superseded, or the release lives on under another construct id.
   */
  public async isLeft(stackId: string, memory: Memory): Promise<boolean> {
    for await (const resource of this.resources(stackId)) {
      if (caresFor(resource, memory)) { return false; }
    }
    return true;
  }

  /**
   * Physical names of the functions of the stack and of those nested in it, by logical id (`Routes/Hello` in a nested stack).
   *
   * Without those of a nested stack that must not be read: the one that leaves with this operation, for which the policy is gone already.
   */
  public async functionNames(stackId: string): Promise<ReadonlyMap<string, string>> {
    return new Map(await this.functionsIn(stackId, ''));
  }

  private async functionsIn(stackId: string, nesting: string): Promise<Array<[string, string]>> {
    const found: Array<[string, string]> = [];
    for await (const { ResourceType: type, LogicalResourceId: logicalId, PhysicalResourceId: physicalId } of this.resources(stackId)) {
      if (physicalId === undefined) { continue; }
      if (type === 'AWS::Lambda::Function') { found.push([`${nesting}${logicalId}`, physicalId]); }
      if (type === 'AWS::CloudFormation::Stack') {
        found.push(...await this.functionsIn(physicalId, `${nesting}${logicalId}/`).catch(noneIfDenied));
      }
    }
    return found;
  }

  private async *resources(stackId: string): AsyncGenerator<StackResourceSummary> {
    let NextToken: string | undefined;
    do {
      const page = await whileAccessSettles(
        () => this.client.send(new ListStackResourcesCommand({ StackName: stackId, NextToken })), this.sleep);
      yield* page.StackResourceSummaries ?? [];
      ({ NextToken } = page);
    } while (NextToken);
  }
}

function noneIfDenied(error: unknown): [] {
  if (isAccessDenied(error)) { return []; }
  throw error;
}

function caresFor(resource: StackResourceSummary, { restApiId, stageName }: Memory): boolean {
  const its = parsePhysicalId(resource.PhysicalResourceId);
  return resource.ResourceType === DRIVER_TYPE && its?.restApiId === restApiId && its.stageName === stageName
    && !(resource.ResourceStatus ?? '').startsWith('DELETE');
}
