import { callsIn, PastOperation, pastOperations, VariableChanges, variableChanges, variablesOf, withChanges } from './past-productions';
import { lostRoutes } from './promotion-look';
import type { LiveStage } from '../../lib/stage/live-stage';
import type { Account } from '../account/account';
import { calledFunctions, FunctionReading, readFunctions } from '../readings/read-functions';
import { readHistory } from '../readings/read-history';
import { DeploymentReading, readBaseCalls, readDeployment } from '../readings/read-stage';
import type { Release } from '../target/release';

/** Where production may go back to, and what is known of it. */
export interface RollbackTarget {
  readonly deploymentId: string;
  /** @default - the API has no such deployment any more */
  readonly deployment?: DeploymentReading;
  /** The operation that found production there last. @default - the history does not name it */
  readonly leftAt?: Date;
  /** What was declared otherwise then. @default - the history does not tell */
  readonly variables?: VariableChanges;
  /** What it calls. @default - the history does not tell */
  readonly functions?: readonly FunctionReading[];
  /** Requests that production answers and the target would answer with 403. */
  readonly lostRoutes: readonly string[];
}

/**
 * What production was on before, by the driver's memory in the events of its stack: the last deployment that an operation found it on, and that is
 * older than the one it is on. So going back twice never leads to what one has left.
 *
 * @param wanted the deployment that the person names instead
 * @returns undefined when the history has no older one
 */
export async function readRollbackTarget(
  account: Account, release: Release, live: LiveStage, wanted: string | undefined,
): Promise<RollbackTarget | undefined> {
  const { restApiId } = release;
  const current = await readDeployment(account, restApiId, live.deploymentId);
  const history = new History(account, release);
  const found = wanted === undefined
    ? await history.before(live.deploymentId, async (id) => olderThan(current, await readDeployment(account, restApiId, id)))
    : { deploymentId: wanted, deployment: await readDeployment(account, restApiId, wanted) };
  if (found === undefined) { return undefined; }
  const { deploymentId, deployment } = found;
  if (deployment === undefined || deploymentId === live.deploymentId) { return { ...found, lostRoutes: [] }; }
  const told = await history.of(deploymentId);
  const variables = told.variables && variableChanges(live.variables, told.variables, (await history.of(live.deploymentId)).variables);
  const calls = told.calls && calledFunctions(told.calls, withChanges(live.variables, variables));
  const functions = calls && await readCalled(account, release, live, calls);
  return { ...found, leftAt: told.leftAt, variables, functions, lostRoutes: lostRoutes({ base: current, canary: deployment }) };
}

/** One that is gone has no age: it is what production was on, and cannot be gone past in silence. */
function olderThan(current: DeploymentReading | undefined, deployment: DeploymentReading | undefined) {
  const isNewer = (deployment?.createdAt?.getTime() ?? 0) > (current?.createdAt?.getTime() ?? Infinity);
  return isNewer ? undefined : { deployment };
}

async function readCalled(account: Account, release: Release, live: LiveStage, called: Parameters<typeof readFunctions>[1]) {
  const calls = await readBaseCalls(account, release, live.variables);
  return readFunctions(account, called, { restApiId: release.restApiId, hasRoles: calls === undefined || calls.roles.length > 0 });
}

/** The operations of a release, read as far as somebody asks. */
class History {
  private readonly read: PastOperation[] = [];
  private readonly pages: AsyncGenerator<PastOperation[]>;

  constructor(account: Account, { declared }: Release) {
    this.pages = (async function* () {
      if (declared === undefined) { return; }
      for await (const events of readHistory(account, declared.stack.id)) { yield pastOperations(events, declared.driver.logicalId); }
    })();
  }

  /** The newest production but one for which `look` finds something. */
  async before<Found extends object>(current: string, look: (deploymentId: string) => Promise<Found | undefined>) {
    const seen = new Set([current]);
    for (let index = 0; ; index++) {
      while (index >= this.read.length) { if (!await this.readOn()) { return undefined; } }
      const { production: deploymentId } = this.read[index];
      if (seen.has(deploymentId)) { continue; }
      seen.add(deploymentId);
      const found = await look(deploymentId);
      if (found !== undefined) { return { deploymentId, ...found }; }
    }
  }

  /** What the history tells of a deployment. Where CloudFormation shows no properties, it is not read to its end for nothing. */
  async of(deploymentId: string) {
    const tell = () => ({ variables: variablesOf(deploymentId, this.read), calls: callsIn(deploymentId, this.read) });
    const isTold = () => tell().variables !== undefined && tell().calls !== undefined;
    const isMute = () => this.read.length > 0 && this.read.every(({ asked }) => asked === undefined);
    while (!isTold() && !isMute() && await this.readOn()) { /* the next page */ }
    return { ...tell(), leftAt: this.read.find(({ production }) => production === deploymentId)?.at };
  }

  /** @returns whether there was another page */
  private async readOn(): Promise<boolean> {
    const { done, value } = await this.pages.next();
    if (!done) { this.read.push(...value); }
    return !done;
  }
}
