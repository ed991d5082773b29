import type { ProvisionedInstances, PrunedAlias, StatementReading } from './pruning-state';
import type { HistoryEvent } from '../../stage-driver/contract/stack-history';

/** A stack of the release, or one that is nested in it. */
export interface OwnedStack {
  readonly name: string;
  readonly id: string;
  readonly resources: readonly OwnedResource[];
}

export interface OwnedResource {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
}

/** An API whose superseded parts are looked for, and what is known before AWS is asked. */
export interface PruningScope {
  readonly restApiId: string;
  /** The stack of the release first. */
  readonly stacks: readonly OwnedStack[];
  /** What the template in force says that its deployment calls, by deployment. */
  readonly declaredCalls: ReadonlyMap<string, readonly string[]>;
  /** Names of the functions that may be read. Absent: all of the stacks. */
  readonly readable?: readonly string[];
}

/** What AWS answered. */
export interface PruningReadings extends PruningScope {
  readonly now: Date;
  /** Of all the stacks, newest first. */
  readonly events: readonly HistoryEvent[];
  readonly stages: readonly StageReadings[];
  readonly deployments: ReadonlyArray<{ readonly id: string; readonly createdAt: Date }>;
  readonly functions: readonly FunctionReadings[];
}

export interface StageReadings {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly canaryDeploymentId?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The export of the base release as OpenAPI 3. Absent: it could not be read. */
  readonly definition?: object;
}

export interface FunctionReadings {
  readonly name: string;
  readonly versions: ReadonlyArray<{ readonly version: string; readonly createdAt: Date }>;
  readonly aliases: readonly PrunedAlias[];
  /** Absent: not readable. */
  readonly provisioned?: readonly ProvisionedInstances[];
  /** Of the unqualified function and of its aliases. */
  readonly statements: ReadonlyArray<StatementReading & { readonly qualifier?: string }>;
  readonly unreadable?: string;
}

/** When the stack was where: a change ends a run. */
export interface PruningMoment {
  readonly status: string;
  /** Absent: never since it was made. */
  readonly updatedAt?: Date;
  /** Of the outermost stack, where this one is nested in it. */
  readonly rootId?: string;
}
