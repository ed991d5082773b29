import { QueryParameters, queryError, queryResponse } from '../aws-endpoint/query-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** A message that was published to a topic. */
export interface PublishedMessage {
  readonly id: string;
  readonly at: Date;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
}

export interface SnsOptions {
  /** Takes what is published. */
  readonly published: PublishedMessage[];
  readonly topicExists: (topicArn: string) => boolean;
  readonly now: () => Date;
  readonly id: () => string;
}

/** SNS as its SDK client sees it: messages are published to topics of the stacks, and nobody gets them. */
export class SnsFrontend implements ServiceFrontend {
  readonly signingName = 'sns';

  constructor(private readonly options: SnsOptions) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const parameters = QueryParameters.in(request);
    if (parameters.action !== 'Publish') {
      return queryError(400, NAMESPACE, 'InvalidAction', `The rehearsal engine has no action ${parameters.action}; it has Publish.`);
    }
    const [topicArn, message] = [parameters.text('TopicArn') ?? '', parameters.text('Message')];
    if (!this.options.topicExists(topicArn)) { return queryError(404, NAMESPACE, 'NotFound', 'Topic does not exist'); }
    if (message === undefined) { return queryError(400, NAMESPACE, 'InvalidParameter', 'Invalid parameter: Empty message'); }
    const published = { id: this.options.id(), at: this.options.now(), topicArn, subject: parameters.text('Subject'), message };
    this.options.published.push(published);
    return queryResponse('Publish', NAMESPACE, { MessageId: published.id });
  }
}
