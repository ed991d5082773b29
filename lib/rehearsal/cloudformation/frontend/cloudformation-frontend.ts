import { QueryParameters, queryError, queryResponse } from '../../aws-endpoint/query-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../../aws-endpoint/service-frontend';
import { CloudFormationService } from '../cloudformation-service';
import { Action } from './action';
import { TemplateError } from '../template/template-error';
import { describeStackEvents } from './actions/describe-stack-events';
import { describeStackResource } from './actions/describe-stack-resource';
import { describeStackResources } from './actions/describe-stack-resources';
import { describeStacks } from './actions/describe-stacks';
import { getTemplate } from './actions/get-template';
import { listStackResources } from './actions/list-stack-resources';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

const ACTIONS: Readonly<Record<string, Action>> = {
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  GetTemplate: getTemplate,
  ListStackResources: listStackResources,
};

/** CloudFormation as its SDK client sees it (AWS Query protocol). */
export class CloudFormationFrontend implements ServiceFrontend {
  readonly signingName = 'cloudformation';

  constructor(private readonly service: CloudFormationService) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const parameters = new QueryParameters(request);
    const action = ACTIONS[parameters.action];
    if (action === undefined) {
      const known = Object.keys(ACTIONS).join(', ');
      return queryError(400, NAMESPACE, 'InvalidAction', `The rehearsal engine has no action ${parameters.action}; it has ${known}.`);
    }
    try {
      return queryResponse(parameters.action, NAMESPACE, await action(this.service, parameters));
    } catch (error) {
      if (error instanceof TemplateError) { return queryError(400, NAMESPACE, error.code, error.message); }
      return queryError(500, NAMESPACE, 'InternalFailure', error instanceof Error ? error.message : String(error));
    }
  }
}
