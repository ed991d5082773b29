import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { HistoryEvent } from '../stage-driver/contract/stack-history';

/** A line of a stack's history, as DescribeStackEvents tells it. */
export function historyEvent(event: StackEvent): HistoryEvent {
  return {
    id: event.EventId,
    logicalId: event.LogicalResourceId ?? '',
    physicalId: event.PhysicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    time: event.Timestamp ?? new Date(0),
    // A history is long, and only those of few events are asked for.
    get properties() { return parsed(event.ResourceProperties); },
  };
}

/** What is shown is not promised: text that is no JSON object counts as not shown. */
function parsed(properties: string | undefined): HistoryEvent['properties'] {
  try {
    const value: unknown = JSON.parse(properties ?? '{}');
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}
