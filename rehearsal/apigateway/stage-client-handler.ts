import { ApiGatewayService } from './api-gateway-service';
import { DataPlane } from './data-plane';
import { StageRequest, StageResponse } from './data-plane/messages';
import { stageAddress } from './stage-address';
import { ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

export interface StageClientHandlerOptions {
  readonly service: ApiGatewayService;
  readonly dataPlane: DataPlane;
  /** Told of every answered request. @default - nobody is */
  readonly onResponse?: (request: StageRequest, response: StageResponse) => void;
}

/** Answers requests of a stage's clients that arrive at the AWS endpoint. */
export function stageClientHandler(options: StageClientHandlerOptions): (request: ServiceRequest) => Promise<ServiceResponse> {
  return async ({ method, path, query, headers, writtenHeaders, body }): Promise<ServiceResponse> => {
    const search = query.size > 0 ? `?${query.toString()}` : '';
    const target = stageAddress(options.service, path + search, headers.host);
    if (!target) { return { status: 403, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: 'Forbidden' }) }; }
    const request = { ...target, method, headers: writtenHeaders ?? headers, ...body.length > 0 && { body: body.toString('utf8'), bodyBytes: body } };
    const response = await options.dataPlane.invokeStage(request);
    options.onResponse?.(request, response);
    return { status: response.status, headers: {}, repeatedHeaders: response.headers, body: response.body };
  };
}
