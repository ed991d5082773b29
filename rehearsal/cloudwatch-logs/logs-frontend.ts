import { filterPattern } from './filter-pattern';
import { LogsService } from './logs-service';
import { answerJson, JsonActions, JsonCall } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

/** So many lines come in one answer. */
const PAGE = 10_000;

/** CloudWatch Logs as its SDK client sees it: groups, lines and filters can be read, and patterns be tried. */
export class LogsFrontend implements ServiceFrontend {
  readonly signingName = 'logs';
  private readonly actions: JsonActions = {
    DescribeLogGroups: ({ logGroupNamePrefix = '' }) => ({
      logGroups: this.logs.groupNames.filter((name) => name.startsWith(String(logGroupNamePrefix))).map((logGroupName) => ({ logGroupName })),
    }),
    DescribeMetricFilters: ({ logGroupName }) => ({
      metricFilters: this.logs.filtersOf(String(logGroupName)).map((filter) => ({ ...filter, logGroupName })),
    }),
    FilterLogEvents: (input) => this.filterLogEvents(input),
    TestMetricFilter: (input) => testMetricFilter(input),
  };

  constructor(private readonly logs: LogsService) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answerJson(request, this.actions);
  }

  private filterLogEvents({ logGroupName, startTime, endTime, filterPattern: pattern, nextToken, limit }: JsonCall['input']): unknown {
    const events = this.logs.events(String(logGroupName), {
      start: startTime === undefined ? undefined : new Date(Number(startTime)),
      end: endTime === undefined ? undefined : new Date(Number(endTime)),
      pattern: pattern === undefined ? undefined : String(pattern),
    });
    const [begin, size] = [Number(nextToken ?? 0), Number(limit ?? PAGE)];
    return {
      events: events.slice(begin, begin + size).map(({ timestamp, message }, i) => ({
        eventId: String(begin + i), logStreamName: 'stream', timestamp: timestamp.getTime(), ingestionTime: timestamp.getTime(), message,
      })),
      ...begin + size < events.length ? { nextToken: String(begin + size) } : {},
    };
  }
}

function testMetricFilter({ filterPattern: pattern, logEventMessages }: JsonCall['input']): unknown {
  const find = filterPattern(String(pattern));
  const messages = Array.isArray(logEventMessages) ? logEventMessages.map(String) : [];
  return {
    matches: messages.flatMap((eventMessage, i) => {
      const found = find(eventMessage);
      return found === undefined ? [] : [{ eventNumber: i + 1, eventMessage, extractedValues: found.values }];
    }),
  };
}
