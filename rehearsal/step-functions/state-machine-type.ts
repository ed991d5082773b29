import { InvalidDefinition } from './definition';
import { StepFunctionsService } from './step-functions-service';
import { CreateRequest, Properties, Provisioned, ResourceFailure, ResourceType } from '../cloudformation/resource-type';
import { InertNames } from '../cloudformation/types/inert';

/** `AWS::StepFunctions::StateMachine`. Its physical id is its ARN. */
export function stateMachineType({ random, madeUp }: InertNames, service: StepFunctionsService): ResourceType {
  const put = (name: string, request: CreateRequest): Provisioned => {
    try {
      const { RoleArn, StateMachineType } = request.properties;
      const definition = definitionOf(request.properties);
      const arn = service.putStateMachine(name, { definition, roleArn: String(RoleArn), isStandard: StateMachineType !== 'EXPRESS' });
      return { physicalId: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: random.uuid() } };
    } catch (error) {
      if (!(error instanceof InvalidDefinition)) { throw error; }
      throw new ResourceFailure(`${error.message} (Service: AWSStepFunctions; Status Code: 400; Error Code: InvalidDefinition)`);
    }
  };
  return {
    requiresReplacement: (previous, next) => ['StateMachineName', 'StateMachineType'].some((name) => previous[name] !== next[name]),
    async create(request) {
      const { properties: { StateMachineName }, logicalId } = request;
      const generated = `${logicalId}-${random.suffix()}`;
      return put(typeof StateMachineName === 'string' ? StateMachineName : madeUp?.note(generated) ?? generated, request);
    },
    update: async (request) => put(request.physicalId.split(':').pop()!, request),
    delete: async ({ physicalId }) => service.deleteStateMachine(physicalId),
  };
}

/** The definition as text, with its substitutions. One that lies in a bucket is not read: the machine can't be started then. */
function definitionOf({ DefinitionString, Definition, DefinitionSubstitutions = {} }: Properties): string {
  if (DefinitionString === undefined && Definition === undefined) { return JSON.stringify(ELSEWHERE); }
  const text = typeof DefinitionString === 'string' ? DefinitionString : JSON.stringify(Definition);
  return Object.entries(DefinitionSubstitutions as object).reduce((filled, [name, value]) => filled.replaceAll(`\${${name}}`, String(value)), text);
}

/** Stands for a definition in a bucket: a state of a kind that is not played. */
const ELSEWHERE = { StartAt: 'DefinitionS3Location', States: { DefinitionS3Location: { Type: 'Map', End: true } } };
