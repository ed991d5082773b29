import { createInterface } from 'node:readline/promises';

/** Why nobody watches any more: `q`, Ctrl-C (or SIGTERM), or the reader of the output has closed. */
export type Stop = 'quit' | 'interrupted' | 'closed';

/** All that a command knows of the process it runs in. */
export interface Terminal {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether somebody can be asked: input and errors are terminals, and this is no CI. */
  readonly interactive: boolean;
  /** Whether output can be drawn over: it is a terminal, and this is no CI. */
  readonly redraws: boolean;
  /** Of the output. */
  readonly colors: boolean;
  readonly errorColors: boolean;
  /** Whether marks and bars must be ASCII. */
  readonly ascii: boolean;
  /** How many characters fit into a line. */
  readonly columns: number;
  /** How many lines are seen at once. */
  readonly rows: number;
  now(): Date;
  /** Waits so long, or until there is a reason to stop. */
  sleep(milliseconds: number, stopped?: Promise<unknown>): Promise<void>;
  /** Writes a line to standard output. */
  print(line: string): void;
  /** Writes a line to standard error. */
  printError(line: string): void;
  /** Writes to standard output as it is: what moves the cursor. */
  write(text: string): void;
  /** Asks on standard error. undefined at the end of the input */
  ask(question: string): Promise<string | undefined>;
  /** Calls back when the window has another size, until what it returns is called. */
  whenResized(act: () => void): () => void;
  /** Settles on Ctrl-C. */
  untilInterrupted(): Promise<void>;
  /**
   * Settles when nobody watches any more, until `release` is called.
   *
   * @param by `keys` takes the keys meanwhile: then `q` stops, too, and nobody can be asked. @default 'keys'
   */
  untilStopped(by?: 'keys' | 'signals'): Watching;
}

/** Somebody watches a command. */
export interface Watching {
  readonly stopped: Promise<Stop>;
  /** Settles when somebody who has stopped it does so once more. */
  readonly again: Promise<void>;
  release(): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a stream gets colours. @param isTerminal of this very stream */
export function hasColors(env: Environment, isTerminal: boolean): boolean {
  if (env.NO_COLOR || env.FORCE_COLOR === '0') { return false; }
  return Boolean(env.FORCE_COLOR) || (isTerminal && env.TERM !== 'dumb');
}

/** The console of Windows has no marks and bars, apart from Windows Terminal and editors. */
export function needsAscii(env: Environment, platform: string): boolean {
  return platform === 'win32' && !env.WT_SESSION && !env.TERM_PROGRAM;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env, platform } = process;
  const output = writerTo(stdout);
  return {
    cwd: process.cwd(),
    environment: env,
    interactive: stdin.isTTY === true && stderr.isTTY === true && !env.CI,
    redraws: stdout.isTTY === true && !env.CI && env.TERM !== 'dumb',
    colors: hasColors(env, stdout.isTTY === true),
    errorColors: hasColors(env, stderr.isTTY === true),
    ascii: needsAscii(env, platform),
    // A terminal that nobody has given a size says 0.
    get columns() { return stdout.columns || Number(env.COLUMNS) || 80; },
    get rows() { return stdout.rows || Number(env.LINES) || 24; },
    now: () => new Date(),
    sleep: (milliseconds, stopped) => new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      // A timer that is left would keep the process until it is over.
      void stopped?.then(() => {
        clearTimeout(timer);
        resolve();
      });
    }),
    print: (line) => output.write(`${line}\n`),
    printError: lineWriter(writerTo(stderr)),
    write: output.write,
    ask: async (question) => {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await Promise.race([lines.question(question), new Promise<undefined>((resolve) => {
          let isInterrupted = false;
          // As anywhere else: whoever does not listen to the signal ends by it.
          lines.once('SIGINT', () => {
            isInterrupted = true;
            lines.close();
            if (!process.emit('SIGINT')) { process.kill(process.pid, 'SIGINT'); }
          });
          lines.once('close', () => { if (!isInterrupted) { resolve(undefined); } });
        })]);
      } finally {
        lines.close();
      }
    },
    whenResized: (act) => {
      stdout.on('resize', act);
      return () => { stdout.off('resize', act); };
    },
    untilInterrupted: () => new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) { process.once(signal, () => resolve()); }
    }),
    untilStopped: (by) => untilStopped(by === 'signals' ? undefined : stdin, output.closed),
  };
}

/** @param keys where they come from. undefined: they are left alone */
function untilStopped(keys: NodeJS.ReadStream | undefined, closed: Promise<void>): Watching {
  const stop: { times: number; first?: (why: Stop) => void; again?: () => void } = { times: 0 };
  const stopped = new Promise<Stop>((resolve) => { stop.first = resolve; });
  const again = new Promise<void>((resolve) => { stop.again = resolve; });
  const interrupt = (): void => {
    if (stop.times++ > 0) { stop.again?.(); }
    stop.first?.('interrupted');
  };
  const onKey = (key: Buffer): void => {
    // In raw mode Ctrl-C is a key.
    if (key.includes(3)) { interrupt(); } else if (key.toString().toLowerCase() === 'q') { stop.first?.('quit'); }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) { process.on(signal, interrupt); }
  if (keys?.isTTY) { keys.setRawMode(true).resume().on('data', onKey); }
  void closed.then(() => stop.first?.('closed'));
  return {
    stopped,
    again,
    release: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) { process.off(signal, interrupt); }
      if (keys?.isTTY) { keys.off('data', onKey).setRawMode(false).pause(); }
    },
  };
}

interface Writer {
  readonly write: (text: string) => void;
  /** Settles when the reader is gone. */
  readonly closed: Promise<void>;
}

function lineWriter({ write }: Writer): (line: string) => void {
  return (line) => write(`${line}\n`);
}

/** A reader that closes (`| head -1`) wants no more. The command goes on to its end all the same: its exit code may be waited for. */
function writerTo(stream: NodeJS.WriteStream): Writer {
  let gone = false;
  const closed = new Promise<void>((resolve) => {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') { throw error; }
      gone = true;
      resolve();
    });
  });
  return { closed, write: (text) => { if (!gone) { stream.write(text); } } };
}
