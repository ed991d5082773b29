import type { CommandTarget } from './find-target';
import type { ExitCode } from '../exit-code';
import { targetText } from './release';
import { withoutChange, forTarget } from '../messages/command-ids';

/** What a command does with its target. */
export interface Changing {
  /** Whether something of it was changed, as far as is known. */
  readonly hasChanged: boolean;
  run(): Promise<ExitCode>;
}

/** Finds a target and changes it. An error that comes before the first change says that nothing was changed. */
export async function changeTarget(find: () => Promise<CommandTarget>, changing: (target: CommandTarget) => Changing): Promise<ExitCode> {
  let target: CommandTarget | undefined;
  let change: Changing | undefined;
  try {
    target = await find();
    change = changing(target);
    return await change.run();
  } catch (error) {
    const told = target?.releases.length === 1 ? forTarget(error, targetText(target.releases[0])) : error;
    throw change?.hasChanged ? told : withoutChange(told);
  } finally {
    target?.account.close();
  }
}
