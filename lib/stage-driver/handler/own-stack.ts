import { CloudFormationClient, DescribeStackEventsCommand, DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Sleep, whileAccessSettles } from './patience';

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
   * Whether a Delete is the end of the resource. Otherwise the resource lives on under another physical id,
   * and CloudFormation is cleaning up the one that an update has superseded.
   */
  public async isEndOf(stackId: string, logicalId: string, physicalId: string): Promise<boolean> {
    try {
      const { StackResourceDetail: resource } = await whileAccessSettles(
        () => this.client.send(new DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: logicalId })), this.sleep);
      return resource === undefined
        || (resource.PhysicalResourceId === physicalId && (resource.ResourceStatus ?? '').startsWith('DELETE'));
    } catch (error) {
      // The stack, or the resource in it, is gone.
      if ((error as Error).name === 'ValidationError') { return true; }
      throw error;
    }
  }
}
