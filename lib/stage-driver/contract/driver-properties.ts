import type { LiveAccessLog } from '../../stage/live-stage';

/**
 * The contract between the template and the driver's handler: properties of `Custom::CanaryStage`.
 *
 * CloudFormation delivers every scalar as a string. A rollback after an upgrade of this library delivers the properties that
 * the earlier version wrote, so a property may be added here with a default, but never renamed or given another meaning.
 */

/** What this deploy does with the stage. */
export type ReleaseAction = 'HOLD' | 'PROMOTE' | 'ABORT' | 'NONE' | 'ROLLOUT' | 'SKIP';

/** A canary as the template declares it. */
export interface DesiredCanary {
  readonly percentTraffic: number;
  readonly useStageCache: boolean;
  readonly stageVariableOverrides: Readonly<Record<string, string>>;
}

/** The three choices of a promotion. */
export interface PromoteChoices {
  readonly updateDeployment: boolean;
  readonly updateStageVariables: boolean;
  readonly resetTraffic: boolean;
}

/** How a difference between the endpoints of base and canary is treated. */
export interface DesiredEndpointRules {
  readonly newEndpoints: 'REJECT' | 'WARN' | 'ALLOW';
  readonly removedEndpoints: 'REJECT' | 'WARN' | 'ALLOW';
  readonly exceptEndpoints: readonly string[];
}

/** What the steps of a rollout need of the stage before it begins. */
export interface DesiredRollout {
  /** Present when a gate reads the access log. */
  readonly log?: DesiredLog;
}

/** The access log as the template declares it. */
export interface DesiredLog extends LiveAccessLog {
  /** The mark of the release in its lines. */
  readonly mark: string;
  /** Latencies in milliseconds above which a gate counts a request as slow. */
  readonly slowerThan: readonly number[];
}

/** Functions, roles or backends of the template, by what becomes of them when they leave it (`ResourceIdentity`). */
export interface DeclaredLists {
  readonly deleted: readonly string[];
  readonly retained: readonly string[];
}

/** What the template asks of the stage. */
export interface DesiredStage {
  readonly restApiId: string;
  readonly stageName: string;
  readonly action: ReleaseAction;
  /** The deployment that snapshots the API of this template. */
  readonly deploymentId: string;
  /** Stage variables that the user declared, without promoted overrides. */
  readonly variables: Readonly<Record<string, string>>;
  /** Present for HOLD and PROMOTE. */
  readonly canary?: DesiredCanary;
  /** What the code's `canarySettings` say while an abort leaves them aside. Only what is said of the next deploy depends on it. */
  readonly settingsAside?: DesiredCanary;
  /** Present for PROMOTE. */
  readonly promote?: PromoteChoices;
  readonly endpoints: DesiredEndpointRules;
  readonly functions: DeclaredLists;
  readonly roles: DeclaredLists;
  /** Queues, tables, user pools and so on (`BACKEND_KINDS`). */
  readonly backends: DeclaredLists;
  /** Logical ids of the roles that functions may run with, each with those that do: `Role>Fn,Other`. */
  readonly functionRoles: readonly string[];
  /** Whether the operator says that a canary which was aborted is wanted again. */
  readonly hold: boolean;
  /** What the code serves, such as `GET /hello`. Absent when synth could not read it. */
  readonly routes?: readonly string[];
  /** ARNs of what the deployment of the template calls: versions, aliases and functions of the app, with stage variables as the URIs have them. */
  readonly calls: readonly string[];
  /** Present when the template has the steps of a rollout, whatever this deploy does with them. */
  readonly rollout?: DesiredRollout;
  /** Names or ARNs of functions of other stacks that outputs of the driver's stack name. */
  readonly holds: readonly string[];
  /** Functions that the API calls: `<logical id>|<hash of what they publish>`, with `|version` behind it for one that is called by a version. */
  readonly calledFunctions: readonly string[];
  /** What the handler of the template is able to read. */
  readonly handlerVersion: number;
  /** How long the data plane may still serve what the stage was on before a move. */
  readonly propagationMilliseconds: number;
}

