import { AwsServiceError } from '../aws-service-error';

const STATUS = {
  BadRequestException: 400, NotFoundException: 404, ConflictException: 409, TooManyRequestsException: 429, LimitExceededException: 429,
};

/** A refusal by API Gateway's control plane. */
export class ApiGatewayError extends AwsServiceError {
  constructor(code: keyof typeof STATUS, message: string) {
    super(code, message, STATUS[code]);
  }
}
