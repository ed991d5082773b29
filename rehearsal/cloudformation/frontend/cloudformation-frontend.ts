import { QueryParameters, queryError, queryResponse } from '../../aws-endpoint/query-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../../aws-endpoint/service-frontend';
import { ChangeSets } from '../change-sets/change-sets';
import { Clock } from '../clock';
import { CloudFormationService } from '../cloudformation-service';
import { EventClock } from '../event-clock';
import { ActionContext } from './action';
import { ACTIONS } from './actions';
import { underWay } from './under-way';
import { DriftDetections } from '../drift/drift-detections';
import { StackRefactors } from '../refactors/stack-refactors';
import { SeededGenerator } from '../seeded-generator';
import { TemplateError } from '../template/template-error';
import { ReadTemplate } from '../types/nested-stack-type';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

export interface CloudFormationFrontendOptions {
  /** Reads the templates that requests name by URL. @default - none is found */
  readonly templates?: ReadTemplate;
  /** The time of change sets. @default - one second from event to event */
  readonly clock?: Clock;
  /** Ids of change sets, drift detections and refactors follow from it. @default 1 */
  readonly seed?: number;
  /** How long an answer may wait for the operation that it starts. @default 2000 */
  readonly longestAnswerMilliseconds?: number;
}

/** CloudFormation as its SDK client sees it (AWS Query protocol). */
export class CloudFormationFrontend implements ServiceFrontend {
  readonly signingName = 'cloudformation';
  private readonly context: ActionContext;

  constructor(service: CloudFormationService, options: CloudFormationFrontendOptions = {}) {
    const random = new SeededGenerator(options.seed ?? 1);
    this.context = {
      service,
      changeSets: new ChangeSets(service, options.clock ?? new EventClock(), random),
      driftDetections: new DriftDetections(service, random),
      stackRefactors: new StackRefactors(service, random),
      templates: options.templates ?? ((url) => Promise.reject(new TemplateError(`S3 error: no template at ${url}.`))),
      underWay: (started) => underWay(service, started, options.longestAnswerMilliseconds ?? 2000),
    };
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const answer = await this.answer(request);
    return { ...answer, headers: { ...answer.headers, date: this.context.service.now().toUTCString() } };
  }

  private async answer(request: ServiceRequest): Promise<ServiceResponse> {
    const parameters = QueryParameters.in(request);
    const action = ACTIONS[parameters.action];
    if (action === undefined) {
      const known = Object.keys(ACTIONS).join(', ');
      return queryError(400, NAMESPACE, 'InvalidAction', `The rehearsal engine has no action ${parameters.action}; it has ${known}.`);
    }
    try {
      return queryResponse(parameters.action, NAMESPACE, await action(this.context, parameters));
    } catch (error) {
      if (error instanceof TemplateError) { return queryError(error.status, NAMESPACE, error.code, error.answer); }
      return queryError(500, NAMESPACE, 'InternalFailure', error instanceof Error ? error.message : String(error));
    }
  }
}
