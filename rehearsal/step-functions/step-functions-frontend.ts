import { Execution } from './execution';
import { StepFunctionsService } from './step-functions-service';
import { answerJson, JsonActions } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

/** Step Functions as its SDK client sees it. */
export class StepFunctionsFrontend implements ServiceFrontend {
  readonly signingName = 'states';

  private readonly actions: JsonActions = {
    StartExecution: ({ stateMachineArn, name, input }) => {
      const { identity, startDate } = this.service.startExecution({
        stateMachineArn: String(stateMachineArn), name: textOf(name), input: textOf(input),
      });
      return { executionArn: identity.executionArn, startDate: seconds(startDate) };
    },
    StopExecution: ({ executionArn, error, cause }) => {
      const { outcome } = this.service.stopExecution(String(executionArn), textOf(error), textOf(cause));
      return { stopDate: seconds(outcome.stopDate!) };
    },
    ListExecutions: ({ stateMachineArn, statusFilter }) => ({
      executions: this.service.executionsOf(String(stateMachineArn))
        .filter(({ outcome: { status } }) => (statusFilter ?? status) === status)
        .map((execution) => listed(execution)),
    }),
    DescribeExecution: ({ executionArn }) => description(this.service.execution(String(executionArn))),
  };

  constructor(private readonly service: StepFunctionsService) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answerJson(request, this.actions);
  }
}

function listed({ identity: { executionArn, name, stateMachineArn }, startDate, outcome: { status, stopDate } }: Execution): object {
  return { executionArn, name, stateMachineArn, status, startDate: seconds(startDate), ...stopDate && { stopDate: seconds(stopDate) } };
}

function description(execution: Execution): object {
  const { identity: { input }, outcome: { output, error, cause } } = execution;
  return {
    ...listed(execution),
    input,
    ...output !== undefined && { output: JSON.stringify(output) },
    ...error !== undefined && { error },
    ...cause !== undefined && { cause },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function seconds(date: Date): number {
  return date.getTime() / 1000;
}
