import { NotFoundException } from '@aws-sdk/client-api-gateway';
import { Caller, DriverClients, ErrorFault } from './driver-clients';
import { Right, gatewayRight, stackRight } from './granted-rights';
import { keepAnswerTime } from '../../lib/aws/answer-time';
import { FunctionState } from '../../lib/stage-driver/contract/function-state';
import { findOperation } from '../../rehearsal/apigateway/frontend/operations';
import { QueryParameters } from '../../rehearsal/aws-endpoint/query-protocol';
import { ServiceRequest } from '../../rehearsal/aws-endpoint/service-frontend';
import { AwsServiceError } from '../../rehearsal/aws-service-error';
import { ActionContext } from '../../rehearsal/cloudformation/frontend/action';
import { ACTIONS } from '../../rehearsal/cloudformation/frontend/actions';
import { TemplateError } from '../../rehearsal/cloudformation/template/template-error';
import { LocalAws } from '../../rehearsal/local-aws';

type Input = Readonly<Record<string, any>>;

/** A command of an SDK client. */
interface Command {
  readonly input: Input;
}

/**
 * Clients that ask the engine without a wire: what most of a lifecycle's time would go to is that the SDK writes, signs and reads messages.
 *
 * They give what the SDK's clients give, which `test/lifecycles/direct-clients.test.ts` compares. Some of the random lifecycles play with the SDK's.
 */
export function directClients(aws: LocalAws, calling: Caller): DriverClients {
  type By<Found> = (name: string, input: Input) => Found;
  const client = (answer: By<unknown>, rightTo: By<Right>, now: () => Date) => ({
    send: (command: Command, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
      const name = command.constructor.name.replace(/Command$/, '');
      const perform = async (): Promise<unknown> => {
        const output = await answering(() => answer(name, command.input));
        keepAnswerTime(output as object, new Date(now().toUTCString()));
        return output;
      };
      const fail = async (fault: ErrorFault): Promise<never> => { throw serviceError(fault, fault.type); };
      return calling({ name, right: rightTo(name, command.input), perform, fail }, abortSignal);
    },
  });
  return {
    apiGateway: client(
      (name, input) => gatewayAnswer(aws, name, input),
      (name, input) => gatewayRight(aws, GATEWAY_REQUESTS[name](input)),
      () => aws.apiGateway.now(),
    ) as never,
    cloudFormation: client(
      (name, input) => cloudFormationAnswer(aws, name, input),
      (name, input) => stackRight(aws, name, input.StackName),
      aws.cloudFormation.now,
    ) as never,
    describeFunction: (functionArn, { abortSignal }) => calling({
      name: 'GetFunctionConfiguration',
      right: { action: 'lambda:GetFunctionConfiguration', resource: functionArn },
      perform: async () => answering(() => functionState(aws, functionArn)) as Promise<FunctionState>,
      fail: async (fault) => { throw serviceError(fault, fault.type); },
    }, abortSignal),
  };
}

/** How API Gateway's commands stand on its REST interface. */
const GATEWAY_REQUESTS: Readonly<Record<string, (input: Input) => Pick<ServiceRequest, 'method' | 'path'> & Partial<ServiceRequest>>> = {
  GetStage: ({ restApiId, stageName }) => ({ method: 'GET', path: `/restapis/${restApiId}/stages/${stageName}` }),
  UpdateStage: ({ restApiId, stageName, patchOperations }) => (
    { method: 'PATCH', path: `/restapis/${restApiId}/stages/${stageName}`, body: Buffer.from(JSON.stringify({ patchOperations })) }
  ),
  GetDeployment: ({ restApiId, deploymentId, embed }) => (
    { method: 'GET', path: `/restapis/${restApiId}/deployments/${deploymentId}`, query: new URLSearchParams({ embed }) }
  ),
  GetExport: ({ restApiId, stageName, exportType, parameters }) => (
    { method: 'GET', path: `/restapis/${restApiId}/stages/${stageName}/exports/${exportType}`, query: new URLSearchParams(parameters) }
  ),
};

function gatewayAnswer({ apiGateway }: LocalAws, name: string, input: Input): unknown {
  const request = { query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0), ...GATEWAY_REQUESTS[name](input) };
  apiGateway.countCall();
  const { body } = findOperation(request)!(apiGateway);
  return name === 'GetExport' ? { contentType: 'application/json', body: Buffer.from(JSON.stringify(body)) } : withDates(throughJson(body));
}

/** The protocol writes times as seconds. */
function withDates(answer: any): any {
  for (const name of ['createdDate', 'lastUpdatedDate']) {
    if (typeof answer[name] === 'number') { answer[name] = new Date(answer[name] * 1000); }
  }
  return answer;
}

function functionState({ lambda }: LocalAws, functionArn: string): FunctionState {
  const { state: { State, StateReason }, configuration: { role } } = lambda.describe(functionArn);
  return { state: State, stateReason: StateReason, lastUpdateStatus: 'Successful', lastUpdateStatusReason: undefined, role };
}

function cloudFormationAnswer({ cloudFormation }: LocalAws, name: string, input: Input): unknown {
  const fields = Object.entries(input).filter(([, value]) => value !== undefined).map(([field, value]): [string, string] => [field, String(value)]);
  // An action that only describes needs the service and nothing else.
  return ACTIONS[name]({ service: cloudFormation } as ActionContext, new QueryParameters(new URLSearchParams(fields)));
}

async function answering(answer: () => unknown): Promise<unknown> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof TemplateError) { throw serviceError({ status: error.status, type: error.code }, error.answer); }
    if (error instanceof AwsServiceError) { throw serviceError({ status: error.status, type: error.code }, error.message); }
    throw error;
  }
}

function serviceError({ status, type }: ErrorFault, message: string): Error {
  const $metadata = { httpStatusCode: status };
  return type === 'NotFoundException' ? new NotFoundException({ message, $metadata }) : Object.assign(new Error(message), { name: type, $metadata });
}

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
