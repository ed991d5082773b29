import { Properties, ResourceFailure, ResourceType } from '../cloudformation/resource-type';

/**
 * AWS::SSM::Parameter: its value can be read, and serves as a template's parameter.
 *
 * @param inert gives it its name and attributes @param parameters holds the values by name
 */
export function parameterType(inert: ResourceType, parameters: Map<string, string>): ResourceType {
  const put = (name: string, { Value }: Properties): void => { parameters.set(name, String(Value)); };
  return {
    requiresReplacement: (previous, next) => inert.requiresReplacement(previous, next),
    async create(request) {
      const provisioned = await inert.create(request);
      if (parameters.has(provisioned.physicalId)) {
        throw new ResourceFailure(`${provisioned.physicalId} already exists in stack ${request.stack.stackId}`);
      }
      put(provisioned.physicalId, request.properties);
      return provisioned;
    },
    async update(request) {
      put(request.physicalId, request.properties);
      return inert.update(request);
    },
    async delete(request) {
      parameters.delete(request.physicalId);
    },
  };
}
