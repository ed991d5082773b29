import { ApiGatewayError } from '../api-gateway-error';
import { AccessLogSettings, StageCanary, MethodSetting, Stage } from '../model';
import { PatchRefusal } from '../stage-patch/requested-patch';
import { checkStageVariable, parsePercent } from '../stage-patch/stage-values';

export interface CreateStageInput {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** `deploymentId` defaults to the stage's own (recorded on AWS). */
  readonly canarySettings?: Partial<StageCanary>;
  readonly methodSettings?: Readonly<Record<string, MethodSetting>>;
  readonly accessLogSettings?: AccessLogSettings;
  readonly cacheClusterEnabled?: boolean;
  readonly cacheClusterSize?: string;
  readonly clientCertificateId?: string;
  readonly documentationVersion?: string;
  readonly tracingEnabled?: boolean;
}

/** The stage as CreateStage makes it. @throws ApiGatewayError for a variable or a percentage that AWS does not take */
export function newStage(input: CreateStageInput, now: Date): Stage {
  checkValues(input);
  const { canarySettings, cacheClusterEnabled, tracingEnabled, methodSettings, ...rest } = withoutUndefined(input);
  return {
    ...rest,
    ...(canarySettings ? { canarySettings: newCanary(canarySettings, input.deploymentId) } : {}),
    methodSettings: methodSettings ?? {},
    cacheClusterEnabled: cacheClusterEnabled ?? false,
    tracingEnabled: tracingEnabled ?? false,
    createdDate: now,
    lastUpdatedDate: now,
  };
}

function newCanary(canary: Partial<StageCanary>, stageDeploymentId: string): StageCanary {
  return {
    ...withoutUndefined(canary),
    deploymentId: canary.deploymentId ?? stageDeploymentId,
    percentTraffic: canary.percentTraffic ?? 0,
    useStageCache: canary.useStageCache ?? false,
  };
}

function checkValues({ variables, canarySettings }: CreateStageInput): void {
  try {
    Object.entries({ ...variables, ...canarySettings?.stageVariableOverrides }).forEach(([name, value]) => checkStageVariable(name, value));
    parsePercent(String(canarySettings?.percentTraffic ?? 0));
  } catch (error) {
    if (error instanceof PatchRefusal) { throw new ApiGatewayError('BadRequestException', error.message); }
    throw error;
  }
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
