import type { ProbeAnswer, Key } from './answer';
import { Expected, ProbeReport, probeReport } from './probe-report';
import { probeScreen } from './probe-screen';
import { ProbeRequest, Sender } from './send';
import { agreed } from '../agree';
import { EXIT, ExitCode } from '../exit-code';
import { Frame } from '../screen/frame';
import { styleOf } from '../screen/style';
import type { Stop, Terminal } from '../terminal';

export interface ProbePlan extends ProbeRequest {
  readonly requests: number;
  /** In a second. 0: as fast as they are answered. */
  readonly rate: number;
  readonly by?: Key;
  readonly expected?: Expected;
  readonly json: boolean;
  readonly yes: boolean;
}

const POLITE_RATE = 100;
const POLITE_REQUESTS = 10_000;
const READING = ['GET', 'HEAD', 'OPTIONS'];
/** Five times a second. */
const DRAW_MILLISECONDS = 200;

export async function runProbe(terminal: Terminal, plan: ProbePlan): Promise<ExitCode> {
  const impolite = whatIsImpolite(plan);
  if (impolite !== undefined && !await agreed(terminal, impolite, `${impolite} to ${plan.url}. Go on?`, plan.yes)) { return EXIT.NO; }
  const measurement = new Measurement(terminal, plan);
  const stop = await measurement.run();
  const { report } = measurement;
  if (plan.json) {
    terminal.print(JSON.stringify(report, undefined, 2));
  } else if (!terminal.redraws) {
    probeScreen(report, styleOf(terminal)).forEach((line) => terminal.print(line));
  }
  return stop === 'interrupted' ? EXIT.INTERRUPTED : exitCodeOf(report);
}

/** Sends what was planned, and shows how it goes. */
class Measurement {
  private readonly answers: ProbeAnswer[] = [];
  private readonly frame: Frame;
  private stop?: Stop;

  constructor(private readonly terminal: Terminal, private readonly plan: ProbePlan) {
    this.frame = new Frame(terminal);
  }

  /** Requests that are on their way when somebody stops them were not left without an answer. */
  private add(answer: ProbeAnswer): void {
    if (this.stop === undefined) { this.answers.push(answer); }
  }

  get report(): ProbeReport {
    const { url, method, by, expected } = this.plan;
    return probeReport({ url, method, answers: this.answers, by, expected });
  }

  async run(): Promise<Stop | undefined> {
    const sender = new Sender(this.plan);
    const { stopped, release } = this.terminal.untilStopped();
    void stopped.then((why) => { this.stop = why; });
    const draws = this.terminal.redraws && !this.plan.json;
    const timer = draws ? setInterval(() => this.draw(true), DRAW_MILLISECONDS) : undefined;
    try {
      await Promise.race([this.plan.rate > 0 ? this.byTheClock(sender) : this.asAnswered(sender), stopped]);
      if (draws) { this.draw(false); }
    } finally {
      clearInterval(timer);
      this.frame.close();
      release();
      sender.close();
    }
    return this.stop;
  }

  /** Requests are due by the clock, whether those before were answered or not: a slow stage does not make its own measurement milder. */
  private async byTheClock(sender: Sender): Promise<void> {
    const { requests, rate } = this.plan;
    const begin = performance.now();
    const sent: Array<Promise<void>> = [];
    for (let index = 0; index < requests && this.stop === undefined; index++) {
      const due = begin + 1000 * index / rate;
      const wait = due - performance.now();
      if (wait > 1) { await new Promise((resolve) => { setTimeout(resolve, wait); }); }
      sent.push(sender.send(due).then((answer) => this.add(answer)));
    }
    await Promise.all(sent);
  }

  private async asAnswered(sender: Sender): Promise<void> {
    let left = this.plan.requests;
    const client = async (): Promise<void> => {
      while (left-- > 0 && this.stop === undefined) { this.add(await sender.send()); }
    };
    await Promise.all(Array.from({ length: this.plan.connections }, client));
  }

  private draw(isUnderway: boolean): void {
    const { requests: planned, rate } = this.plan;
    const left = rate > 0 ? 1000 * (planned - this.answers.length) / rate : undefined;
    this.frame.draw(probeScreen(this.report, styleOf(this.terminal), isUnderway ? { planned, rate, millisecondsLeft: left } : undefined));
  }
}

function whatIsImpolite({ method, rate, requests }: ProbePlan): string | undefined {
  if (!READING.includes(method)) { return `${requests} times ${method}`; }
  if (rate > POLITE_RATE || rate === 0) { return rate === 0 ? 'As many requests as are answered' : `${rate} requests a second`; }
  return requests > POLITE_REQUESTS ? `${requests} requests` : undefined;
}

function exitCodeOf({ verdict, requests, noAnswer }: ProbeReport): ExitCode {
  if (requests > 0 && noAnswer === requests) { return EXIT.CANNOT_TELL; }
  switch (verdict?.outcome) {
    case 'disagrees': return EXIT.NO;
    case 'too few':
    case 'alike': return EXIT.CANNOT_TELL;
    case 'which': return EXIT.WRONG_INPUT;
    default: return EXIT.DONE;
  }
}
