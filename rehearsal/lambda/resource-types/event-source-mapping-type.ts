import { Properties, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { parseFunctionReference } from '../function-reference';
import { LambdaService } from '../lambda-service';
import { physicalName } from './physical-name';
import { textOf } from './property-values';
import { replacedOn } from './replaced-on';

/** AWS::Lambda::EventSourceMapping: that it calls a function is known, and nothing is delivered. */
export function eventSourceMappingType(service: LambdaService): ResourceType {
  let created = 0;
  const put = (uuid: string, properties: Properties): Provisioned => {
    const { functionName, qualifier } = parseFunctionReference(textOf(properties, 'FunctionName') ?? '');
    const { functionArn } = service.existingFunction(functionName);
    service.eventSources.put({ uuid, functionArn: qualifier === undefined ? functionArn : `${functionArn}:${qualifier}` });
    return { physicalId: uuid, attributes: { Id: uuid } };
  };
  return {
    requiresReplacement: replacedOn('EventSourceArn', 'SelfManagedEventSource', 'StartingPosition', 'StartingPositionTimestamp'),
    create: async (request) => put(physicalName(request, ++created, 100), request.properties),
    update: async ({ physicalId, properties }) => put(physicalId, properties),
    delete: async ({ physicalId }) => service.eventSources.delete(physicalId),
  };
}
