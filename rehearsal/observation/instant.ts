import { Phase } from '../cloudformation/resource-operation';
import { StackStatus } from '../cloudformation/stack-status';

/** Which of a stage's two releases. */
export type ReleaseName = 'base' | 'canary';

/** A release of a stage at one instant. */
export interface ReleaseState {
  readonly deploymentId: string;
  /** Share of the stage's requests that it gets, in percent (0 to 100 inclusive). */
  readonly percentTraffic: number;
  /** The stage variables as this release sees them. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A stage at one instant: what API Gateway reports of it. */
export interface StageState {
  readonly restApiId: string;
  /** With its id where several APIs are called like it. */
  readonly apiName: string;
  readonly stageName: string;
  readonly base: ReleaseState;
  /** @default - no canary */
  readonly canary?: ReleaseState & { readonly useStageCache: boolean };
}

/** What came of a request for one route that a release has. */
export interface Answer {
  /** For instance `GET /pets/{petId}`. */
  readonly route: string;
  readonly release: ReleaseName;
  readonly deploymentId: string;
  readonly status: number;
  /**
   * Why the gateway could not pass the request on although the release has the route: a permission, a function or a version is missing.
   * @default - the backend was reached. What it made of the request is its own
   */
  readonly failure?: string;
  /** Why what is behind the route answered with 5xx in its own right. @default - it did not */
  readonly ownFailure?: string;
  /** Which code the function behind the route ran: equal for equal code and configuration. @default - no function was reached */
  readonly code?: string;
  /** Why what is behind the route did not run, although it may be called. @default - it ran */
  readonly notRun?: string;
}

/** A stage, and what it answered to a request for every route of both of its releases. */
export interface StageObservation {
  readonly stage: StageState;
  readonly answers: readonly Answer[];
}

/** A resource operation that was carried out. */
export interface ObservedOperation {
  readonly kind: 'resource';
  readonly stackName: string;
  readonly phase: Phase;
  readonly action: 'create' | 'update' | 'delete';
  readonly type: string;
  readonly logicalId: string;
  /** `aws:cdk:path` of the resource. @default - the template has no paths */
  readonly constructPath?: string;
  readonly outcome: 'succeeded' | 'failed';
  /** Why it failed. */
  readonly reason?: string;
}

/** A stack operation as a whole ended. */
export interface OperationEnd {
  readonly kind: 'end';
  readonly stackName: string;
  readonly status: StackStatus;
}

/** The moment after a resource operation, or after all of them. */
export interface Instant {
  /** Position in the rehearsal, from 0. */
  readonly index: number;
  readonly happened: ObservedOperation | OperationEnd;
  /** Those that clients use: a stage counts from the end of the stack operation that created it. */
  readonly stages: readonly StageObservation[];
}
