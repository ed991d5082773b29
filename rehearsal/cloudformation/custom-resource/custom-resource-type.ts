import { CreateRequest, DeleteRequest, Properties, Provisioned, ResourceFailure, UpdateRequest } from '../resource-type';
import { SeededGenerator } from '../seeded-generator';
import { DeliveryRequest, StagedResourceType } from '../staged-resource-type';
import { readResponse } from './custom-resource-response';
import { deliveredValue } from './delivered-value';
import { ResponseChannel } from './response-channel';

/** Runs the Lambda function that a service token names. */
export interface FunctionInvoker {
  /** `returned` when the code ran to its end; everything else counts as a failed invocation. */
  invoke(functionArn: string, event: unknown): Promise<{ readonly outcome: string }>;
}

/** Lambda runs the code of a failed asynchronous invocation this often in all. */
const ASYNC_ATTEMPTS = 3;

/** The request of a custom resource, apart from what every event has. */
type EventFields = { RequestType: 'Create' | 'Update' | 'Delete'; PhysicalResourceId?: string; OldResourceProperties?: unknown };

/**
 * `Custom::*` and `AWS::CloudFormation::CustomResource` with a Lambda function as service token.
 *
 * CloudFormation waits for a response until the service timeout. Here an invocation that has ended without one is that timeout, at once:
 * nothing else could still send a response.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export class CustomResourceType implements StagedResourceType {
  constructor(private readonly functions: FunctionInvoker, private readonly responses: ResponseChannel, private readonly random: SeededGenerator) {}

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
    const response = this.responses.expect();
    const identity = { RequestId: this.random.uuid(), StackId: request.stack.stackId, LogicalResourceId: request.logicalId };
    const event = {
      ...fields,
      ServiceToken: serviceToken,
      ResponseURL: response.url,
      ...identity,
      ResourceType: request.type,
      ResourceProperties: deliveredValue(request.properties),
    };
    try {
      for (let delivery = request.deliverTwice ? 2 : 1; delivery > 0; delivery--) { await this.invokeAsync(serviceToken, event); }
      const body = response.received();
      if (body === undefined) { throw new ResourceFailure(noResponse(identity.RequestId), fallbackPhysicalId); }
      return readResponse(body, identity, request, fallbackPhysicalId);
    } finally {
      response.close();
    }
  }

  /** Asynchronous invocation: a failed one is repeated with the same event, whether or not a response was sent before it failed. */
  private async invokeAsync(functionArn: string, event: unknown): Promise<void> {
    for (let left = ASYNC_ATTEMPTS; left > 0; left--) {
      const { outcome } = await this.functions.invoke(functionArn, event);
      if (outcome === 'returned') { return; }
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
    + 'If you are using the Python cfn-response module, you may need to update your Lambda function so that CloudFormation can attach the updated version.';
}
