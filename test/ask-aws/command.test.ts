import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stacksOf } from './asked-engine';
import { expectedAnswer } from './expected-answers';
import { EXPERIMENTS } from '../../integ/ask-aws/experiments';
import { ObservationsFile } from '../../integ/ask-aws/observations';
import { RealTimeClock } from '../../rehearsal/cloudformation/real-time-clock';
import { HYPOTHESIS_ANSWERS, Hypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { LocalAws } from '../../rehearsal/local-aws';

const ROOT = join(__dirname, '..', '..');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

interface Interference {
  readonly text: string;
  act(kill: (signal: NodeJS.Signals) => void): void;
}

let folder: string;
let aws: LocalAws;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ask-aws-'));
  aws = new LocalAws({ clock: new RealTimeClock() });
});
afterEach(async () => {
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command against the engine's endpoint. @param onSaid may interfere as soon as this was said */
async function run(args: readonly string[], input: string, onSaid?: Interference): Promise<Ended> {
  const { endpointUrl } = await aws.listen();
  const child = spawn(process.execPath, [
    '--import', 'tsx', join(ROOT, 'integ', 'ask-aws', 'ask-aws.ts'), '--region', aws.region, '--output', folder, ...args,
  ], {
    cwd: ROOT,
    env: { ...process.env, AWS_ENDPOINT_URL: endpointUrl, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', NODE_NO_WARNINGS: '1' },
  });
  let [out, said, acted] = ['', '', false];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (onSaid !== undefined && !acted && said.includes(onSaid.text)) {
      acted = true;
      onSaid.act((signal) => child.kill(signal));
    }
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, said };
}

test('--help lists every option, what is created, cost and time, and asks nothing', async () => {
  const { code, out } = await run(['--help'], '');
  expect(code).toBe(0);
  for (const option of ['--region', '--only', '--keep', '--yes', '--output', '--help']) { expect(out).toContain(`${option} `.trimEnd()); }
  for (const { name, creates } of EXPERIMENTS) { expect(out).toContain(`  ${name}: ${creates}`); }
  expect(out).toMatch(/Cost: less than \d+ US cents .* Duration: about \d+ minutes/);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([[['--regoin', 'x'], "Unknown option '--regoin'"], [['eu-central-1'], 'eu-central-1'], [['--region', ''], '--region is missing']])(
  '%j is refused, with where the options are listed', async (args, text) => {
    const { code, said } = await run(args, 'yes\n');
    expect(code).toBe(2);
    expect(said).toContain(text);
    expect(said).toContain('npm run ask-aws -- --help lists the options.');
    expect(readdirSync(folder)).toEqual([]);
  });

test('without a yes it says what it would create, and creates nothing', async () => {
  const { code, said } = await run([], 'no\n');
  expect(said).toMatch(/cdk-canary-ask-\w+-stages: one REST API/);
  expect(said).toContain('Nothing was created.');
  expect({ code, stacks: aws.cloudFormation.stacks, files: readdirSync(folder) }).toEqual({ code: 1, stacks: [], files: [] });
}, 60_000);

test('with a yes it asks, removes its stacks, and writes what it found', async () => {
  const { code, out } = await run(['--only', 'swap'], 'yes\n');
  expect({ code, stacks: stacksOf(aws) }).toEqual({ code: 0, stacks: [] });
  expect(out).toMatch(/^swappedDeployments {2}accepted {2}both move$/m);
  const [name] = readdirSync(folder);
  const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as ObservationsFile;
  expect(name).toBe(`${file.date}-${aws.region}.json`);
  expect(file).toMatchObject({
    observations: 1, answers: [{ question: 'swappedDeployments', answer: 'accepted', exchange: [{ operation: 'GetStage' }] }], unanswered: [],
  });
}, 60_000);

/** Those that wait for minutes of the real time. `every-hypothesis.test.ts` asks them in the engine's. */
const WAITING = ['logs-and-metrics', 'trail', 'propagation'];

const MOST_ANSWERS = Math.max(...Object.values(HYPOTHESIS_ANSWERS).map(({ length }) => length));

/** Every answer to every question is set in one of the runs. Reads that lag are tried alone: they hide what lasts a moment here. */
const SETS: readonly Hypotheses[] = [
  ...Array.from({ length: MOST_ANSWERS }, (_, index) => ({
    ...Object.fromEntries(Object.entries(HYPOTHESIS_ANSWERS).map(
      ([question, answers]) => [question, answers[Math.min(index, answers.length - 1)]],
    )),
    stackReads: 'current',
  }) as Hypotheses),
  { ...LIKELY_HYPOTHESES, stackReads: 'lagging' },
];

test.each(SETS.map((set, index) => [index + 1, set] as const))('it finds through the endpoint what is set (%i)', async (_, hypotheses) => {
  await aws.close();
  aws = new LocalAws({ clock: new RealTimeClock(), hypotheses });
  // What is cancelled here has ended before events tell of it that are four seconds late.
  const left = hypotheses.stackReads === 'current' ? WAITING : [...WAITING, 'cancel'];
  const experiments = EXPERIMENTS.filter(({ name }) => !left.includes(name));
  await run([...experiments.flatMap(({ name }) => ['--only', name]), '--yes'], '');
  const [name] = readdirSync(folder);
  const { answers } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as ObservationsFile;
  const found = Object.fromEntries(answers.map(({ question, answer }) => [question, answer]));
  const expected = Object.fromEntries(experiments.flatMap(({ questions }) => questions).flatMap((question) =>
    question.engine === null ? [] : [[question.name, expectedAnswer(question, hypotheses)]]));
  expect(Object.fromEntries(Object.keys(expected).map((question) => [question, found[question]]))).toEqual(expected);
  expect(stacksOf(aws)).toEqual([]);
}, 120_000);

test('after Ctrl-C it removes what it made', async () => {
  const { code, said } = await run(['--only', 'swap', '--only', 'rollbacks', '--yes'], '', { text: 'swap: asking', act: (kill) => kill('SIGINT') });
  expect(said).toContain('What was made is removed first; Ctrl-C again leaves it.');
  expect({ code, stacks: stacksOf(aws) }).toEqual({ code: 130, stacks: [] });
}, 60_000);

test('after a second Ctrl-C it ends at once, and says what may be left', async () => {
  const interference = {
    text: 'swap: asking',
    act: (kill: (signal: NodeJS.Signals) => void) => {
      kill('SIGINT');
      setTimeout(() => kill('SIGINT'), 20);
    },
  };
  const { code, said } = await run(['--only', 'swap', '--only', 'rollbacks', '--yes'], '', interference);
  expect(said).toMatch(/Stopped at once\. Stacks that are left begin with cdk-canary-ask-\w+-\./);
  expect(code).toBe(130);
}, 60_000);

test('with --keep it says so before, and leaves its stacks', async () => {
  const { code, said } = await run(['--only', 'swap', '--keep'], 'yes\n');
  expect(said).toContain('It creates, and keeps (--keep):');
  expect(code).toBe(0);
  expect(stacksOf(aws)).toEqual([expect.stringMatching(/^cdk-canary-ask-\w+-swap$/)]);
}, 60_000);

test('an unknown name ends with 2, before anything is created', async () => {
  const { code, said } = await run(['--only', 'everything'], 'yes\n');
  expect({ code, stacks: aws.cloudFormation.stacks }).toEqual({ code: 2, stacks: [] });
  expect(said).toContain('--only must name an experiment or a question, got everything');
}, 60_000);
