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
  const { stdout, stderr, env } = process;
  return {
    cwd: process.cwd(),
    environment: env,
    interactive: stdout.isTTY === true && !env.CI,
    colors: !env.NO_COLOR && (Boolean(env.FORCE_COLOR) || (stdout.isTTY === true && env.TERM !== 'dumb')),
    columns: stdout.columns ?? (Number(env.COLUMNS) || 80),
    print: writerTo(stdout),
    printError: writerTo(stderr),
    untilInterrupted: () => new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) { process.once(signal, () => resolve()); }
    }),
  };
}

/** A reader that closes (`| head -1`) wants no more. The command goes on to its end all the same: its exit code may be waited for. */
function writerTo(stream: NodeJS.WriteStream): (line: string) => void {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') { throw error; }
    gone = true;
  });
  return (line) => { if (!gone) { stream.write(`${line}\n`); } };
}
