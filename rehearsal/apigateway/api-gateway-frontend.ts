import { ApiGatewayService } from './api-gateway-service';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';
import { AwsServiceError } from '../aws-service-error';
import { findOperation } from './frontend/operations';
import { CONFLICT, OverlappingWrites } from './frontend/overlapping-writes';

/**
 * API Gateway's control plane as its unmodified SDK client sees it (REST-JSON): REST APIs, resources, deployments and stages
 * can be read, stages patched, deployments deleted. Everything else is answered with an error that says so.
 */
export class ApiGatewayFrontend implements ServiceFrontend {
  readonly signingName = 'apigateway';

  /** @param overlapping @default - writes that overlap are carried out one after the other */
  constructor(private readonly service: ApiGatewayService, private readonly overlapping?: OverlappingWrites) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const answer = await (this.overlapping?.perform(request, () => this.answer(request), () => failed(409, 'ConflictException', CONFLICT))
      ?? this.answer(request));
    return { ...answer, headers: { ...answer.headers, date: this.service.now().toUTCString() } };
  }

  private answer(request: ServiceRequest): ServiceResponse {
    const operation = findOperation(request);
    if (!operation) {
      return failed(400, 'NotImplementedException', `${request.method} ${request.path} is not played by the local engine. Rehearse without it.`);
    }
    try {
      this.service.countCall();
      const { status, body } = operation(this.service);
      return { status, headers: { 'content-type': 'application/json' }, body: body === undefined ? '' : JSON.stringify(body) };
    } catch (error) {
      return error instanceof AwsServiceError
        ? failed(error.status, error.code, error.message)
        : failed(400, 'BadRequestException', `The local engine could not read the request: ${(error as Error).message}`);
    }
  }
}

function failed(status: number, errorType: string, message: string): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json', 'x-amzn-ErrorType': errorType }, body: JSON.stringify({ message }) };
}
