import { AwsServiceError } from '../../aws-service-error';
import { ResourceFailure, ResourceType } from '../../cloudformation/resource-type';

/** The same type, with refusals of the service worded as CloudFormation words them in a stack event. */
export function withServiceFailures(type: ResourceType): ResourceType {
  return {
    ...type,
    create: (request) => reworded(() => type.create(request)),
    update: (request) => reworded(() => type.update(request)),
    delete: (request) => reworded(() => type.delete(request).catch(unlessGone)),
  };
}

/** CloudFormation takes what is gone for deleted. */
function unlessGone(error: unknown): void {
  if (!(error instanceof AwsServiceError) || error.status !== 404) { throw error; }
}

async function reworded<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof AwsServiceError)) { throw error; }
    throw new ResourceFailure(`Resource handler returned message: "${error.message}" (HandlerErrorCode: ${handlerErrorCode(error)})`);
  }
}

function handlerErrorCode({ status }: AwsServiceError): string {
  if (status === 404) { return 'NotFound'; }
  return status === 409 ? 'AlreadyExists' : 'InvalidRequest';
}
