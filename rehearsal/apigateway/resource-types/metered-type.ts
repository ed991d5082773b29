import { ResourceFailure, ResourceType } from '../../cloudformation/resource-type';
import { ApiGatewayError } from '../api-gateway-error';
import { ApiGatewayService } from '../api-gateway-service';

/** The same type, with every change counted as one call of the control plane. What is throttled fails, nothing tries again (assumed). */
export function meteredType(service: ApiGatewayService, type: ResourceType): ResourceType {
  const metered = async <T>(operation: () => Promise<T>): Promise<T> => {
    try {
      service.countCall();
      return await operation();
    } catch (error) {
      if (!(error instanceof ApiGatewayError && error.code === 'TooManyRequestsException')) { throw error; }
      throw new ResourceFailure(`Resource handler returned message: "${error.message} (Service: ApiGateway, Status Code: ${error.status})" `
        + '(HandlerErrorCode: Throttling)');
    }
  };
  return {
    ...type,
    create: (request) => metered(() => type.create(request)),
    update: (request) => metered(() => type.update(request)),
    delete: (request) => metered(() => type.delete(request)),
  };
}
