import { DEFAULT_EVENT_SETTINGS, EventQueue, EventSettings } from '../../lambda/event-queue';
import { Clock } from '../clock';
import { cancelledReason } from '../operations/cancelled-reason';
import { DeliveryFault } from '../resource-operation';
import { CreateRequest, DeleteRequest, Properties, Provisioned, ResourceFailure, UpdateRequest } from '../resource-type';
import { SeededGenerator } from '../seeded-generator';
import { DeliveryRequest, StagedResourceType } from '../staged-resource-type';
import { readResponse, RequestIdentity } from './custom-resource-response';
import { deliveredValue } from './delivered-value';
import { RequestIds } from './request-ids';
import { ExpectedResponse, ResponseChannel } from './response-channel';

/** Runs the Lambda function that a service token names. */
export interface FunctionInvoker {
  /** Whether the code that runs waits on the engine's clock only, so that time may pass while it runs. @default false */
  readonly keepsVirtualTime?: boolean;
  /** `returned` when the code ran to its end. Everything else counts as a failed invocation. */
  invoke(functionArn: string, event: unknown): Promise<{ readonly outcome: string }>;
  /** How long Lambda keeps the function's events, and how often it repeats them. @default - Lambda's own settings */
  eventSettings?(functionArn: string): EventSettings;
}

/** CloudFormation waits as long for an answer, unless the resource says otherwise. */
const SERVICE_TIMEOUT_SECONDS = 3600;

/** The request of a custom resource, apart from what every event has. */
type EventFields = { RequestType: 'Create' | 'Update' | 'Delete'; PhysicalResourceId?: string; OldResourceProperties?: unknown };

const ACTIONS = { Create: 'create', Update: 'update', Delete: 'delete' } as const;

/** What the deliveries of one event have come to. */
interface Deliveries {
  /** Ends when nothing more becomes of the event. */
  readonly done: Promise<void>;
  /** Ends when what runs now has ended. */
  readonly running: () => Promise<unknown>;
}

