/** All that a command knows of the process it runs in. */
export interface Terminal {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether somebody is watching, so that progress is shown. */
  readonly interactive: boolean;
  readonly colors: boolean;
  /** How many characters fit into a line. */
  readonly columns: number;
  /** Writes a line to standard output. */
  print(line: string): void;
  /** Writes a line to standard error. */
  printError(line: string): void;
  /** Settles on Ctrl-C. */
  untilInterrupted(): Promise<void>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, env } = process;
  return {
    cwd: process.cwd(),
    environment: env,
    interactive: stdout.isTTY === true && !env.CI,
    colors: !env.NO_COLOR && (Boolean(env.FORCE_COLOR) || (stdout.isTTY === true && env.TERM !== 'dumb')),
    columns: stdout.columns ?? (Number(env.COLUMNS) || 80),
    print: (line) => { stdout.write(`${line}\n`); },
    printError: (line) => { process.stderr.write(`${line}\n`); },
    untilInterrupted: () => new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) { process.once(signal, () => resolve()); }
    }),
  };
}
