import { DeploymentMode } from './deployment-mode';
import { StackDrift } from './drift/stack-drift';
import { Properties, StackIdentity } from './resource-type';
import { PhysicalResource, StackResource } from './stack-resource';
import { ResourceStatus, StackStatus } from './stack-status';
import { PreparedTemplate, StackOutput } from './template/prepared-template';

/** A line of the stack's history, as DescribeStackEvents reports it. */
export interface StackEvent {
  readonly eventId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: StackStatus | ResourceStatus;
  readonly reason?: string;
  readonly timestamp: Date;
  /** What the resource was created with, or was asked to become. */
  readonly properties?: Properties;
  /** The operation that it belongs to. A rollback is one of its own. */
  readonly operationId: string;
}

/** What an update did to one logical id so far. */
export interface ResourceChange {
  /** Before the operation. Absent for a resource that the operation introduces. */
  readonly previous?: PhysicalResource;
  /** Whether the engine answered the change with a new physical resource (not: a custom resource that returned another id). */
  replaced: boolean;
  /** Every physical resource this logical id had during the operation, by physical id. */
  readonly physical: Map<string, PhysicalResource>;
}

/** An update that can still be rolled back. */
export interface PendingUpdate {
  /** Absent for a create. */
  readonly previousTemplate?: PreparedTemplate;
  readonly previousOutputs: ReadonlyArray<StackOutput>;
  target: PreparedTemplate;
  readonly changes: Map<string, ResourceChange>;
  /** Logical ids that the rollback has already dealt with. Matters when a failed rollback is continued. */
  readonly rolledBack: Set<string>;
  /** Logical ids whose rollback has failed: what a person may skip. */
  readonly failedInRollback: Set<string>;
  /** Nested stacks wait for the root before they clean up. */
  awaiting?: 'cleanup' | 'rollback-cleanup';
}

/** A stack and all that the engine knows about it. */
export interface StackRecord {
  readonly identity: StackIdentity;
  /** The stack of which this is a nested one. */
  readonly parentId?: string;
  readonly rootId?: string;
  status: StackStatus;
  statusReason?: string;
  readonly creationTime: Date;
  /** Start of the last update, or of the running one. */
  lastUpdatedTime?: Date;
  deletionTime?: Date;
  /** The template of the running or last operation. After a rollback the previous one again. */
  template?: PreparedTemplate;
  readonly resources: Map<string, StackResource>;
  /** What left the template and was retained, by logical id. */
  readonly retained: Map<string, StackResource>;
  outputs: ReadonlyArray<StackOutput>;
  readonly events: StackEvent[];
  /** How many operations there were so far. */
  operations: number;
  pending?: PendingUpdate;
  /** What the last drift detection found out. */
  drift?: StackDrift;
  disableRollback: boolean;
  /** How the running or last operation was asked for. @default 'STANDARD' */
  deploymentMode?: DeploymentMode;
  /** Whether a delete is refused. @default false */
  terminationProtection?: boolean;
  tags: Readonly<Record<string, string>>;
  capabilities: ReadonlyArray<string>;
  description?: string;
}
