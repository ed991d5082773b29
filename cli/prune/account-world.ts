import { deletionOf, isThere } from '../../lib/aws/superseded-deletions';
import { SupersededReadings } from '../../lib/aws/superseded-readings';
import type { PruningScope } from '../../lib/pruning/contract/pruning-readings';
import type { Superseded } from '../../lib/pruning/contract/pruning-state';
import type { DeletionOutcome, PruningWorld } from '../../lib/pruning/run/pruning-world';
import type { Account } from '../account/account';
import { CommandError } from '../messages/command-ids';
import type { Terminal } from '../terminal';

export interface PrunedWith {
  readonly account: Account;
  readonly terminal: Pick<Terminal, 'now' | 'sleep'>;
  readonly stackId: string;
  readonly idleForMilliseconds: number;
  /** Read anew, after the moment of the stack. */
  scope(): Promise<PruningScope>;
}

/** AWS as the operator reaches it. */
export function accountWorld(restApiId: string, { account, terminal, stackId, idleForMilliseconds, scope }: PrunedWith): PruningWorld {
  const readings = new SupersededReadings(account, {
    read: (action, call, isAnswer) => account.read(action, call, isAnswer),
    isDenied: (error) => error instanceof CommandError && error.id === 'AccessDenied',
  });
  return {
    moment: () => readings.moment(stackId),
    stages: () => readings.stages(restApiId),
    read: async () => readings.read(await scope(), terminal.now()),
    look: (functionName, version) => readings.look(functionName, version, { now: terminal.now(), idleForMilliseconds }),
    routes: (deploymentId) => readings.routes(restApiId, deploymentId),
    delete: (item) => deleted(account, item, restApiId),
    isThere: (item) => isThere(item, restApiId, readings),
    pause: (milliseconds) => terminal.sleep(milliseconds),
  };
}

async function deleted(account: Account, item: Superseded, restApiId: string): Promise<DeletionOutcome> {
  const { action, send } = deletionOf(item, restApiId, account);
  const written = await account.write(action, send);
  if (written.outcome === 'answered') { return { outcome: written.answer }; }
  if (written.outcome === 'unknown') { return { outcome: 'unknown', error: written.error }; }
  // Any other refusal is one of this thing alone: it is in use.
  return written.error.id === 'AwsError' ? { outcome: 'refused', said: written.error.text } : { outcome: 'failed', error: written.error };
}
