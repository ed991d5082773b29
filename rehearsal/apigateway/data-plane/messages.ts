/** A request to a stage. */
export interface StageRequest {
  readonly restApiId: string;
  readonly stageName: string;
  /** Verb in upper case. */
  readonly method: string;
  /** Path inside the stage, percent-encoded, without query. */
  readonly path: string;
  /** @default - none */
  readonly query?: URLSearchParams;
  /** @default - none */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** @default - none */
  readonly body?: string;
  /** The body as it came, where that may be no text. @default - the bytes of `body` */
  readonly bodyBytes?: Buffer;
  /** Asks this release instead of leaving it to chance. @default - a random split by the canary's percent traffic */
  readonly release?: 'base' | 'canary';
  /**
   * A rehearsal's question whether what a release needs is in place, instead of a client's request: credentials, API key and required
   * parameters are taken as given, a Lambda authorizer's function and permission are looked up but it is not run, no cache is used.
   *
   * @default - true for a request that names its release and has no headers, which no client can send
   */
  readonly probe?: boolean;
}

/** What the client gets. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string | Buffer;
}

/** The answer, and what a rehearsal wants to know about it. */
export interface StageResponse extends HttpResponse {
  /** The release that the request was routed to. Absent when there is no such stage. */
  readonly release?: 'base' | 'canary';
  readonly deploymentId?: string;
  /** Why the gateway itself answered, as its execution log would say it. @default - the integration answered */
  readonly cause?: string;
  /** What kind of reason that was. @default - the integration answered */
  readonly failure?: GatewayFailure;
  /** Why what is behind the route did not run, although it may be called: the answer is made up. @default - it ran */
  readonly notRun?: string;
  /** Which code the function behind the route ran, or would have run. Only a rehearsal's question is told. @default - no function was reached */
  readonly code?: string;
  /** The stage's cache answered. @default - it did not */
  readonly fromCache?: true;
}

/**
 * Why the gateway answered instead of the integration.
 *
 * `refused`: the client sent no credentials, no key or no parameter that the release asks for, or an authorizer denied.
 * `bad-response`, `unreachable`: the backend (or an authorizer's function) was reached, and what it did is its own. It failed or returned
 * something malformed, or it did not answer. `not-played`: only AWS can say.
 */
export type GatewayFailure = 'no-stage' | 'no-endpoint' | 'configuration-error' | 'refused' | 'bad-response' | 'unreachable' | 'not-played';

/** A request on its way through one release. */
export interface RoutedRequest {
  readonly request: StageRequest;
  readonly release: 'base' | 'canary';
  readonly deploymentId: string;
  /** The stage's variables as this release sees them. */
  readonly variables: Readonly<Record<string, string>>;
  readonly stageHasCanary: boolean;
  readonly requestId: string;
  readonly time: Date;
  readonly account: string;
  /** Of the deployment that answers. */
  readonly binaryMediaTypes: readonly string[];
  /** Whether this is a rehearsal's question: see `StageRequest.probe`. */
  readonly probe: boolean;
  /** What a Lambda authorizer says of the caller. @default - none was asked */
  readonly authorizer?: Readonly<Record<string, string | number>>;
}
