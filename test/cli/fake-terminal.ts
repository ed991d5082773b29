import { Stop, Terminal } from '../../cli/terminal';

/** A terminal that keeps what was written to it. */
export class FakeTerminal implements Terminal {
  environment: Readonly<Record<string, string | undefined>> = { ...process.env, CDK_CONTEXT_JSON: undefined };
  interactive = false;
  redraws = false;
  colors: boolean = false;
  errorColors: boolean = false;
  ascii = false;
  columns: number = 80;
  rows = 40;
  readonly printed: string[] = [];
  readonly complaints: string[] = [];
  /** What was written to move the cursor. */
  written = '';
  /** What a user answers, one after the other. @default - nothing: the input is at its end */
  readonly answers: string[] = [];
  readonly questions: string[] = [];
  /** What a user does while a command waits for Ctrl-C. @default - nothing */
  whileWaiting?: () => Promise<void>;
  private stop?: (why: Stop) => void;
  private resized?: () => void;
  private stopAgain?: () => void;
  /** The time, and what happens while the command waits. @default - that of the machine, and nothing */
  clock: () => Date;
  whileSleeping: (milliseconds: number) => Promise<void>;

  constructor(readonly cwd: string) {
    this.clock = () => new Date();
    this.whileSleeping = async () => undefined;
  }

  get output(): string {
    return this.printed.join('\n');
  }

  get errors(): string {
    return this.complaints.join('\n');
  }

  now(): Date {
    return this.clock();
  }

  async sleep(milliseconds: number): Promise<void> {
    await this.whileSleeping(milliseconds);
  }

  print(line: string): void {
    this.printed.push(line);
  }

  printError(line: string): void {
    this.complaints.push(line);
  }

  write(text: string): void {
    this.written += text;
  }

  async ask(question: string): Promise<string | undefined> {
    this.questions.push(question);
    return this.answers.shift();
  }

  whenResized(act: () => void): () => void {
    this.resized = act;
    return () => { this.resized = undefined; };
  }

  /** The user makes the window wider or narrower. */
  resize(columns: number): void {
    this.columns = columns;
    this.resized?.();
  }

  /** The user comes when what is printed with it can be read. */
  async untilInterrupted(): Promise<void> {
    await Promise.resolve();
    await this.whileWaiting?.();
  }

  untilStopped() {
    return {
      stopped: new Promise<Stop>((resolve) => { this.stop = resolve; }),
      again: new Promise<void>((resolve) => { this.stopAgain = resolve; }),
      release: () => undefined,
    };
  }

  /** The user presses q or Ctrl-C, or the reader of the output closes. */
  stopFor(why: Stop): void {
    this.stop?.(why);
  }

  /** Ctrl-C once more. */
  stopAtOnce(): void {
    this.stopAgain?.();
  }
}
