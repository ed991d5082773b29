import { bucketAddress } from './bucket-address';
import { bucketOperation, listBuckets } from './bucket-operations';
import { objectOperation } from './object-operations';
import { S3Error } from './s3-error';
import { S3Service } from './s3-service';
import { s3Error } from '../aws-endpoint/protocol-error';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

/** Amazon S3 as its SDK client sees it (REST-XML): buckets and objects as far as `cdk bootstrap` and asset uploads need them. */
export class S3Frontend implements ServiceFrontend {
  readonly signingName = 's3';

  /** @param region where every bucket is */
  constructor(private readonly service: S3Service, private readonly region: string) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    try {
      const response = this.answer(request);
      // A HEAD request is answered without a body, whatever went wrong.
      return request.method === 'HEAD' ? { ...response, body: '' } : response;
    } catch (error) {
      const { code, status } = error instanceof S3Error ? error : { code: 'InternalError', status: 500 };
      const response = s3Error(status, code, (error as Error).message);
      return request.method === 'HEAD' ? { ...response, body: '' } : response;
    }
  }

  private answer(request: ServiceRequest): ServiceResponse {
    const { bucket, key } = bucketAddress(request);
    if (bucket === undefined) { return listBuckets(this.service); }
    return key === undefined
      ? bucketOperation(this.service, this.region, request, bucket)
      : objectOperation(this.service, request, bucket, key);
  }
}
