import type { CalledBackend } from './base-backends';
import type { BaseCalls } from './base-calls';
import type { ApiSummary } from '../../endpoints/baselines/api-summary';
import type { LiveAccessLog, LiveStage } from '../../stage/live-stage';
import type { DesiredStage } from '../contract/driver-properties';
import type { Memory } from '../contract/physical-id';
import type { NamedResource } from '../contract/stack-history';

/** Everything the driver knows when it decides. It was read before anything is written. */
export interface Situation {
  /** The stage as API Gateway reports it. Absent when there is none. */
  readonly live?: LiveStage;
  /** What the template asks now. On a rollback: what the template before the failed operation asked. */
  readonly desired: DesiredStage;
  /** What the template asked before. Absent when the release is new to the stack. On a rollback: what the failed operation asked. */
  readonly previous?: DesiredStage;
  /** Whether CloudFormation is going back to `desired` after a failure. */
  readonly rollback: boolean;
  /** Whether the two templates ask the very same: CloudFormation has taken the driver back before. Only on a rollback. @default false */
  readonly undoesNothing?: boolean;
  /** Whether an earlier attempt of the operation was paused. Then `previous` is what that attempt asked. @default false */
  readonly isRetried?: boolean;
  /** When the operation began. Absent when the history does not reach back so far. */
  readonly began?: Date;
  /** What other attempts of the operation asked, as far as the history shows it. On a rollback: those before `previous`. @default - none */
  readonly earlierAttempts?: readonly DesiredStage[];
  /** Whether the history shows nothing of what any attempt asked. Only on a rollback. @default false */
  readonly hidesAttempts?: boolean;
  /** Ids of the deployments that the operation created. Only on a rollback. @default - none */
  readonly created?: ReadonlySet<string>;
  /** Deployments that CloudFormation's own Stage was given in the operation. @default - none */
  readonly givenToStage?: ReadonlySet<string>;
  /** Whether the stage was changed since the running operation began. Before that, whatever is live is somebody else's doing. */
  readonly movedInThisOperation?: boolean;
  /** What the driver's physical id says of this stage. */
  readonly memory?: Memory;
  /** Whether the driver has answered with this memory since the operation began. Otherwise it is that of an earlier operation. */
  readonly memoryIsOfThisOperation?: boolean;
  /** Whether the driver itself has answered in the operation. One that is upgraded answers a memory without the canary. @default false */
  readonly driverHasAnswered?: boolean;
  /** Where the live stage logs its requests. Read with the stage. Absent when it has no access log. */
  readonly liveLog?: LiveAccessLog;
  /** Of the event: a rollout is named after it. */
  readonly requestId?: string;
  /** How many bytes CloudFormation accepts as the attributes of the answer. @default - what a long answer leaves */
  readonly attributeBytes?: number;
  /** Present when `whatToRead` asked for them. */
  readonly endpoints?: EndpointsReading;
  /** Present when `whatToRead` asked for them. */
  readonly stack?: NamesReading;
  /** Present when `whatToRead` asked for it. */
  readonly base?: BaseReading;
  /** Present when `whatToRead` asked for it. */
  readonly mode?: ModeReading;
}

/** What the deployments serve that base and canary release would be on. */
export interface EndpointsReading {
  /** Of the deployment that the live stage points at. */
  readonly base: ApiSummary;
  /** Of the deployment of the template. */
  readonly canary: ApiSummary;
}

/** What the live base release calls. */
export interface BaseReading {
  /** Absent when it could not be read. */
  readonly calls?: BaseCalls;
  /** Names of the roles that the versions and aliases run with that it calls, as far as Lambda tells. Read for a retry and an adoption. */
  readonly runsWith?: readonly string[];
  /** What it needs beside functions and roles. Absent like `calls`. */
  readonly backends?: readonly CalledBackend[];
  /** Names of the stage variables that it uses. Absent like `calls`. */
  readonly variables?: readonly string[];
}

/** How CloudFormation carries out the running operation. */
export interface ModeReading {
  /** Whether it may end before its custom resources have answered. */
  readonly express: boolean;
  readonly rollbackDisabled: boolean;
}

/** What the functions, roles and backends of the driver's stack are called. */
export interface NamesReading {
  readonly stackName: string;
  /** Physical names by logical id, as far as the stack could be read. */
  readonly names: ReadonlyMap<string, string>;
  /** Names that CloudFormation has replaced in this operation, with their logical ids. Absent when the history was not read (`whatToRead`). */
  readonly formerNames?: ReadonlyMap<string, string>;
  /**
   * What the deployment of the template names by what was a name when it was created, with the name that stands there now. Absent like
   * `formerNames`.
   */
  readonly outdatedNames?: ReadonlyMap<string, string>;
  /**
   * Logical ids of functions, roles and backends that the last template which had them retains. Only read when the operation is retried, as far as
   * the history shows it. @default - none
   */
  readonly retained?: ReadonlySet<string>;
  /**
   * Names of the stage variables that the template before the operation declared. Only read for a retry and an adoption, as far as the history shows
   * it. @default - none
   */
  readonly variablesBefore?: readonly string[];
  /** The stack's queues, tables and so on (`BACKEND_KINDS`), as far as the stack could be read. @default - none */
  readonly backends?: readonly NamedResource[];
  /** The same by the names that CloudFormation has replaced in this operation. Absent when the history was not read. */
  readonly formerBackends?: readonly NamedResource[];
  /** Absent: nobody asks where a backend is. */
  readonly place?: { readonly region: string; readonly account: string };
}
