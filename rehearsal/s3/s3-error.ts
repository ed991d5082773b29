import { AwsServiceError } from '../aws-service-error';

/** A refusal by Amazon S3. */
export class S3Error extends AwsServiceError {}
