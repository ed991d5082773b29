import { statusExitCode, isReached, Until } from './ends';
import { statusReport, StatusReport } from './status-report';
import { statusScreen, statusText } from './status-screen';
import type { Account } from '../account/account';
import { findingsShown } from '../doctor/doctor-report';
import { EXIT, ExitCode } from '../exit-code';
import { CommandError } from '../messages/command-ids';
import { Earlier, inspect } from '../readings/inspect';
import { clockTime, duration } from '../screen/figures';
import { Frame } from '../screen/frame';
import { styleOf } from '../screen/style';
import { findTarget, CommandTarget } from '../target/find-target';
import { readStackStatus } from '../target/read-stack';
import { named, nameOf, Release, releasesOf } from '../target/release';
import type { TargetOptions } from '../target/target-options';
import type { Stop, Terminal } from '../terminal';

export interface StatusOptions extends TargetOptions {
  readonly since: number;
  readonly watch: boolean;
  readonly every: number;
  readonly until?: Until;
  readonly timeout: number;
  readonly exitCode: boolean;
}

/** After so long without an answer of AWS nobody believes that one comes. */
const PATIENCE = 10 * 60_000;
const SLOWER = 20_000;
/** CloudFormation throttles who asks more often. */
const STACK_MILLISECONDS = 10_000;

export async function showStatus(terminal: Terminal, options: StatusOptions): Promise<ExitCode> {
  const target = await findTarget(terminal, options, 'status');
  try {
    const watcher = new Watcher(terminal, options, target);
    return options.watch || options.until !== undefined ? await watcher.watch() : await watcher.once();
  } finally {
    target.account.close();
  }
}

/** Looks at the releases of a target, once or again and again. Every look is a fresh read of the stage. */
class Watcher {
  private releases: readonly Release[];
  private readonly earlier = new Map<string, Earlier>();
  private stackReadAt: number;

  constructor(private readonly terminal: Terminal, private readonly options: StatusOptions, private readonly target: CommandTarget) {
    this.releases = target.releases;
    this.stackReadAt = terminal.now().getTime();
  }

  async once(): Promise<ExitCode> {
    const reports = await this.look();
    if (this.options.json) {
      this.terminal.print(JSON.stringify(reports.length === 1 ? reports[0] : reports, undefined, 2));
    } else {
      this.screens(reports).forEach((line) => this.terminal.print(line));
    }
    // It was named by its API.
    if (this.options.api !== undefined && reports.every(({ state }) => state === 'NO_STAGE')) { return EXIT.WRONG_INPUT; }
    return this.options.exitCode && reports.some((report) => statusExitCode(report) !== EXIT.DONE) ? EXIT.NO : EXIT.DONE;
  }

  async watch(): Promise<ExitCode> {
    const { terminal, options } = this;
    const draws = terminal.redraws && !options.json;
    const output = draws ? new Picture(terminal, (reports) => this.screens(reports)) : new Changes(terminal, options.json ?? false);
    const { stopped, release } = terminal.untilStopped();
    const stop: { why?: Stop } = {};
    void stopped.then((why) => { stop.why = why; });
    const began = terminal.now().getTime();
    let answered = began;
    let exit: ExitCode | undefined;
    try {
      while (exit === undefined && stop.why === undefined) {
        let pause = options.every;
        try {
          const reports = await this.look();
          answered = terminal.now().getTime();
          output.show(reports);
          exit = isReached(reports, options.until);
        } catch (error) {
          if (!(error instanceof CommandError) || !PASSING.includes(error.id) || terminal.now().getTime() - answered > PATIENCE) { throw error; }
          pause = Math.max(SLOWER, options.every);
          output.trouble(`no answer for ${duration(terminal.now().getTime() - answered)} (${error.id}), next try in ${duration(pause)}`);
        }
        if (exit === undefined && options.until !== undefined && terminal.now().getTime() - began >= options.timeout) { exit = EXIT.CANNOT_TELL; }
        if (exit === undefined) { await Promise.race([terminal.sleep(pause, stopped), stopped]); }
      }
    } finally {
      output.close();
      release();
    }
    if (exit !== undefined) { return exit; }
    if (stop.why === 'interrupted') { return EXIT.INTERRUPTED; }
    // A deploy may stand behind `&&`.
    return options.until === undefined ? EXIT.DONE : EXIT.CANNOT_TELL;
  }

