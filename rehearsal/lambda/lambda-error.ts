import { AwsServiceError } from '../aws-service-error';

const STATUS = {
  ResourceNotFoundException: 404,
  ResourceConflictException: 409,
  InvalidParameterValueException: 400,
  ValidationException: 400,
  PolicyLengthExceededException: 400,
  PreconditionFailedException: 412,
};

/** An error of Lambda's control plane. */
export class LambdaError extends AwsServiceError {
  constructor(code: keyof typeof STATUS, message: string) {
    super(code, message, STATUS[code]);
  }
}
