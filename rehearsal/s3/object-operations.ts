import { notPlayed } from './bucket-operations';
import { requestBody } from './request-body';
import { S3Service, StoredObject } from './s3-service';
import { xmlDocument } from './xml-document';
import { ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';
import { xmlElement } from '../aws-endpoint/xml';

/** Operations on an object, uploads in parts included. @throws S3Error */
export function objectOperation(service: S3Service, request: ServiceRequest, bucket: string, key: string): ServiceResponse {
  const { method, query, headers } = request;
  const uploadId = query.get('uploadId');
  if (uploadId !== null || query.has('uploads')) { return uploadOperation(service, request, bucket, key, uploadId); }
  if (headers['x-amz-copy-source'] !== undefined) { throw notPlayed('CopyObject'); }
  switch (method) {
    case 'PUT':
      return { status: 200, headers: { etag: service.putObject(bucket, key, requestBody(request), headers['content-type']).etag }, body: '' };
    case 'GET':
    case 'HEAD': return objectResponse(service.getObject(bucket, key));
    case 'DELETE':
      service.deleteObject(bucket, key);
      return { status: 204, headers: {}, body: '' };
    default: throw notPlayed(`${method} on an object`);
  }
}

function uploadOperation(service: S3Service, request: ServiceRequest, bucket: string, key: string, uploadId: string | null): ServiceResponse {
  const { method, query, headers } = request;
  const names = xmlElement('Bucket', bucket) + xmlElement('Key', key);
  if (uploadId === null) {
    return xmlDocument('InitiateMultipartUploadResult', names + xmlElement('UploadId', service.createUpload(bucket, key, headers['content-type'])));
  }
  if (method === 'PUT') {
    return { status: 200, headers: { etag: service.uploadPart(uploadId, Number(query.get('partNumber')), requestBody(request)) }, body: '' };
  }
  if (method === 'POST') {
    return xmlDocument('CompleteMultipartUploadResult', names + xmlElement('ETag', service.completeUpload(uploadId).etag));
  }
  service.abortUpload(uploadId);
  return { status: 204, headers: {}, body: '' };
}

function objectResponse({ body, contentType, etag, lastModified }: StoredObject): ServiceResponse {
  return {
    status: 200,
    headers: { 'content-type': contentType, 'content-length': String(body.length), etag, 'last-modified': lastModified.toUTCString() },
    body,
  };
}
