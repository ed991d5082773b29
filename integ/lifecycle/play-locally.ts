/**
 * Plays the steps and the assertions of tests on the local engine, without AWS: `npx tsx integ/lifecycle/play-locally.ts integ.hold.ts`.
 *
 * The templates, the driver and the functions of `integ/handlers` are those that AWS would run. Exits with 1 when an assertion fails.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Expectations, readExpectations } from './expectations';
import { FAILS, stackNameOf } from './stepped-test';
import { readAssembly } from '../../rehearsal/assembly';
import { HYPOTHESIS_ANSWERS, Hypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { LocalAws } from '../../rehearsal/local-aws';

const [file, ...answers] = process.argv.slice(2);
const integ = path.join(__dirname, '..');

/** `stageUpdateZero=dropped` on the command line takes the place of the likely answer. */
function hypotheses(): Hypotheses {
  const chosen: Record<string, string> = Object.fromEntries(answers.map((answer) => answer.split('=')));
  for (const [question, answer] of Object.entries(chosen)) {
    const allowed: readonly string[] = HYPOTHESIS_ANSWERS[question as keyof Hypotheses] ?? [];
    if (!allowed.includes(answer)) {
      throw new Error(`${question}=${answer} is no hypothesis. Questions and answers: ${JSON.stringify(HYPOTHESIS_ANSWERS)}.`);
    }
  }
  return { ...LIKELY_HYPOTHESES, ...chosen };
}

function synthesize(step: number, outdir: string): void {
  execFileSync('node', ['--import', 'tsx', path.join(integ, path.basename(file))], {
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ step }) }, stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Deploys the stack under test, as it is in one step after the other. */
async function deploySteps(aws: LocalAws, scratch: string): Promise<Expectations> {
  const [last] = Object.values<any>(JSON.parse(readFileSync(path.join(integ, `${path.basename(file)}.snapshot`, 'integ.json'), 'utf8')).testCases);
  const earlier: readonly string[] = last.hooks?.preDeploy ?? [];
  for (let step = 0; ; step++) {
    const outdir = path.join(scratch, String(step));
    synthesize(step, outdir);
    const { stacks } = readAssembly(outdir, aws);
    const stack = stacks.find(({ stackName }) => stackName === stackNameOf(file))!;
    const { succeeded, status, reason, outputs } = await aws.deploy(stack);
    process.stdout.write(`step ${step}: ${status}${succeeded ? '' : ` ${reason}`}\n`);
    if (succeeded === Boolean(earlier[step]?.endsWith(FAILS))) { return []; }
    if (step === earlier.length) {
      const { templateFile } = stacks.find(({ stackName }) => stackName === `${stackNameOf(file)}Assertions`)!;
      return readExpectations(templateFile, outputs, aws.region);
    }
  }
}

async function main(): Promise<boolean> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'integ-'));
  const aws = new LocalAws({ hypotheses: hypotheses() });
  const { endpointUrl } = await aws.listen();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_API_GATEWAY: endpointUrl, AWS_REGION: aws.region, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local',
  });
  // The functions under integ/handlers call the stage by its AWS URL.
  globalThis.fetch = (async (url: string) => {
    const { status, body } = await aws.invoke(url);
    return { status, text: async () => body };
  }) as never;
  try {
    const expectations = await deploySteps(aws, scratch);
    let passed = expectations.length > 0;
    for (const { handler, payload, matches } of expectations) {
      const result = await (await import(path.join(integ, 'handlers', handler))).handler(payload, { getRemainingTimeInMillis: () => 0 });
      process.stdout.write(`${result.summary}\n`);
      passed &&= matches(result);
    }
    return passed;
  } finally {
    await aws.close();
    rmSync(scratch, { recursive: true });
  }
}

main().then((passed) => process.exit(passed ? 0 : 1), (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
