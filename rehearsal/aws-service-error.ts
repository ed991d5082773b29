/** A refusal by a service's control plane: what its SDK client would throw. */
export class AwsServiceError extends Error {
  /**
   * @param code the exception's name, for instance `BadRequestException`
   * @param status HTTP status with which the service answers
   */
  constructor(readonly code: string, message: string, readonly status: number) {
    super(message);
    this.name = code;
  }
}
