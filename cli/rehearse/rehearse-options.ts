import { Source } from './sources';
import { GivenParameter } from './stack-parameters';
import { TrafficProfile } from '../../rehearsal/traffic/traffic-profile';

/** Options of `rehearse`, as the user gave them. */
export interface RehearseOptions {
  /** In the order in which they would be deployed. */
  readonly sources: readonly Source[];
  /** Ids or names of the stacks to deploy. @default - all */
  readonly stack?: readonly string[];
  /** Values of the templates' parameters. @default - none */
  readonly parameters?: readonly GivenParameter[];
  readonly html?: string;
  readonly json?: string;
  readonly seed: number;
  /** Whether the code of functions behind routes runs. */
  readonly invoke: boolean;
  /** Logical ids of custom resources whose code runs. @default - only those of this library */
  readonly run?: readonly string[];
  readonly destroy: boolean;
  /** Routes whose failures don't count. @default - none */
  readonly except?: readonly string[];
  readonly listen?: number;
  /** Requests of clients. @default - there are none, so a rollout has no data */
  readonly clients?: TrafficProfile;
  /** With `listen`: requests that clients really send to each stage in a minute. @default - nobody does */
  readonly sentPerMinute?: number;
}
