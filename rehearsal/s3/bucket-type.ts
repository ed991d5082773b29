import { S3Error } from './s3-error';
import { S3Service } from './s3-service';
import { ResourceFailure, ResourceType } from '../cloudformation/resource-type';

/**
 * AWS::S3::Bucket: objects can be put into it. One that has objects can't be deleted.
 *
 * @param inert gives it its name and attributes
 */
export function bucketType(inert: ResourceType, service: S3Service): ResourceType {
  return {
    requiresReplacement: (previous, next) => inert.requiresReplacement(previous, next),
    async create(request) {
      const provisioned = await inert.create(request);
      refusing(() => service.createBucket(provisioned.physicalId));
      return provisioned;
    },
    update: (request) => inert.update(request),
    async delete(request) {
      refusing(() => service.deleteBucket(request.physicalId));
    },
  };
}

function refusing(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (error instanceof S3Error) { throw new ResourceFailure(`${error.message} (Service: S3, Status Code: ${error.status})`); }
    throw error;
  }
}
