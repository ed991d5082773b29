import { S3Error } from './s3-error';
import { S3Service, StoredObject } from './s3-service';
import { xmlDocument } from './xml-document';
import { ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';
import { xmlElement } from '../aws-endpoint/xml';

/** ListBuckets. */
export function listBuckets(service: S3Service): ServiceResponse {
  const buckets = service.listBuckets().map((name) => `<Bucket>${xmlElement('Name', name)}</Bucket>`).join('');
  return xmlDocument('ListAllMyBucketsResult', `<Buckets>${buckets}</Buckets>`);
}

/** Operations on a bucket. @throws S3Error */
export function bucketOperation(service: S3Service, region: string, { method, query }: ServiceRequest, bucket: string): ServiceResponse {
  if (method === 'PUT' && query.size === 0) {
    service.createBucket(bucket);
    return { status: 200, headers: { location: `/${bucket}` }, body: '' };
  }
  service.requireBucket(bucket);
  if (method === 'HEAD') { return { status: 200, headers: { 'x-amz-bucket-region': region }, body: '' }; }
  if (method === 'DELETE' && query.size === 0) {
    service.deleteBucket(bucket);
    return { status: 204, headers: {}, body: '' };
  }
  if (method === 'GET') { return readBucket(service, region, query, bucket); }
  throw notPlayed(`${method} ?${query.toString()} on a bucket`);
}

function readBucket(service: S3Service, region: string, query: URLSearchParams, bucket: string): ServiceResponse {
  if (query.has('location')) { return locationOf(region); }
  if (query.has('encryption')) {
    return xmlDocument('ServerSideEncryptionConfiguration',
      '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>');
  }
  if (query.has('list-type') || query.size === 0 || query.has('prefix')) {
    return listing(bucket, query, service.listObjects(bucket, query.get('prefix') ?? ''));
  }
  throw notPlayed(`GET ?${query.toString()} on a bucket`);
}

/** The oldest region has no name here. */
function locationOf(region: string): ServiceResponse {
  const { status, headers, body } = xmlDocument('LocationConstraint', region === 'us-east-1' ? '' : region);
  return { status, headers, body };
}

function listing(bucket: string, query: URLSearchParams, objects: ReadonlyArray<StoredObject>): ServiceResponse {
  const limit = Number(query.get('max-keys') ?? 1000);
  const from = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const later = objects.filter(({ key }) => key > from);
  const page = later.slice(0, limit);
  const truncated = later.length > page.length;
  const contents = page.map(({ key, etag, body, lastModified }) =>
    `<Contents>${xmlElement('Key', key)}${xmlElement('LastModified', lastModified.toISOString())}${xmlElement('ETag', etag)}`
    + `${xmlElement('Size', body.length)}<StorageClass>STANDARD</StorageClass></Contents>`);
  return xmlDocument('ListBucketResult', xmlElement('Name', bucket) + xmlElement('Prefix', query.get('prefix') ?? '')
    + xmlElement('KeyCount', page.length) + xmlElement('MaxKeys', limit) + xmlElement('IsTruncated', truncated)
    + xmlElement('NextContinuationToken', truncated ? page.at(-1)!.key : undefined) + contents.join(''));
}

/** The engine's own refusal. */
export function notPlayed(what: string): S3Error {
  return new S3Error('NotImplemented', `The rehearsal engine does not play ${what}. Rehearse without it.`, 501);
}
