import type { Gateway } from '../../aws/gateway';
import type { OwnStack } from '../../aws/own-stack';
import { checkLiveBase } from '../../endpoints/baselines/api-summary';
import type { LiveStage } from '../../stage/live-stage';
import type { DesiredStage } from '../contract/driver-properties';
import { calledFunctions, checkBaseFunctions, functionsAtStake } from '../decision/base-functions';

/** What the checks ask about; the stage is live, and nothing was moved yet. */
export interface CheckedOperation {
  readonly stackId: string;
  readonly live: LiveStage;
  readonly desired: DesiredStage;
  /** Absent when the release is new to the stack. */
  readonly previous?: DesiredStage;
}

/** Asks the live base release whether it can stay beside what the template brings and takes away. */
export class LiveBaseChecks {
  constructor(
    private readonly gateway: Gateway, private readonly ownStack: OwnStack, private readonly log: (entry: Record<string, unknown>) => void,
  ) {}

  /** @throws with the fix in the message, when requests would fail */
  public async refuse(operation: CheckedOperation): Promise<void> {
    await this.refuseUnservedEndpoints(operation);
    await this.refuseLostFunctions(operation);
  }

  private async refuseUnservedEndpoints({ desired, live: { deploymentId: base } }: CheckedOperation): Promise<void> {
    if (desired.action !== 'HOLD' || desired.canary!.percentTraffic === 0 || base === desired.deploymentId) { return; }
    const refusal = checkLiveBase({
      base: await this.gateway.readEndpoints(desired.restApiId, base),
      canary: await this.gateway.readEndpoints(desired.restApiId, desired.deploymentId),
      percentTraffic: desired.canary!.percentTraffic,
      ...desired.endpoints,
    });
    if (refusal) { throw new Error(`${refusal} [UnservedEndpoint]`); }
  }

  private async refuseLostFunctions({ stackId, desired, previous, live }: CheckedOperation): Promise<void> {
    const atStake = functionsAtStake(desired, previous);
    if (atStake === undefined) { return; }
    const refusal = checkBaseFunctions({
      ...atStake,
      stackName: stackId.split('/')[1],
      names: await this.ownStack.functionNames(stackId),
      called: await this.calledByBase(desired, live),
    });
    if (refusal) { throw new Error(`${refusal} [BaseFunctionRemoved]`); }
  }

  private async calledByBase({ restApiId, stageName }: DesiredStage, live: LiveStage): Promise<string[] | undefined> {
    try {
      return calledFunctions(await this.gateway.readDefinition(restApiId, stageName), live.variables);
    } catch (error) {
      this.log({ level: 'WARN', message: 'The export of the stage could not be read', error: String(error) });
      return undefined;
    }
  }
}
