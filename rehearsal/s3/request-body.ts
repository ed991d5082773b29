import { ServiceRequest } from '../aws-endpoint/service-frontend';

/**
 * The object in a request's body: clients may send it in signed chunks (`aws-chunked`) with checksums after them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function requestBody({ headers, body }: Pick<ServiceRequest, 'headers' | 'body'>): Buffer {
  const chunked = headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? headers['content-encoding']?.includes('aws-chunked') ?? false;
  return chunked ? joinChunks(body) : body;
}

/** Each chunk is `<size in hex>[;chunk-signature=...]\r\n<bytes>\r\n`. One of size 0 ends them. */
function joinChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let offset = 0; ;) {
    const lineEnd = body.indexOf('\r\n', offset);
    const size = lineEnd < 0 ? 0 : Number.parseInt(body.toString('latin1', offset, lineEnd), 16);
    if (!(size > 0)) { return Buffer.concat(chunks); }
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    offset = lineEnd + 2 + size + 2;
  }
}
