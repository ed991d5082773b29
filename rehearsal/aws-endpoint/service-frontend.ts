/** An HTTP request as an AWS SDK sends it, body read whole. */
export interface ServiceRequest {
  readonly method: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The headers as the client wrote them. @default - not known: as `headers` */
  readonly writtenHeaders?: Readonly<Record<string, ReadonlyArray<string>>>;
  readonly body: Buffer;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers that may stand several times, such as `set-cookie`. @default - none */
  readonly repeatedHeaders?: Readonly<Record<string, ReadonlyArray<string>>>;
  readonly body: string | Buffer;
}

/** One AWS service as its SDK client sees it: wire protocol in, wire protocol out. Never throws. */
export interface ServiceFrontend {
  /** The service's name in a SigV4 credential scope, for instance `apigateway` or `cloudformation`. */
  readonly signingName: string;
  handle(request: ServiceRequest): Promise<ServiceResponse>;
}
