import { EventBus } from './event-bus';
import { answerJson, JsonActions, JsonCall } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';
import { AwsServiceError } from '../aws-service-error';

export interface EventBridgeOptions {
  readonly bus: EventBus;
  readonly now: () => Date;
  readonly id: () => string;
}

/** AWS takes so many events in one call. */
const MOST_ENTRIES = 10;

/** EventBridge as its SDK client sees it: events can be put, and go nowhere. */
export class EventBridgeFrontend implements ServiceFrontend {
  readonly signingName = 'events';

  private readonly actions: JsonActions = {
    PutEvents: (input) => this.putEvents(input),
  };

  constructor(private readonly options: EventBridgeOptions) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answerJson(request, this.actions);
  }

  private putEvents({ Entries }: JsonCall['input']): object {
    const entries = Entries as ReadonlyArray<Readonly<Record<string, any>>>;
    if (!(entries.length >= 1 && entries.length <= MOST_ENTRIES)) {
      throw new AwsServiceError('ValidationException', `Entries must have from 1 to ${MOST_ENTRIES} members, got ${entries.length}.`, 400);
    }
    const results = entries.map((entry) => this.put(entry));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  private put(
    { Source: source, DetailType: detailType, Detail: text, EventBusName: bus = 'default', Resources: resources = [] }: Readonly<Record<string, any>>,
  ): object {
    for (const [name, value] of Object.entries({ Source: source, DetailType: detailType, Detail: text })) {
      if (typeof value !== 'string' || value === '') {
        return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.` };
      }
    }
    const detail = objectIn(text);
    if (detail === undefined) { return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }; }
    const event = { id: this.options.id(), at: this.options.now(), bus, source, detailType, detail, resources };
    this.options.bus.put(event);
    return { EventId: event.id };
  }
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
