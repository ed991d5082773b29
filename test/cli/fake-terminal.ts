import { Terminal } from '../../cli/terminal';

/** A terminal that keeps what was written to it. */
export class FakeTerminal implements Terminal {
  readonly environment: Readonly<Record<string, string | undefined>> = { ...process.env, CDK_CONTEXT_JSON: undefined };
  readonly interactive = false;
  readonly colors: boolean = false;
  readonly columns: number = 80;
  readonly printed: string[] = [];
  readonly complaints: string[] = [];
  /** What a user does while a command waits for Ctrl-C. @default - nothing */
  whileWaiting?: () => Promise<void>;

  constructor(readonly cwd: string) {}

  get output(): string {
    return this.printed.join('\n');
  }

  get errors(): string {
    return this.complaints.join('\n');
  }

  print(line: string): void {
    this.printed.push(line);
  }

  printError(line: string): void {
    this.complaints.push(line);
  }

  async untilInterrupted(): Promise<void> {
    await this.whileWaiting?.();
  }
}