/**
 * `Custom::*` and `AWS::CloudFormation::CustomResource` with a Lambda function as service token.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export class CustomResourceType implements StagedResourceType {
  constructor(
    private readonly functions: FunctionInvoker, private readonly responses: ResponseChannel, private readonly random: SeededGenerator,
    private readonly clock: Clock, private readonly requestIds: RequestIds,
  ) {}

  /** Never: a custom resource replaces itself by returning another physical id. */
  requiresReplacement(): boolean {
    return false;
  }

  async create(request: CreateRequest & DeliveryRequest): Promise<Provisioned> {
    const fallback = `${request.stack.stackName}-${request.logicalId}-${this.random.suffix()}`;
    return this.deliver(request, { RequestType: 'Create' }, fallback);
  }

  async update(request: UpdateRequest & DeliveryRequest): Promise<Provisioned> {
    if (request.properties.ServiceToken !== request.previousProperties.ServiceToken) {
      throw new ResourceFailure('Modifying service token is not allowed.');
    }
    return this.rollback(request);
  }

  async rollback(request: UpdateRequest & DeliveryRequest): Promise<Provisioned> {
    const { physicalId: PhysicalResourceId, previousProperties } = request;
    const fields: EventFields = { RequestType: 'Update', PhysicalResourceId, OldResourceProperties: deliveredValue(previousProperties) };
    return this.deliver(request, fields, PhysicalResourceId);
  }

  async delete(request: DeleteRequest & DeliveryRequest): Promise<void> {
    await this.deliver(request, { RequestType: 'Delete', PhysicalResourceId: request.physicalId }, request.physicalId);
  }

  private async deliver(request: CreateRequest & DeliveryRequest, fields: EventFields, fallbackPhysicalId: string): Promise<Provisioned> {
    const serviceToken = serviceTokenOf(request.properties);
    const response = this.responses.expect(this.clock.now());
    const RequestId = this.requestIds.next(request, fields.RequestType);
    const identity = { RequestId, StackId: request.stack.stackId, LogicalResourceId: request.logicalId };
    const event = {
      ...fields,
      ServiceToken: serviceToken,
      ResponseURL: response.url,
      ...identity,
      ResourceType: request.type,
      ResourceProperties: deliveredValue(request.properties),
    };
    if (request.fault?.kind === 'lost-answer') { response.close(); }
    if (request.answeredLater !== undefined) {
      this.send(serviceToken, event, request.fault);
      void response.arrived.then((body) => this.takeLater(request, body, identity, fallbackPhysicalId));
      return { physicalId: fallbackPhysicalId, attributes: {} };
    }
    const waited = await this.answer(request, serviceToken, event, response).finally(() => response.close());
    if (waited === 'abandoned') { throw new ResourceFailure(cancelledReason(ACTIONS[fields.RequestType]), fallbackPhysicalId); }
    if (waited === undefined) { throw new ResourceFailure(noResponse(RequestId), fallbackPhysicalId); }
    const provisioned = readResponse(waited.body, identity, request, fallbackPhysicalId);
    this.requestIds.succeeded(request);
    return provisioned;
  }

  /** Nobody waits for this answer any more: a failure is nobody's. */
  private takeLater(request: CreateRequest & DeliveryRequest, body: string, identity: RequestIdentity, fallbackPhysicalId: string): void {
    try {
      request.answeredLater!(readResponse(body, identity, request, fallbackPhysicalId));
      this.requestIds.succeeded(request);
    } catch (error) {
      if (!(error instanceof ResourceFailure)) { throw error; }
    }
  }

  /** What CloudFormation waits for: the answer, the end of its patience, or the end of the operation that wanted it. */
  private async answer(
    request: CreateRequest & DeliveryRequest, serviceToken: string, event: unknown, response: ExpectedResponse,
  ): Promise<{ readonly body: string } | 'abandoned' | undefined> {
    const { clock } = this;
    const timeout = Number(request.properties.ServiceTimeout ?? SERVICE_TIMEOUT_SECONDS) * 1000;
    const began = clock.now().getTime();
    const deliveries = this.send(serviceToken, event, request.fault);
    const timers: Array<() => unknown> = [];
    const first = new Promise<{ readonly body: string } | 'abandoned' | undefined>((resolve) => {
      timers.push(clock.startTimer(timeout, () => resolve(undefined)));
      if (request.fault?.kind === 'abandon') { timers.push(clock.startTimer(request.fault.afterSeconds * 1000, () => resolve('abandoned'))); }
      const giveUp = (): void => resolve('abandoned');
      request.cancelListeners?.add(giveUp);
      timers.push(() => request.cancelListeners?.delete(giveUp));
      void response.arrived.then((body) => resolve({ body }));
      // Nothing else could send an answer. A clock that goes by itself is not waited for.
      void deliveries.done.then(() => clock.sleep(began + timeout - clock.now().getTime())).then(() => resolve(undefined));
    });
    const waited = await clock.passUntil(first);
    for (const stop of timers) { stop(); }
    if (typeof waited === 'object') { await this.untilDone(deliveries); }
    return waited;
  }

  /** CloudFormation goes on at once. What the function does without waiting is done first, so that a rehearsal can be repeated. */
  private async untilDone(deliveries: Deliveries): Promise<void> {
    const { clock, functions } = this;
    await clock.passUntil(functions.keepsVirtualTime ? Promise.race([deliveries.done, clock.sleep(0)]) : deliveries.running());
  }

  private send(functionArn: string, event: unknown, fault: DeliveryFault | undefined): Deliveries {
    let running: Promise<unknown> = Promise.resolve();
    const queue = new EventQueue(this.clock, () => {
      const ended = this.run(functionArn, event);
      running = ended;
      return ended;
    }, this.functions.eventSettings?.(functionArn) ?? DEFAULT_EVENT_SETTINGS);
    const again = fault?.kind === 'duplicate' ? fault.afterSeconds : undefined;
    if (again !== undefined) { void queue.deliver(again); }
    if (fault?.kind === 'lost') { return { done: Promise.resolve(), running: () => running }; }
    const once = queue.deliver(fault?.kind === 'late' ? fault.seconds : 0);
    const done = fault?.kind === 'duplicate' && again === undefined ? once.then(() => queue.deliver(0)) : once;
    return { done, running: () => fault?.kind === 'duplicate' && again === undefined ? done : running };
  }

  private async run(functionArn: string, event: unknown): Promise<boolean> {
    const release = this.functions.keepsVirtualTime ? undefined : this.clock.hold();
    try {
      return (await this.functions.invoke(functionArn, event)).outcome === 'returned';
    } finally {
      release?.();
    }
  }
}

function serviceTokenOf(properties: Properties): string {
  const token = properties.ServiceToken;
  if (typeof token === 'string' && /^arn:[^:]+:lambda:/.test(token)) { return token; }
  throw new ResourceFailure(`Invalid service token: the rehearsal engine delivers to Lambda functions only, got ${JSON.stringify(token)}.`);
}

function noResponse(requestId: string): string {
  return `CloudFormation did not receive a response from your custom resource. Please check your logs for requestId [${requestId}]. `
    + 'If you are using the Python cfn-response module, you may need to update your Lambda function so that CloudFormation can attach the updated '
    + 'version.';
}
