import type { Log } from '../../aws/event-log';
import type { Gateway } from '../../aws/gateway';
import type { OwnStack } from '../../aws/own-stack';
import type { NamedResource } from '../contract/stack-history';
import { backendsOf, isBackend } from '../decision/base-backends';
import { callsOf } from '../decision/base-calls';
import { countedRoutes } from '../decision/base-functions';
import { formerNames, nestedStacksIn } from '../decision/former-names';
import type { BaseReading, EndpointsReading, ModeReading, NamesReading, Situation } from '../decision/situation';
import { whatToRead } from '../decision/what-to-read';

/** Reads what a decision needs beside the stage, and nothing else. */
export class MissingReadings {
  constructor(private readonly gateway: Gateway, private readonly ownStack: OwnStack, private readonly log: Log) {}

  /** The situation with everything that `plan` asks for. @param stackId of the driver's stack */
  async complete(situation: Situation, stackId: string): Promise<Situation> {
    const missing = whatToRead(situation);
    return {
      ...situation,
      endpoints: missing.endpoints ? await this.endpoints(situation) : undefined,
      stack: missing.stack ? await this.stack(stackId, situation, missing.history) : undefined,
      base: missing.base ? await this.base(situation) : undefined,
      mode: missing.mode ? await this.mode(stackId) : undefined,
    };
  }

  private async endpoints({ live, desired: { restApiId, deploymentId } }: Situation): Promise<EndpointsReading> {
    return {
      base: await this.gateway.readEndpoints(restApiId, live!.deploymentId),
      canary: await this.gateway.readEndpoints(restApiId, deploymentId),
    };
  }

  private async stack(stackId: string, { began }: Situation, readsHistory: boolean): Promise<NamesReading> {
    const [, , , region, account] = stackId.split(':');
    const named = await this.ownStack.physicalNames(stackId);
    const former = readsHistory && began !== undefined ? await this.formerNames(stackId, began) : undefined;
    return {
      stackName: stackId.split('/')[1],
      place: { region, account },
      names: new Map(named.filter(isNoBackend).map(({ logicalId, physicalId }) => [logicalId, physicalId])),
      formerNames: former && new Map(former.filter(isNoBackend).map(({ logicalId, physicalId }) => [physicalId, logicalId])),
      backends: named.filter(isBackend),
      formerBackends: former?.filter(isBackend),
    };
  }

  private async formerNames(stackId: string, began: Date, nesting = ''): Promise<NamedResource[]> {
    const { ownStack } = this;
    const events = nesting === '' ? await ownStack.eventsSince(stackId, began) : await ownStack.eventsOfNested(stackId, began);
    const found = formerNames(events).map((resource) => ({ ...resource, logicalId: `${nesting}${resource.logicalId}` }));
    for (const [nestedId, logicalId] of nestedStacksIn(events, stackId)) {
      found.push(...await this.formerNames(nestedId, began, `${nesting}${logicalId}/`));
    }
    return found;
  }

  /** A nested stack is carried out as its root is. */
  private async mode(stackId: string): Promise<ModeReading> {
    const own = await this.ownStack.describe(stackId);
    const readings = own.rootId === stackId ? [own] : [own, await this.ownStack.describe(own.rootId)];
    return { express: readings.some(({ mode }) => mode === 'EXPRESS'), rollbackDisabled: readings.some(({ rollbackDisabled }) => rollbackDisabled) };
  }

  private async base({ live, desired }: Situation): Promise<BaseReading> {
    const { restApiId, stageName } = desired;
    try {
      const definition = await this.gateway.readDefinition(restApiId, stageName);
      const [variables, routes] = [live!.variables, countedRoutes({ live, desired })];
      return { calls: callsOf(definition, variables, routes), backends: backendsOf(definition, variables, routes) };
    } catch (error) {
      this.log({ level: 'WARN', message: 'The export of the stage could not be read', error: String(error) });
      return {};
    }
  }
}

function isNoBackend(resource: NamedResource): boolean {
  return !isBackend(resource);
}
