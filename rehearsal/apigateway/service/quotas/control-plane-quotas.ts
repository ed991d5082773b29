import { RateLimit } from './rate-limit';
import { ApiGatewayError } from '../../api-gateway-error';
import { StageCanary, Stage } from '../../model';

/** What the service asks before it does something that AWS limits. Every method throws an `ApiGatewayError` when the limit is reached. */
export interface ControlPlaneQuotas {
  /** One call of the control plane, whatever it does. */
  countCall(now: Date): void;
  countDeployment(now: Date): void;
  /** @param existing number of the API's stages without the new one */
  checkStageCount(existing: number): void;
  checkVariables(stage: Pick<Stage, 'variables'> & { readonly canarySettings?: Pick<StageCanary, 'stageVariableOverrides'> }): void;
}

const STAGES_PER_API = 10;
const VARIABLES_PER_STAGE = 100;
const VARIABLE_NAME_LENGTH = 64;
const VARIABLE_VALUE_LENGTH = 512;

/** No limits. */
export const NO_QUOTAS: ControlPlaneQuotas = {
  countCall: () => undefined, countDeployment: () => undefined, checkStageCount: () => undefined, checkVariables: () => undefined,
};

/** The limits that AWS raises for nobody. */
export const FIXED_LIMITS: ControlPlaneQuotas = { ...NO_QUOTAS, checkVariables };

/**
 * The limits of one account and region as AWS grants them by default.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export class AwsQuotas implements ControlPlaneQuotas {
  private readonly calls = new RateLimit({ perSecond: 10, burst: 40 });
  private readonly deployments = new RateLimit({ perSecond: 1 / 5, burst: 1 });

  countCall(now: Date): void {
    granted(this.calls, now);
  }

  countDeployment(now: Date): void {
    granted(this.deployments, now);
  }

  checkStageCount(existing: number): void {
    if (existing >= STAGES_PER_API) {
      throw exceeded('Maximum number of stages for this API has been reached. Please contact AWS if you need additional stages.');
    }
  }

  checkVariables(stage: Parameters<ControlPlaneQuotas['checkVariables']>[0]): void {
    checkVariables(stage);
  }
}

function checkVariables({ variables, canarySettings }: Parameters<ControlPlaneQuotas['checkVariables']>[0]): void {
  for (const map of [variables, canarySettings?.stageVariableOverrides]) { checkMap(map ?? {}); }
}

function checkMap(variables: Readonly<Record<string, string>>): void {
  const entries = Object.entries(variables);
  if (entries.length > VARIABLES_PER_STAGE) {
    throw exceeded(`Number of stage variables exceeds the limit of ${VARIABLES_PER_STAGE}: ${entries.length}`);
  }
  for (const [name, value] of entries) {
    if (name.length > VARIABLE_NAME_LENGTH) {
      throw exceeded(`Stage variable name exceeds the limit of ${VARIABLE_NAME_LENGTH} characters: ${name}`);
    }
    if (value.length > VARIABLE_VALUE_LENGTH) {
      throw exceeded(`Value of stage variable ${name} exceeds the limit of ${VARIABLE_VALUE_LENGTH} characters`);
    }
  }
}

function granted(limit: RateLimit, now: Date): void {
  if (!limit.grants(now)) { throw new ApiGatewayError('TooManyRequestsException', 'Too Many Requests'); }
}

function exceeded(message: string): ApiGatewayError {
  return new ApiGatewayError('LimitExceededException', message);
}
