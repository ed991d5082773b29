import { FakeTerminal } from './fake-terminal';
import { run } from '../../cli/run';

let terminal: FakeTerminal;
/** Few runs: here it matters what is printed, not how exact it is. */
const plan = (...args: string[]): Promise<number> => run(['plan', '--runs', '16', ...args], terminal);
const TRAFFIC = ['--rpm', '600', '--error-rate', '0.1%'];

beforeEach(() => { terminal = new FakeTerminal('/'); });

const within = (columns: number): void => { terminal = Object.assign(new FakeTerminal('/'), { columns }); };

describe('plan', () => {
  test.each([80, 120, 50])('tells what each schedule would catch, within %i columns', async (columns) => {
    within(columns);
    expect(await plan(...TRAFFIC, '--detect', '1%')).toBe(0);
    expect(terminal.output).toMatchSnapshot();
    expect(terminal.errors).toBe('');
  });

  test('leaves the units to the legend where the schedules would not fit into a line', async () => {
    expect(await plan('--rpm', '6000', '--error-rate', '1%')).toBe(0);
    expect(terminal.output).toMatch(/\n {2}fails 10 times {2}100 % +\d+ +\d+ +100 % +\d+ +\d+ +100 % +\d+ +\d+\n/);
    expect(Math.max(...terminal.output.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  test('marks the heading in colour where there is colour', async () => {
    Object.assign(terminal, { colors: true });
    expect(await plan(...TRAFFIC, '--schedule', 'canary10')).toBe(0);
    expect(terminal.output).toContain('\u001b[1m  a canary that   10 % 5 min (7 min)\u001b[22m');
  });

  test('prints one JSON document and nothing else', async () => {
    expect(await plan(...TRAFFIC, '--ratio', '5', '--schedule', '1:5,10.5:10', '--json')).toBe(0);
    const document = JSON.parse(terminal.output);
    expect(document).toMatchObject({
      plan: 1,
      requestsPerMinute: 600,
      errorPercent: 0.1,
      metricDelayMinutes: 2,
      warmUpMinutes: 2,
      runs: 16,
      seed: 1,
      schedules: [{ name: '1:5,10.5:10', steps: [{ percentTraffic: 1, minutes: 5 }, { percentTraffic: 10.5, minutes: 10 }], minutes: 19 }],
      asked: { ratio: 5, errorPercent: 0.5, schedule: null },
    });
    expect(document.schedules[0].canaries.map(({ ratio }: { ratio: number }) => ratio)).toEqual([2, 3, 5, 10]);
    expect(terminal.errors).toBe('');
  });

  test('repeats itself for a seed, and differs for another', async () => {
    await plan(...TRAFFIC, '--json', '--schedule', 'linear10');
    await plan(...TRAFFIC, '--json', '--schedule', 'linear10');
    await plan(...TRAFFIC, '--json', '--schedule', 'linear10', '--seed', '2');
    const [first, again, other] = terminal.printed;
    expect(again).toBe(first);
    const caught = (text: string) => JSON.parse(text).schedules[0].canaries.map(({ caughtPercent }: { caughtPercent: number }) => caughtPercent);
    expect(caught(other)).not.toEqual(caught(first));
    caught(other).forEach((percent: number, i: number) => expect(Math.abs(percent - caught(first)[i])).toBeLessThan(40));
  });

  test('catches less when the data come later, and when more is left out', async () => {
    for (const [delay, warmUp] of [['2', '0'], ['2', '2'], ['4', '0']]) {
      await plan(
        '--rpm',
        '600',
        '--error-rate',
        '1%',
        '--ratio',
        '5',
        '--schedule',
        'canary10',
        '--metric-delay',
        delay,
        '--warm-up',
        warmUp,
        '--runs',
        '60',
        '--json',
      );
    }
    const minutes = terminal.printed.map((text) => JSON.parse(text).schedules[0].canaries[2]);
    expect(minutes.map(({ ratio }) => ratio)).toEqual([5, 5, 5]);
    expect(minutes[0].caughtPercent).toBeGreaterThan(minutes[1].caughtPercent + 20);
    expect(minutes[2].medianMinutes).toBeGreaterThan(minutes[0].medianMinutes);
  });

  test('names the way on when no schedule catches what was asked for', async () => {
    within(200);
    expect(await plan(...TRAFFIC, '--ratio', '1.5')).toBe(0);
    expect(terminal.output).toContain(
      'You asked to detect 0.15 %, that is 1.5 times: none of these catches it in 90 of 100 rollouts. Stay longer at 50 %',
    );
  });

  test('says when a canary gets too few requests to be promoted', async () => {
    within(200);
    expect(await plan('--rpm', '10', '--error-rate', '1%', '--schedule', 'ramp')).toBe(0);
    expect(terminal.output).toContain(
      '! ramp judges about 81 requests of the canary. Fewer than 100 say too little to promote it: take longer steps.',
    );
  });

  test.each([
    ['no traffic', ['--error-rate', '1%'], "required option '--rpm <requests>' not specified. See cdk-canary plan --help."],
    ['a rate without its sign', ['--rpm', '600', '--error-rate', '0.1'], "with its sign, such as 0.1%, got '0.1'."],
    [
      'a base that never fails',
      ['--rpm', '600', '--error-rate', '0%'],
      "must be a percentage above 0 and up to 50, with its sign, such as 0.1%, got '0%'.",
    ],
    ['a base that always fails', ['--rpm', '600', '--error-rate', '50.1%'], "got '50.1%'."],
    ['no requests', ['--rpm', '0', '--error-rate', '1%'], "--rpm must be a number from 1 to 100000000, got '0'."],
    ['a number that is none', ['--rpm', '1e3', '--error-rate', '1%'], "got '1e3'."],
    ['two questions at once', [...TRAFFIC, '--detect', '1%', '--ratio', '5'], 'cannot be used with option'],
    ['a canary better than the base', [...TRAFFIC, '--detect', '0.1%'], '--detect must be above --error-rate, got 0.1% and 0.1%'],
    ['more failures than requests', ['--rpm', '600', '--error-rate', '20%', '--ratio', '6'], 'is more than every request. Give at most 5.'],
    [
      'a schedule that is none',
      [...TRAFFIC, '--schedule', 'slow'],
      "It must be ramp, linear10, canary10, or steps of percent and whole minutes such as 1:5,5:10,50:10, got 'slow'.",
    ],
    ['a step without traffic', [...TRAFFIC, '--schedule', '0:5'], "got '0:5'."],
    ['a step of more than all traffic', [...TRAFFIC, '--schedule', '100.1:5'], "got '100.1:5'."],
    ['a step that takes no time', [...TRAFFIC, '--schedule', '10:0'], "got '10:0'."],
    [
      'percents that fall',
      [...TRAFFIC, '--schedule', '10:5,5:5'],
      'The percent traffic of a step must be at least that of the step before, got 5 after 10.',
    ],
    ['more than can be simulated', [...TRAFFIC, '--schedule', '10:120,50:121'], 'The steps may have 240 minutes together, got 241.'],
  ])('refuses %s, with exit code 2', async (_, args, message) => {
    expect(await plan(...args)).toBe(2);
    expect(terminal.errors.replace(/\n/g, ' ')).toContain(message);
    expect(terminal.output).toBe('');
  });

  test('says its exit codes and examples in its help', async () => {
    expect(await plan('--help')).toBe(0);
    expect(terminal.output).toMatch(/Usage: cdk-canary plan.*Exit codes:.*Examples:/s);
  });
});
