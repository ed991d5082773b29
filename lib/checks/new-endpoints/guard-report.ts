import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import type { UnreadableEndpoints } from './declared-endpoints';
import type { EndpointBaseline } from '../../endpoints/endpoint-baseline';
import type { EndpointPolicy } from '../../endpoints/endpoint-policy';
import type { Finding } from '../../endpoints/policy';

/** What a release tells the guard; values that are known only when the app is complete come as functions. */
export interface EndpointGuardOptions {
  /** The API whose stage is released. */
  readonly api: apigateway.CfnRestApi;
  /** @default - nothing is compared at synth, and a line says so */
  readonly baseline?: EndpointBaseline;
  /** @default EndpointPolicy.REJECT */
  readonly newEndpoints?: EndpointPolicy;
  /** @default EndpointPolicy.WARN */
  readonly removedEndpoints?: EndpointPolicy;
  /** @default - no exceptions */
  readonly exceptEndpoints?: readonly string[];
  /** The canary's part of the requests, 0 to 100; undefined when it is a token. */
  readonly percentTraffic: () => number | undefined;
  /** Whether this deploy lets a canary release serve requests. */
  readonly active: () => boolean;
}

/** A finding, and the construct that people have to look at. */
export interface LocatedFinding extends Finding {
  readonly construct: IConstruct;
}

/** What the guard found; all empty while no canary serves requests. */
export interface GuardReport {
  readonly findings: readonly LocatedFinding[];
  readonly unreadable: readonly UnreadableEndpoints[];
  /** There was nothing to compare with. */
  readonly withoutBaseline: boolean;
}
