import { CloudFormationClient, DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Sleep, whileAccessSettles } from './patience';

/** What the driver's own stack is doing. */
export interface StackReading {
  /** CloudFormation is going back to the previous template. */
  readonly rollingBack: boolean;
  /** When the running operation began. */
  readonly operationStarted?: Date;
}

/** Reads the stack that the driver belongs to: an event does not tell a rollback from an update, nor an end from a cleanup. */
export class OwnStack {
  constructor(private readonly client: CloudFormationClient, private readonly sleep: Sleep) {}

  public async read(stackId: string): Promise<StackReading> {
    const { Stacks: [stack] = [] } = await whileAccessSettles(
      () => this.client.send(new DescribeStacksCommand({ StackName: stackId })), this.sleep);
    return {
      rollingBack: /ROLLBACK_IN_PROGRESS$/.test(stack?.StackStatus ?? ''),
      operationStarted: stack?.LastUpdatedTime ?? stack?.CreationTime,
    };
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
