/** What was read before anything is deleted. A part that could not be read is absent, and whatever it would have to say anything about is kept. */
export interface PruningState {
  readonly now: Date;
  readonly restApiId: string;
  /** Names of the stack and of those that are nested in it: the ids of their permissions begin so. */
  readonly stackNames: readonly string[];
  /** All stages of the API, whoever made them. */
  readonly stages: readonly PrunedStage[];
  /** All deployments of the API, whoever made them. */
  readonly deployments: readonly PrunedDeployment[];
  /** Functions that are resources of the stack. Others are never looked at. */
  readonly functions: readonly PrunedFunction[];
  /** What the service refused to delete, or what was deleted and may still be listed, with its words. By `keyOf`. */
  readonly refused: ReadonlyMap<string, string>;
}

export interface PrunedStage {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly canaryDeploymentId?: string;
  /** Deployments that production of this stage was on, as the history of the stack has them, the one of today among them. Newest first. */
  readonly productions: readonly string[];
  /**
   * Those of them that an operation has moved production to, and that none has found it on: a person has moved it meanwhile, if it was there at all.
   *
   * @default - none
   */
  readonly unconfirmed?: ReadonlySet<string>;
  /**
   * Since when the history tells what production of this stage was on. CloudFormation forgets old events, and a release that it tells nothing of
   * may be one to go back to. Absent: the history is whole, or the stage is none that the stack releases.
   */
  readonly knownSince?: Date;
}

export interface PrunedDeployment {
  readonly id: string;
  readonly createdAt: Date;
  /** Whether it is a resource of the stack. */
  readonly inStack: boolean;
  /** Whether the history of the stack says that the stack made it. */
  readonly isOurs: boolean;
  /** Functions with qualifiers, `Orders:42`, or ARNs of functions elsewhere. Absent: nobody knows. */
  readonly calls?: readonly string[];
  /** `GET /orders/{id}`. Absent: not read. */
  readonly routes?: readonly string[];
}

export interface PrunedFunction {
  readonly name: string;
  /** Without `$LATEST`. */
  readonly versions: readonly PrunedVersion[];
  readonly aliases: readonly PrunedAlias[];
  /** Qualifiers with provisioned concurrency. Absent: not readable. */
  readonly provisioned?: readonly ProvisionedInstances[];
  /** Statements of the unqualified function and of its aliases. */
  readonly statements: readonly PrunedStatement[];
  /** The right that was missing to read all of it: then none of its versions goes. */
  readonly unreadable?: string;
}

export interface PrunedVersion {
  readonly version: string;
  readonly createdAt: Date;
  /** Whether it is a resource of the stack. */
  readonly inStack: boolean;
  /** Absent: not looked at. */
  readonly look?: VersionLook;
}

/** What is read only of a version that would go otherwise. */
export interface VersionLook {
  /** The statements of its policy. */
  readonly statements: readonly StatementReading[];
  /** Whether an event source calls it. */
  readonly hasEventSource: boolean;
  /** How often it was invoked in the time that it must have been idle for. */
  readonly invocations: number;
  /** The right that was missing, or the call whose answer was not whole. Then it stays. */
  readonly unreadable?: string;
}

export interface PrunedAlias {
  readonly name: string;
  /** With those that get a share by weight. */
  readonly versions: readonly string[];
}

export interface ProvisionedInstances {
  /** A version or an alias. */
  readonly qualifier: string;
  readonly instances: number;
}

/** A statement of a resource policy. */
export interface StatementReading {
  readonly statementId: string;
  /** Whether it is for API Gateway and nobody else. */
  readonly isGateway: boolean;
  /** Where calls may come from. Absent: from anywhere, or the condition is none that we know. */
  readonly sourceArn?: string;
}

export interface PrunedStatement extends StatementReading {
  /** An alias. Absent: the unqualified function. */
  readonly qualifier?: string;
  /** Whether it is a resource of the stack. */
  readonly inStack: boolean;
}

/** What the owner wants to keep. */
export interface RetainRules {
  /** How many releases of before each stage can go back to, beside what it is on. */
  readonly keep: number;
  /** Nothing younger goes. */
  readonly minimumAgeMilliseconds: number;
  /** Whether provisioned concurrency goes that no stage calls. */
  readonly dropsProvisionedConcurrency: boolean;
}

/** Something that can be deleted. */
export type Superseded =
  | { readonly kind: 'provisioned-concurrency'; readonly functionName: string; readonly version: string; readonly instances: number }
  | { readonly kind: 'deployment'; readonly deploymentId: string; readonly createdAt: Date }
  | { readonly kind: 'version'; readonly functionName: string; readonly version: string; readonly createdAt: Date }
  | { readonly kind: 'statement'; readonly functionName: string; readonly qualifier?: string; readonly statementId: string };

/** In words that are stable: `version Orders:3`. */
export function keyOf(item: Superseded): string {
  switch (item.kind) {
    case 'provisioned-concurrency': return `provisioned concurrency of ${item.functionName}:${item.version}`;
    case 'deployment': return `deployment ${item.deploymentId}`;
    case 'version': return `version ${item.functionName}:${item.version}`;
    case 'statement': return `permission ${item.statementId} of ${item.functionName}${item.qualifier === undefined ? '' : `:${item.qualifier}`}`;
  }
}
