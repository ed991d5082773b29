/** A refusal by Amazon S3: what its SDK client would throw. */
export class S3Error extends Error {
  /** @param code - for instance `NoSuchBucket` @param status - HTTP status of the answer */
  constructor(readonly code: string, message: string, readonly status: number) {
    super(message);
    this.name = code;
  }
}
