import { ServiceRequest, ServiceResponse } from '../../../rehearsal/aws-endpoint/service-frontend';
import { S3Frontend } from '../../../rehearsal/s3/s3-frontend';
import { S3Service } from '../../../rehearsal/s3/s3-service';

let service: S3Service;
let frontend: S3Frontend;
let puts: string[];

beforeEach(() => {
  puts = [];
  service = new S3Service({
    now: () => new Date('2030-01-01T00:00:00Z'), onPut: (bucket, { key, body }) => puts.push(`${bucket}/${key}: ${body.toString()}`),
  });
  frontend = new S3Frontend(service, 'eu-west-1');
  service.createBucket('assets');
});

function send(method: string, url: string, more: Partial<ServiceRequest> = {}): Promise<ServiceResponse> {
  const [path, query] = url.split('?');
  return frontend.handle({ method, path, query: new URLSearchParams(query), headers: { host: '127.0.0.1:4566' }, body: Buffer.alloc(0), ...more });
}

describe('an object', () => {
  test('comes back as it was put, whichever style names the bucket', async () => {
    await send('PUT', '/assets/a/b.zip', { body: Buffer.from('zipped'), headers: { 'host': '127.0.0.1:4566', 'content-type': 'application/zip' } });
    expect(await send(
      'GET', '/assets/a/b.zip',
    )).toMatchObject({ status: 200, body: Buffer.from('zipped'), headers: { 'content-type': 'application/zip' } });
    expect(await send('GET', '/a/b.zip', { headers: { host: 'assets.localhost:4566' } })).toMatchObject({ status: 200, body: Buffer.from('zipped') });
    expect(await send('GET', '/a/b.zip', { headers: { host: 'assets.s3.eu-west-1.amazonaws.com' } })).toMatchObject({ status: 200 });
    expect(puts).toEqual(['assets/a/b.zip: zipped']);
  });

  test('is described without its body by HEAD, and missing without one too', async () => {
    service.putObject('assets', 'key', Buffer.from('12345'));
    expect(await send('HEAD', '/assets/key')).toMatchObject({ status: 200, headers: { 'content-length': '5' }, body: '' });
    expect(await send('HEAD', '/assets/other')).toMatchObject({ status: 404, body: '' });
  });

  test('is put together from signed chunks with a trailing checksum', async () => {
    const body = Buffer.from(
      '5;chunk-signature=ab\r\nhello\r\n1;chunk-signature=cd\r\n!\r\n0;chunk-signature=ef\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
    );
    await send('PUT', '/assets/key', { body, headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' } });
    expect(service.getObject('assets', 'key').body.toString()).toBe('hello!');
  });

  test('is put together from its parts in their order, once the upload is complete', async () => {
    const started = await send('POST', '/assets/big?uploads=');
    const id = /<UploadId>(.+)<\/UploadId>/.exec(started.body.toString())![1];
    await send('PUT', `/assets/big?partNumber=2&uploadId=${id}`, { body: Buffer.from('world') });
    await send('PUT', `/assets/big?partNumber=1&uploadId=${id}`, { body: Buffer.from('hello ') });
    expect(await send('GET', '/assets/big')).toMatchObject({ status: 404 });
    await send('POST', `/assets/big?uploadId=${id}`);
    expect(service.getObject('assets', 'big').body.toString()).toBe('hello world');
  });

  test('is refused with an error that names what is missing', async () => {
    expect(await send('GET', '/none/key')).toMatchObject({ status: 404, body: expect.stringContaining('<Code>NoSuchBucket</Code>') });
    expect(await send('GET', '/assets/none')).toMatchObject({ status: 404, body: expect.stringContaining('<Code>NoSuchKey</Code>') });
  });
});

describe('a bucket', () => {
  test('is listed page by page, in the order of keys', async () => {
    for (const key of ['b', 'a', 'x/1', 'c']) { service.putObject('assets', key, Buffer.from(key)); }
    const keys = ({ body }: ServiceResponse) => [...body.toString().matchAll(/<Key>(.+?)<\/Key>/g)].map(([, key]) => key);
    const first = await send('GET', '/assets?list-type=2&max-keys=2');
    expect(keys(first)).toEqual(['a', 'b']);
    expect(first.body).toContain('<NextContinuationToken>b</NextContinuationToken>');
    const second = await send('GET', '/assets?list-type=2&continuation-token=b');
    expect(keys(second)).toEqual(['c', 'x/1']);
    expect(second.body).toContain('<IsTruncated>false</IsTruncated>');
    expect(keys(await send('GET', '/assets?list-type=2&prefix=x/'))).toEqual(['x/1']);
  });

  test('says where it is, and that it is encrypted', async () => {
    expect((await send('GET', '/assets?location=')).body).toContain('>eu-west-1</LocationConstraint>');
    expect((await send('GET', '/assets?encryption=')).body).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
    expect(await send('HEAD', '/assets')).toMatchObject({ status: 200, headers: { 'x-amz-bucket-region': 'eu-west-1' } });
  });

  test('is deleted only when it is empty', async () => {
    service.putObject('assets', 'key', Buffer.from('x'));
    expect(await send(
      'DELETE', '/assets',
    )).toMatchObject({ status: 409, body: expect.stringContaining('The bucket you tried to delete is not empty') });
    await send('DELETE', '/assets/key');
    expect(await send('DELETE', '/assets')).toMatchObject({ status: 204 });
    expect(service.listBuckets()).toEqual([]);
  });

  test('answers what is not played with an error that says so', async () => {
    expect(await send('GET', '/assets?versions=')).toMatchObject({ status: 501, body: expect.stringContaining('does not play GET ?versions=') });
  });
});
