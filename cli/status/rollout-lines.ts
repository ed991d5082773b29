import type { RolloutReport, StepReport } from './rollout-report';
import type { StatusReport } from './status-report';
import { cellWidth, padded, shortenedName } from '../screen/cells';
import { clockTime, duration } from '../screen/figures';
import type { Style } from '../screen/style';
import { wrapped } from '../screen/wrapped';

/** Where a rollout is, in a sentence. */
export function rolloutSentence({ rollout, at, target, canary }: StatusReport): string {
  const { steps, promotion } = rollout!;
  const index = steps.findIndex(({ state }) => state === 'running' || state === 'paused');
  if (index === -1) { return promotion === 'running' ? 'the canary is about to be everybody\'s' : 'the next step is about to begin'; }
  const step = steps[index];
  const where = `step ${index + 1} of ${steps.length}: ${step.percentTraffic} % of the requests go to the canary`;
  if (step.startedAt === undefined) { return `step ${index + 1} of ${steps.length} is about to set ${step.percentTraffic} %`; }
  if (canary?.percentTraffic === undefined) { return where; }
  if (step.state === 'paused') { return `${where}; ${pauseText(step, at, target)}`; }
  return `${where}, ${progressText(step, at)}`;
}

function pauseText({ nextPercent, pausedUntil, pauseOnTimeout }: StepReport, at: string, target: string): string {
  const left = duration(new Date(pausedUntil!).getTime() - new Date(at).getTime());
  const then = pauseOnTimeout === 'CONTINUE' ? 'it goes on by itself' : 'the canary is put back';
  const next = nextPercent === 100 ? 'promote' : `set-percent ${nextPercent}`;
  return `it waits for you. npx cdk-canary ${next} ${target} goes on. In ${left} ${then}`;
}

function progressText(step: StepReport, at: string): string {
  const [now, baked, deadline] = [at, step.bakedAt!, step.deadline!].map((time) => new Date(time).getTime());
  const since = minutes(now - new Date(step.startedAt!).getTime());
  if (now < baked) { return `${since} of ${minutes(baked - new Date(step.startedAt!).getTime())}`; }
  if (now >= deadline) { return `${since}; the last look is due`; }
  return `${since}; it waits for enough data, until ${clockTime(new Date(deadline))} UTC at the latest`;
}

/** `6:10 min`. */
function minutes(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
}

/** The steps, what the gates said last, and what a person can do. */
export function rolloutLines({ rollout, at, state }: StatusReport, style: Style): string[] {
  if (rollout === undefined) { return []; }
  return ['', ...stepLines(rollout, at, style), ...gateLines(rollout, style, state === 'ROLLING_OUT' || state === 'PAUSED')];
}

function stepLines({ steps, promotion }: RolloutReport, at: string, style: Style): string[] {
  const { colors, marks, columns } = style;
  const paint = {
    done: colors.green,
    running: colors.bold,
    paused: (text: string) => colors.bold(colors.yellow(text)),
    waiting: colors.dim,
    failed: colors.red,
  };
  const mark = { done: marks.good, running: marks.running, paused: marks.note, waiting: marks.waiting, failed: marks.bad };
  const cells = [
    ...steps.map((step) => ({ state: step.state, text: `${step.percentTraffic} % ${mark[step.state]} ${lengthText(step, at)}`.trimEnd() })),
    { state: promotion, text: `everybody ${mark[promotion]}` },
  ];
  const lines: string[] = [];
  for (const { state, text } of cells) {
    const last = lines[lines.length - 1];
    if (last !== undefined && cellWidth(last) + 3 + cellWidth(text) <= columns) {
      lines[lines.length - 1] = `${last}   ${paint[state](text)}`;
    } else {
      lines.push(`  ${paint[state](text)}`);
    }
  }
  const failed = steps.find(({ reason }) => reason !== undefined);
  return failed === undefined ? lines : [...lines, '', ...wrapped(failed.reason!, columns, '  ').map(colors.red)];
}

function lengthText(step: StepReport, at: string): string {
  switch (step.state) {
    case 'done': case 'failed': return minutes(new Date(step.endedAt!).getTime() - new Date(step.startedAt!).getTime());
    case 'running': return step.startedAt === undefined ? '' : minutes(new Date(at).getTime() - new Date(step.startedAt).getTime());
    case 'paused': return 'paused';
    case 'waiting': return minutes((step.bakeSeconds + step.metricDelaySeconds) * 1_000);
  }
}

function gateLines({ look, nextLookAt, unreadable, id, execution }: RolloutReport, { colors, marks, columns }: Style, isRunning: boolean): string[] {
  const next = nextLookAt === undefined ? '' : `next look ${clockTime(new Date(nextLookAt))} UTC`;
  if (unreadable !== undefined) {
    return ['', ...wrapped(`${marks.note} what the gates say is not readable without ${unreadable}`, columns, '  ').map(colors.yellow)];
  }
  if (look === undefined) { return isRunning && next !== '' ? ['', `  ${colors.dim(`no gate was asked yet; ${next}`)}`] : []; }
  const width = Math.max(...look.gates.map(({ gate }) => cellWidth(gate)), 0);
  const shown = { PASS: [marks.good, colors.green], FAIL: [marks.bad, colors.red], INCONCLUSIVE: [marks.waiting, colors.yellow] } as const;
  const title = [`gates, as the rollout judged at ${clockTime(new Date(look.at))} UTC`, ...next === '' ? [] : [next]].join('; ');
  return [
    '',
    ...wrapped(title, columns, '  ').map(colors.dim),
    ...look.gates.flatMap(({ gate, verdict, reason }) => {
      const [mark, paint] = shown[verdict];
      const [first, ...rest] = wrapped(reason, columns, ' '.repeat(width + 8));
      return [`    ${paint(`${mark} ${padded(gate, width)}`)}  ${first.trimStart()}`, ...rest];
    }),
    ...nameLines(id, execution, columns).map(colors.dim),
  ];
}

/** `--json` has the whole ARN. */
function nameLines(id: string | undefined, execution: string | undefined, columns: number): string[] {
  const names = [...id === undefined ? [] : [`rollout ${id}`], ...execution === undefined ? [] : [`execution ${execution.split(':').pop()}`]];
  return names.length === 0 ? [] : ['', ...names.map((name) => `  ${shortenedName(name, columns - 2)}`)];
}

/** What a person can do to a rollout. */
export function steeringLines({ target }: StatusReport, { colors, columns }: Pick<Style, 'colors' | 'columns'>): string[] {
  const commands = [
    [`npx cdk-canary abort ${target}`, 'puts the base back and fails the deploy'],
    [`npx cdk-canary promote ${target}`, 'gives the canary to everybody now'],
  ];
  const width = Math.max(...commands.map(([command]) => cellWidth(command)));
  return ['', `  ${colors.dim('what you can do meanwhile')}`, ...commands.flatMap(([command, does]) => width + 6 + cellWidth(does) <= columns
    ? [`    ${padded(command, width)}  ${does}`] : [`    ${command}`, ...wrapped(does, columns, '      ')])];
}