  private screens(reports: readonly StatusReport[]): string[] {
    return reports.flatMap((report, index) => [...index === 0 ? [] : ['', ''], ...statusScreen(report, styleOf(this.terminal))]);
  }

  private async look(): Promise<StatusReport[]> {
    const { account, region, accountId } = this.target;
    await this.readStackAgain(account);
    const reports: StatusReport[] = [];
    for (const release of this.releases) {
      const earlier = this.earlier.get(nameOf(release));
      const options = { now: this.terminal.now(), sinceMilliseconds: this.options.since, earlier, readsLooks: true };
      const read = await inspect(account, { release, region, accountId }, options);
      this.earlier.set(nameOf(release), read);
      reports.push(statusReport(read.inspection, findingsShown(read.inspection)));
    }
    return reports;
  }

  /** Resources and template are read again when an operation runs, or has run. */
  private async readStackAgain(account: Account): Promise<void> {
    const root = this.releases[0]?.declared?.root;
    if (root === undefined || this.earlier.size === 0) { return; }
    const status = await readStackStatus(account, root.id);
    const now = this.terminal.now().getTime();
    if (status === root.status && (!status.endsWith('_IN_PROGRESS') || now - this.stackReadAt < STACK_MILLISECONDS)) { return; }
    this.stackReadAt = now;
    this.releases = named((await releasesOf(account, root.id)).releases, this.options.release);
  }
}

/** Trouble that passes. */
const PASSING: readonly string[] = ['Throttled', 'Unreachable', 'AwsError'];

/** One line for each change of a release, for logs. Or one JSON document a line. */
class Changes {
  /** What was said last, by what names the release on the command line. */
  private readonly said = new Map<string, string>();

  constructor(private readonly terminal: Terminal, private readonly json: boolean) {}

  show(reports: readonly StatusReport[]): void {
    if (this.json) {
      reports.forEach((report) => this.terminal.print(JSON.stringify(report)));
      return;
    }
    for (const report of reports) {
      const { release: { path, logicalId }, target } = report;
      const name = reports.length > 1 ? `${path ?? logicalId} ` : '';
      const text = `${name}${statusText(report)}`;
      // The time is no change.
      if (text !== this.said.get(target)) { this.terminal.print(`${clockTime(new Date(report.at))} ${text}`); }
      this.said.set(target, text);
    }
  }

  trouble(text: string): void {
    this.terminal.printError(`${clockTime(this.terminal.now())} ${text}`);
  }

  close(): void {}
}

/** The screen, drawn over itself. */
class Picture {
  private readonly frame: Frame;
  private readonly stopResizing: () => void;
  private reports: readonly StatusReport[] = [];
  /** How AWS does not answer. @default - it does */
  private inTrouble?: string;

  constructor(private readonly terminal: Terminal, private readonly screens: (reports: readonly StatusReport[]) => string[]) {
    this.frame = new Frame(terminal);
    this.stopResizing = terminal.whenResized(() => this.draw());
  }

  show(reports: readonly StatusReport[]): void {
    this.reports = reports;
    this.inTrouble = undefined;
    this.draw();
  }

  /** What was seen last stays. */
  trouble(text: string): void {
    this.inTrouble = `${clockTime(this.terminal.now())} UTC, ${text}`;
    this.draw();
  }

  close(): void {
    this.stopResizing();
    this.frame.close();
  }

  private draw(): void {
    const { colors } = styleOf(this.terminal);
    const lines = this.screens(this.reports);
    const body = this.inTrouble === undefined ? lines : [colors.yellow(this.inTrouble), ...lines.slice(1)];
    if (body.length > 0) { this.frame.draw([...body, '', colors.dim('q quits')]); }
  }
}
