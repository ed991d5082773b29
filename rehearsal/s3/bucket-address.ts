import { ServiceRequest } from '../aws-endpoint/service-frontend';

/** What a request is about. Both absent for a request about the account. */
export interface BucketAddress {
  readonly bucket?: string;
  readonly key?: string;
}

/**
 * Reads bucket and key of a request in path style (`/bucket/key`) or in virtual host style (`bucket.localhost/key`,
 * `bucket.s3.us-east-1.amazonaws.com/key`).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function bucketAddress({ path, headers }: Pick<ServiceRequest, 'path' | 'headers'>): BucketAddress {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const bucket = /^(.+?)\.s3[.-]/.exec(host)?.[1] ?? /^(.+)\.localhost$/.exec(host)?.[1];
  const [first, ...rest] = path.slice(1).split('/').map(decodeURIComponent);
  if (bucket !== undefined && bucket !== 's3') { return { bucket, key: path === '/' ? undefined : [first, ...rest].join('/') }; }
  return { bucket: first === '' ? undefined : first, key: rest.join('/') === '' ? undefined : rest.join('/') };
}
