import type { Log } from '../../aws/event-log';
import type { Functions } from '../../aws/functions';
import type { Gateway } from '../../aws/gateway';
import type { OwnStack } from '../../aws/own-stack';
import { declaredVariables } from '../../stage/stage-after';
import { DriverProperties, parseDriverProperties } from '../contract/driver-properties';
import type { HistoryEvent, NamedResource } from '../contract/stack-history';
import { backendsOf, isBackend } from '../decision/base-backends';
import { BaseCalls, callsOf } from '../decision/base-calls';
import { countedRoutes, isAdoption, retainedByLast } from '../decision/base-functions';
import { variablesUsedIn } from '../decision/base-variables';
import { formerNames, nestedStacksIn, outdatedNames } from '../decision/former-names';
import { askedLast, variablesGivenLast } from '../decision/operation';
import { mayTakeUntold } from '../decision/refusals/base-variable-removed';
import type { BaseReading, EndpointsReading, ModeReading, NamesReading, Situation } from '../decision/situation';
import { whatToRead } from '../decision/what-to-read';

/** A driver in its stack. */
export interface DriverIdentity {
  readonly stackId: string;
  readonly logicalId: string;
}

/** Reads what a decision needs beside the stage, and nothing else. */
export class MissingReadings {
  constructor(
    private readonly gateway: Gateway, private readonly ownStack: OwnStack, private readonly functions: Functions, private readonly log: Log,
  ) {}

  /** The situation with everything that `plan` asks for. @param driver its stack and its logical id */
  async complete(situation: Situation, driver: DriverIdentity): Promise<Situation> {
    const { stackId } = driver;
    const missing = whatToRead(situation);
    return {
      ...situation,
      endpoints: missing.endpoints ? await this.endpoints(situation) : undefined,
      stack: missing.stack ? await this.stack(driver, situation, missing.history) : undefined,
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

  private async stack(driver: DriverIdentity, situation: Situation, readsHistory: boolean): Promise<NamesReading> {
    const { stackId } = driver;
    const { began, desired } = situation;
    const [, , , region, account] = stackId.split(':');
    const named = await this.ownStack.physicalNames(stackId);
    const history = readsHistory && began !== undefined ? await this.history(stackId, began) : undefined;
    const former = history && formerNames(history);
    return {
      stackName: stackId.split('/')[1],
      place: { region, account },
      names: new Map(named.filter(isNoBackend).map(({ logicalId, physicalId }) => [logicalId, physicalId])),
      formerNames: former && new Map(former.filter(isNoBackend).map(({ logicalId, physicalId }) => [physicalId, logicalId])),
      outdatedNames: history && outdatedNames(history, desired.deploymentId),
      ...situation.isRetried ? await this.beforeRetry(driver, situation) : {},
      ...mayTakeUntold(situation) ? await this.beforeAdoption(driver, situation) : {},
      backends: named.filter(isBackend),
      formerBackends: former?.filter(isBackend),
    };
  }

  /** What left the template in an attempt of this operation was in that of the attempt before, or in that of before the operation. */
  private async beforeRetry(
    { stackId, logicalId }: DriverIdentity, { began, previous }: Situation,
  ): Promise<Pick<NamesReading, 'retained' | 'variablesBefore'>> {
    const asked = began && await askedLast(this.ownStack.events(stackId), stackId, logicalId, began);
    const before = asked && parseDriverProperties(asked as unknown as DriverProperties);
    return {
      retained: retainedByLast([previous, before].filter((template) => template !== undefined)),
      variablesBefore: before && Object.keys(declaredVariables(before)),
    };
  }

  /** A template without the release still had the stage. */
  private async beforeAdoption({ stackId }: DriverIdentity, { began, desired }: Situation): Promise<Pick<NamesReading, 'variablesBefore'>> {
    return { variablesBefore: began && await variablesGivenLast(this.ownStack.events(stackId), stackId, desired, began) };
  }

  /** Of the stack, and behind it of each nested one, newest event first. */
  private async history(stackId: string, began: Date, nesting = ''): Promise<HistoryEvent[]> {
    const { ownStack } = this;
    const events = nesting === '' ? await ownStack.eventsSince(stackId, began) : await ownStack.eventsOfNested(stackId, began);
    const found = events.map((event) => ({ ...event, logicalId: `${nesting}${event.logicalId}` }));
    for (const [nestedId, logicalId] of nestedStacksIn(events, stackId)) {
      found.push(...await this.history(nestedId, began, `${nesting}${logicalId}/`));
    }
    return found;
  }

  /** A nested stack is carried out as its root is. */
  private async mode(stackId: string): Promise<ModeReading> {
    const own = await this.ownStack.describe(stackId);
    const readings = own.rootId === stackId ? [own] : [own, await this.ownStack.describe(own.rootId)];
    return { express: readings.some(({ mode }) => mode === 'EXPRESS'), rollbackDisabled: readings.some(({ rollbackDisabled }) => rollbackDisabled) };
  }

  private async base({ live, desired, previous, isRetried }: Situation): Promise<BaseReading> {
    const { restApiId, stageName } = desired;
    const isRoleUntold = isRetried || isAdoption({ live, desired, previous });
    try {
      const definition = await this.gateway.readDefinition(restApiId, stageName);
      const [variables, routes] = [live!.variables, countedRoutes({ live, desired })];
      const calls = callsOf(definition, variables, routes);
      return {
        calls,
        runsWith: isRoleUntold ? await this.rolesOf(calls) : undefined,
        backends: backendsOf(definition, variables, routes),
        variables: variablesUsedIn(definition, routes),
      };
    } catch (error) {
      this.log({ level: 'WARN', message: 'The export of the stage could not be read', error: String(error) });
      return {};
    }
  }

  /** Lambda tells nothing of a function that left the app: the driver has no right to ask for it any more, and such a deploy is refused anyway. */
  private async rolesOf({ functions }: BaseCalls): Promise<string[]> {
    const roles: string[] = [];
    for (const { reference, qualifier } of functions) {
      if (qualifier === undefined) { continue; }
      const role = await this.functions.role(reference);
      if (role !== undefined) { roles.push(role); }
    }
    return [...new Set(roles)];
  }
}

function isNoBackend(resource: NamedResource): boolean {
  return !isBackend(resource);
}
