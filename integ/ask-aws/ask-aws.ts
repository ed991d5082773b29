/**
 * `npm run ask-aws -- --region eu-central-1 [--only NAME] [--keep] [--yes]`: asks AWS what no documentation says.
 *
 * It says what it creates and waits for a yes, removes everything in the end, also after Ctrl-C, and writes
 * `integ/observations/<date>-<region>.json`. With `AWS_ENDPOINT_URL` it asks the local engine.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EXPERIMENTS } from './experiments';
import { fileText, answersTable } from './observations';
import { chosenExperiments, helpText, planText } from './plan';
import { runExperiments } from './run';

const USAGE = 'npm run ask-aws -- --help lists the options.';

function givenOptions() {
  return parseArgs({
    options: {
      region: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      keep: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      output: { type: 'string', default: join(__dirname, '..', 'observations') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

/** @throws Error whose message ends with where the options are listed */
function checkedOptions(): ReturnType<typeof givenOptions> {
  try {
    return givenOptions();
  } catch (error) {
    throw new Error(`${(error as Error).message.replace(/\.?$/, '.')} ${USAGE}`);
  }
}

async function main(): Promise<number> {
  const values = checkedOptions();
  if (values.help) {
    process.stdout.write(`${helpText(EXPERIMENTS)}\n`);
    return 0;
  }
  const { region, keep } = values;
  if (region === undefined || region.trim() === '') { throw new Error(`--region is missing. ${USAGE}`); }
  const experiments = chosenExperiments(EXPERIMENTS, values.only);
  const run = Math.random().toString(36).slice(2, 8);
  say(planText(experiments, { region, run, keep }));
  if (!values.yes && !await agreed()) {
    say('Nothing was created.');
    return 1;
  }
  let stopped = false;
  process.on('SIGINT', () => {
    if (stopped) {
      say(`Stopped at once. Stacks that are left begin with cdk-canary-ask-${run}-.`);
      process.exit(130);
    }
    stopped = true;
    say('Stopping. What was made is removed first; Ctrl-C again leaves it.');
  });
  const { file, left } = await runExperiments({
    run,
    experiments,
    region,
    keep,
    say,
    gateway: new APIGatewayClient({ region, maxAttempts: 8 }),
    cloudFormation: new CloudFormationClient({ region, maxAttempts: 8 }),
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    pollMilliseconds: process.env.AWS_ENDPOINT_URL === undefined ? 5_000 : 20,
    patienceMilliseconds: 20 * 60_000,
    // The local engine takes up to two seconds to answer UpdateStack. Four times this is longer.
    slowSeconds: process.env.AWS_ENDPOINT_URL === undefined ? 25 : 0.75,
    stopped: () => stopped,
    endpointUrl: process.env.AWS_ENDPOINT_URL,
  });
  mkdirSync(values.output, { recursive: true });
  const path = join(values.output, `${file.date}-${region}.json`);
  writeFileSync(path, fileText(file));
  process.stdout.write(`${answersTable(file, experiments.flatMap(({ questions }) => questions))}\n\nWritten to ${path}.\n`);
  left.forEach(({ stackName, reason }) => say(
    `LEFT: ${stackName} (${reason}). aws cloudformation delete-stack --region ${region} --stack-name ${stackName}`,
  ));
  if (stopped) { return 130; }
  return left.length > 0 || file.unanswered.length > 0 ? 1 : 0;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function agreed(): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await questions.question('Type yes to go on: ')).trim() === 'yes';
  } finally {
    questions.close();
  }
}

main().then((code) => { process.exitCode = code; }, (error: Error) => {
  say(error.message);
  process.exitCode = 2;
});
