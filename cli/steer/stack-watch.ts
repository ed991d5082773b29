import type { Account } from '../account/account';
import { readStackStatus } from '../target/read-stack';
import type { Stop, Terminal } from '../terminal';

const LOOK_MILLISECONDS = 3_000;

/** Stays with an operation of CloudFormation until it has ended. */
export class StackWatch {
  /** @param wait for so many milliseconds at the most */
  constructor(
    private readonly terminal: Pick<Terminal, 'now' | 'sleep'>, private readonly account: Account, private readonly stackId: string,
    private readonly wait: number, private readonly say: (line: string) => void,
  ) {}

  /** @param act what is done at each look, the last one included: then the operation has ended, and what it left is there */
  async untilStable(stopped: Promise<Stop>, act: () => Promise<void> = async () => undefined): Promise<'stable' | 'late' | 'interrupted'> {
    const deadline = this.terminal.now().getTime() + this.wait;
    const stop: { why?: Stop } = {};
    void stopped.then((why) => { stop.why = why; });
    for (;;) {
      const status = await readStackStatus(this.account, this.stackId);
      await act();
      if (!status?.endsWith('_IN_PROGRESS')) {
        this.say(`The stack is in ${status ?? 'nothing: it is deleted'}.`);
        return 'stable';
      }
      if (stop.why !== undefined) { return 'interrupted'; }
      if (this.terminal.now().getTime() >= deadline) { return 'late'; }
      await Promise.race([this.terminal.sleep(LOOK_MILLISECONDS, stopped), stopped]);
    }
  }
}
