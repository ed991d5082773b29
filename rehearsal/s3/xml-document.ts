import { ServiceResponse } from '../aws-endpoint/service-frontend';

/** A successful answer of S3. @param content XML inside the root element */
export function xmlDocument(root: string, content: string): ServiceResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
