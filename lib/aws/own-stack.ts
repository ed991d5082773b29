import {
  CloudFormationClient, DescribeStackEventsCommand, DescribeStackResourceCommand, DescribeStacksCommand, ListStackResourcesCommand,
  StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import type { Calls } from './calls';
import { historyEvent } from './history-event';
import { isAccessDenied } from './retry';
import { hasLeftStack } from '../stage-driver/contract/left-the-stack';
import { NEEDED_TYPES } from '../stage-driver/contract/needed-types';
import type { HistoryEvent, NamedResource, ResourceReading, StackReading } from '../stage-driver/contract/stack-history';

/** A policy that is seconds old is known to IAM by then. A nested stack that leaves with this operation must not be read at all. */
const NESTED_STACK_MILLISECONDS = 10_000;

/** Reads the stack that a handler belongs to: an event does not tell a rollback from an update, nor an end from a cleanup. */
export class OwnStack {
  constructor(private readonly client: CloudFormationClient, private readonly calls: Calls) {}

  async describe(stackId: string): Promise<StackReading> {
    const output = await this.calls.read((options) => this.client.send(new DescribeStacksCommand({ StackName: stackId }), options));
    const { Stacks: [stack] = [] } = output;
    const { DeploymentConfig: config, DisableRollback: disableRollback } = stack ?? {};
    return {
      status: stack?.StackStatus ?? '',
      rootId: stack?.RootId ?? stackId,
      mode: config?.Mode,
      rollbackDisabled: config?.DisableRollback ?? disableRollback ?? false,
      clock: this.calls.clockOf(output),
    };
  }

  /** Undefined when the stack has no such resource. */
  async resource(stackId: string, logicalId: string): Promise<ResourceReading | undefined> {
    try {
      const command = new DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: logicalId });
      const { StackResourceDetail: detail } = await this.calls.read((options) => this.client.send(command, options));
      return detail && { status: detail.ResourceStatus ?? '', physicalId: detail.PhysicalResourceId };
    } catch (error) {
      if (/does not exist/.test((error as Error).message)) { return undefined; }
      throw error;
    }
  }

  /** The history of a stack, newest event first. */
  async *events(stackId: string, calls: Calls = this.calls): AsyncGenerator<HistoryEvent> {
    let NextToken: string | undefined;
    do {
      const page = await calls.read((options) => this.client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }), options));
      yield* (page.StackEvents ?? []).map(historyEvent);
      ({ NextToken } = page);
    } while (NextToken);
  }

  /** What happened in a stack since a time, newest event first. Nothing of one that must not be read: it leaves with this operation. */
  async eventsOfNested(stackId: string, since: Date): Promise<HistoryEvent[]> {
    const calls = this.calls.until(new Date(this.calls.now + NESTED_STACK_MILLISECONDS));
    return this.eventsSince(stackId, since, calls).catch(noneIfDenied);
  }

  /** What happened in a stack since a time, newest event first. */
  async eventsSince(stackId: string, since: Date | undefined, calls: Calls = this.calls): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    for await (const event of this.events(stackId, calls)) {
      if (since !== undefined && event.time < since) { break; }
      events.push(event);
    }
    return events;
  }

  /** What is in a stack. */
  async *resources(stackId: string, calls: Calls = this.calls): AsyncGenerator<StackResourceSummary> {
    let NextToken: string | undefined;
    do {
      const page = await calls.read((options) => this.client.send(new ListStackResourcesCommand({ StackName: stackId, NextToken }), options));
      yield* (page.StackResourceSummaries ?? []).filter(({ ResourceStatus: status }) => !hasLeftStack(status));
      ({ NextToken } = page);
    } while (NextToken);
  }

  /**
   * What the base release may need of the stack and of those nested in it.
   *
   * Without that of a nested stack that must not be read: the one that leaves with this operation, for which the policy is gone already.
   */
  async physicalNames(stackId: string): Promise<readonly NamedResource[]> {
    return this.namesIn(stackId, '', this.calls);
  }

  private async namesIn(stackId: string, nesting: string, calls: Calls): Promise<NamedResource[]> {
    const found: NamedResource[] = [];
    for await (const { ResourceType: type = '', LogicalResourceId: logicalId, PhysicalResourceId: physicalId } of this.resources(stackId, calls)) {
      if (physicalId === undefined) { continue; }
      if (NEEDED_TYPES.includes(type)) { found.push({ logicalId: `${nesting}${logicalId}`, type, physicalId }); }
      if (type === 'AWS::CloudFormation::Stack') {
        const nested = calls.until(new Date(calls.now + NESTED_STACK_MILLISECONDS));
        found.push(...await this.namesIn(physicalId, `${nesting}${logicalId}/`, nested).catch(noneIfDenied));
      }
    }
    return found;
  }
}

function noneIfDenied(error: unknown): [] {
  if (isAccessDenied(error)) { return []; }
  throw error;
}
