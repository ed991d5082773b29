import { filterPattern } from './filter-pattern';
import { FilterPattern } from './found-line';
import { AwsServiceError } from '../aws-service-error';
import { MetricService } from '../cloudwatch/metric-service';

/** A line of a log group. */
export interface LogEvent {
  readonly timestamp: Date;
  readonly message: string;
}

/** How a metric filter counts. */
export interface MetricTransformation {
  readonly metricNamespace: string;
  readonly metricName: string;
  /** A number, or the selector of one in the line. */
  readonly metricValue: string;
  readonly defaultValue?: number;
}

export interface MetricFilter {
  readonly filterName: string;
  readonly filterPattern: string;
  readonly metricTransformations: readonly MetricTransformation[];
}

interface LogGroup {
  readonly events: LogEvent[];
  readonly filters: Map<string, MetricFilter & { readonly find: FilterPattern }>;
}

/** CloudWatch Logs takes so many for a group. */
const MOST_FILTERS = 100;

/** A refusal, by the code that a client gets. */
export class LogsError extends AwsServiceError {
  constructor(code: string, message: string) {
    super(code, message, 400);
  }
}

/** CloudWatch Logs: groups with lines, and filters that count in them. */
export class LogsService {
  private readonly groups = new Map<string, LogGroup>();

  constructor(private readonly metrics: MetricService) {}

  /** @throws LogsError when there is one of this name */
  createGroup(name: string): void {
    this.metrics.catchUp();
    if (this.groups.has(name)) { throw new LogsError('ResourceAlreadyExistsException', 'The specified log group already exists'); }
    this.groups.set(name, { events: [], filters: new Map() });
  }

  /** Deletes a group with its lines and filters. Nothing happens when it is already gone. */
  deleteGroup(name: string): void {
    this.metrics.catchUp();
    this.groups.delete(name);
  }

  get groupNames(): string[] {
    return [...this.groups.keys()].sort();
  }

  /**
   * Takes a line. Filters that are there now count it. One that comes later does not. Nothing happens when there is no such group.
   *
   * @param times how often it came. Filters count all of them, and the group keeps one.
   */
  put(groupName: string, event: LogEvent, times = 1): void {
    const group = this.groups.get(groupName);
    if (group === undefined) { return; }
    group.events.push(event);
    for (const { find, metricTransformations } of group.filters.values()) {
      const found = find(event.message);
      for (const { metricNamespace: namespace, metricName, metricValue, defaultValue } of metricTransformations) {
        const value = found && numberOf(metricValue, found.values);
        if (value !== undefined) {
          this.metrics.put({ namespace, metricName }, event.timestamp, value, times);
        } else if (found === undefined && defaultValue !== undefined) {
          this.metrics.putDefault({ namespace, metricName }, event.timestamp, defaultValue);
        }
      }
    }
  }

  /** @throws LogsError when there is no such group, or it has too many filters @throws InvalidPattern */
  putFilter(groupName: string, filter: MetricFilter): void {
    this.metrics.catchUp();
    const { filters } = this.existing(groupName);
    if (!filters.has(filter.filterName) && filters.size >= MOST_FILTERS) {
      throw new LogsError('LimitExceededException', 'Resource limit exceeded.');
    }
    filters.set(filter.filterName, { ...filter, find: filterPattern(filter.filterPattern) });
  }

  /** Nothing happens when the filter or its group is already gone. */
  deleteFilter(groupName: string, filterName: string): void {
    this.metrics.catchUp();
    this.groups.get(groupName)?.filters.delete(filterName);
  }

  /** @throws LogsError when there is no such group */
  filtersOf(groupName: string): MetricFilter[] {
    return [...this.existing(groupName).filters.values()].map(({ find: _, ...filter }) => filter);
  }

  /** The lines of a time span that match a pattern, the oldest first. @throws LogsError when there is no such group @throws InvalidPattern */
  events(
    groupName: string, { start, end, pattern = '' }: { readonly start?: Date; readonly end?: Date; readonly pattern?: string } = {},
  ): LogEvent[] {
    this.metrics.catchUp();
    const find = filterPattern(pattern);
    return this.existing(groupName).events
      .filter(({ timestamp, message }) => !(start && timestamp < start) && !(end && timestamp >= end) && find(message) !== undefined)
      .sort((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
  }

  private existing(name: string): LogGroup {
    const group = this.groups.get(name);
    if (group === undefined) { throw new LogsError('ResourceNotFoundException', 'The specified log group does not exist.'); }
    return group;
  }
}

/** What a filter counts for a line. undefined when the line has no such number */
function numberOf(metricValue: string, values: Readonly<Record<string, string>>): number | undefined {
  const value = Number(metricValue.startsWith('$') ? values[metricValue] ?? NaN : metricValue);
  return Number.isNaN(value) ? undefined : value;
}