/** Properties as they stand in the template (and come back as strings). */
export interface DriverProperties {
  readonly RestApiId: string;
  readonly StageName: string;
  readonly Action: ReleaseAction;
  /** Whether the operator wants a canary again that was aborted. Absent: no. */
  readonly Hold?: boolean | string;
  readonly DeploymentId: string;
  readonly Variables: Record<string, string>;
  readonly PercentTraffic?: number | string;
  readonly UseStageCache?: boolean | string;
  readonly StageVariableOverrides?: Record<string, string>;
  /** The three of a canary that an abort leaves aside. Absent: there are none, or another action. */
  readonly SettingsAside?: Pick<DriverProperties, 'PercentTraffic' | 'UseStageCache' | 'StageVariableOverrides'>;
  readonly UpdateDeployment?: boolean | string;
  readonly UpdateStageVariables?: boolean | string;
  readonly ResetTraffic?: boolean | string;
  readonly NewEndpoints?: string;
  readonly RemovedEndpoints?: string;
  readonly ExceptEndpoints?: string[];
  readonly Functions?: string[];
  readonly RetainedFunctions?: string[];
  readonly Roles?: string[];
  readonly RetainedRoles?: string[];
  readonly FunctionRoles?: string[];
  readonly Backends?: string[];
  readonly RetainedBackends?: string[];
  readonly Calls?: string[];
  readonly Holds?: string[];
  readonly Routes?: string[];
  readonly CalledFunctions?: string[];
  /** A digest of the steps: CloudFormation calls the driver in every operation that touches one. Absent: no steps. */
  readonly RolloutDigest?: string;
  /** Absent: no gate reads the access log. */
  readonly RolloutLogMark?: string;
  /** Milliseconds. */
  readonly RolloutSlowerThan?: Array<number | string>;
  /** What the template says of the stage beside the release. */
  readonly StageTemplate?: { readonly AccessLogSetting?: { readonly DestinationArn?: string; readonly Format?: string } };
  readonly HandlerVersion?: number | string;
  /** Tells two operations on one deployment apart. @see awaited.ts */
  readonly Digest?: string;
  /** Seconds. @default 10, assumed */
  readonly PropagationSeconds?: number | string;
}

/** The attribute of `Custom::CanaryStage` with the value of a stage variable. An abort has one for each declared variable. */
export function variableAttribute(name: string): string {
  return `Variable.${name}`;
}

/** So long the data plane may serve a stage as it was before a change. Assumed. */
export const PROPAGATION_SECONDS = 10;

/** Reads the properties of a custom resource event. */
export function parseDriverProperties(properties: DriverProperties): DesiredStage {
  return {
    restApiId: properties.RestApiId,
    stageName: properties.StageName,
    action: properties.Action,
    deploymentId: properties.DeploymentId,
    variables: properties.Variables ?? {},
    canary: parseCanary(properties),
    settingsAside: parseCanary(properties.SettingsAside ?? {}),
    promote: properties.Action !== 'PROMOTE' ? undefined : {
      updateDeployment: parseBoolean(properties.UpdateDeployment, true),
      updateStageVariables: parseBoolean(properties.UpdateStageVariables, true),
      resetTraffic: parseBoolean(properties.ResetTraffic, true),
    },
    endpoints: {
      newEndpoints: parsePolicy(properties.NewEndpoints, 'REJECT'),
      removedEndpoints: parsePolicy(properties.RemovedEndpoints, 'WARN'),
      exceptEndpoints: properties.ExceptEndpoints ?? [],
    },
    functions: { deleted: properties.Functions ?? [], retained: properties.RetainedFunctions ?? [] },
    roles: { deleted: properties.Roles ?? [], retained: properties.RetainedRoles ?? [] },
    backends: { deleted: properties.Backends ?? [], retained: properties.RetainedBackends ?? [] },
    functionRoles: properties.FunctionRoles ?? [],
    hold: parseBoolean(properties.Hold, false),
    calls: properties.Calls ?? [],
    holds: properties.Holds ?? [],
    routes: properties.Routes,
    rollout: parseRollout(properties),
    calledFunctions: properties.CalledFunctions ?? [],
    handlerVersion: Number(properties.HandlerVersion ?? 1),
    propagationMilliseconds: propagationOf(properties),
  };
}

function parseCanary(
  { PercentTraffic: percent, UseStageCache: useStageCache, StageVariableOverrides: overrides }: NonNullable<DriverProperties['SettingsAside']>,
): DesiredCanary | undefined {
  if (percent === undefined) { return undefined; }
  return { percentTraffic: Number(percent), useStageCache: parseBoolean(useStageCache, false), stageVariableOverrides: overrides ?? {} };
}

function parseRollout(
  { RolloutDigest: digest, RolloutLogMark: mark, RolloutSlowerThan: slowerThan = [], StageTemplate: stage }: DriverProperties,
): DesiredStage['rollout'] {
  if (digest === undefined) { return undefined; }
  const { DestinationArn: destinationArn, Format: format } = stage?.AccessLogSetting ?? {};
  return { log: mark === undefined ? undefined : { mark, slowerThan: slowerThan.map(Number), destinationArn, format } };
}

/** Of a driver's or an anchor's properties. */
export function propagationOf({ PropagationSeconds: seconds }: Pick<DriverProperties, 'PropagationSeconds'>): number {
  return Number(seconds ?? PROPAGATION_SECONDS) * 1000;
}

function parseBoolean(value: boolean | string | undefined, whenAbsent: boolean): boolean {
  return value === undefined ? whenAbsent : String(value) === 'true';
}

function parsePolicy(value: string | undefined, whenAbsent: 'REJECT' | 'WARN'): 'REJECT' | 'WARN' | 'ALLOW' {
  return value === 'REJECT' || value === 'WARN' || value === 'ALLOW' ? value : whenAbsent;
}
