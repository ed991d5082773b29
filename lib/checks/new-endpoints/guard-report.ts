import type { IConstruct } from 'constructs';
import type { UnreadableEndpoints } from './declared-endpoints';
import type { Finding } from '../../endpoints/policy';
import type { CanaryReleaseOptions } from '../../release/canary-release-options';

/** What is compared at synth, and by which rules. */
export interface EndpointGuardOptions extends Pick<CanaryReleaseOptions, 'baseline' | 'newEndpoints' | 'removedEndpoints' | 'exceptEndpoints'> {
  /** The canary's part of the requests, 0 to 100. Undefined when it is a token, or when there is no canary. */
  readonly percentTraffic?: number;
}

/** A finding, and the construct that people have to look at. */
export interface LocatedFinding extends Finding {
  readonly construct: IConstruct;
}

/** What the guard found. All empty while no canary serves requests. */
export interface GuardReport {
  readonly findings: readonly LocatedFinding[];
  /** Exceptions for endpoints that neither release has. */
  readonly unmatched: readonly string[];
  readonly unreadable: readonly UnreadableEndpoints[];
  /** There was nothing to compare with. */
  readonly withoutBaseline: boolean;
}
