import { createHash, randomUUID } from 'node:crypto';
import { S3Error } from './s3-error';

/** An object in a bucket. */
export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  /** With its quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

export interface S3ServiceOptions {
  readonly now: () => Date;
  /** Told of every object that is put. @default - nobody is */
  readonly onPut?: (bucket: string, object: StoredObject) => void;
}

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly contentType?: string;
  readonly parts: Map<number, Buffer>;
}

/** Buckets and their objects, in memory: what `cdk deploy` uploads. Neither versions nor permissions are played. */
export class S3Service {
  private readonly buckets = new Map<string, Map<string, StoredObject>>();
  private readonly uploads = new Map<string, Upload>();

  constructor(private readonly options: S3ServiceOptions) {}

  /** @throws S3Error when the name is taken */
  createBucket(name: string): void {
    if (this.buckets.has(name)) {
      throw new S3Error('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.', 409);
    }
    this.buckets.set(name, new Map());
  }

  /** Nothing happens when it is gone already. @throws S3Error while it has objects */
  deleteBucket(name: string): void {
    if ((this.buckets.get(name)?.size ?? 0) > 0) {
      throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    }
    this.buckets.delete(name);
  }

  listBuckets(): string[] {
    return [...this.buckets.keys()];
  }

  /** @throws S3Error when there is no such bucket */
  requireBucket(name: string): void {
    this.objects(name);
  }

  putObject(bucket: string, key: string, body: Buffer, contentType = 'binary/octet-stream'): StoredObject {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const object = { key, body, contentType, etag, lastModified: this.options.now() };
    this.objects(bucket).set(key, object);
    this.options.onPut?.(bucket, object);
    return object;
  }

  /** @throws S3Error when there is no such bucket or key */
  getObject(bucket: string, key: string): StoredObject {
    const object = this.objects(bucket).get(key);
    if (object === undefined) { throw new S3Error('NoSuchKey', 'The specified key does not exist.', 404); }
    return object;
  }

  deleteObject(bucket: string, key: string): void {
    this.objects(bucket).delete(key);
  }

  /** In the order of their keys. */
  listObjects(bucket: string, prefix = ''): StoredObject[] {
    return [...this.objects(bucket).values()].filter(({ key }) => key.startsWith(prefix)).sort((left, right) => left.key < right.key ? -1 : 1);
  }

  /** Begins an upload in parts. Returns its id. */
  createUpload(bucket: string, key: string, contentType?: string): string {
    this.requireBucket(bucket);
    const id = randomUUID();
    this.uploads.set(id, { bucket, key, contentType, parts: new Map() });
    return id;
  }

  /** Returns the part's ETag. @param number from 1 */
  uploadPart(uploadId: string, number: number, body: Buffer): string {
    this.upload(uploadId).parts.set(number, body);
    return `"${createHash('md5').update(body).digest('hex')}"`;
  }

  completeUpload(uploadId: string): StoredObject {
    const { bucket, key, contentType, parts } = this.upload(uploadId);
    this.uploads.delete(uploadId);
    const inOrder = [...parts].sort(([left], [right]) => left - right).map(([, body]) => body);
    return this.putObject(bucket, key, Buffer.concat(inOrder), contentType);
  }

  abortUpload(uploadId: string): void {
    this.uploads.delete(uploadId);
  }

  private objects(bucket: string): Map<string, StoredObject> {
    const objects = this.buckets.get(bucket);
    if (objects === undefined) { throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', 404); }
    return objects;
  }

  private upload(uploadId: string): Upload {
    const upload = this.uploads.get(uploadId);
    if (upload === undefined) { throw new S3Error('NoSuchUpload', 'The specified upload does not exist.', 404); }
    return upload;
  }
}
