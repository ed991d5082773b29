import { writeFileSync } from 'node:fs';
import { Listr, ListrTaskWrapper } from 'listr2';
import pc from 'picocolors';
import { DemoArguments, parseArguments } from './arguments';
import { PhaseResult, unexpected } from './phase-result';
import { Phase, practicePhases } from './phases';
import { picture, plainPicture } from './picture';
import { PlainCdkResult, playPlainCdk } from './plain-cdk';
import { RehearsedPractice } from './rehearsed-practice';
import { Answer, Traffic } from './traffic';

/** Plays the practice, phase by phase. Exits with 1 if a phase does not show what it must. */
async function main(options: DemoArguments): Promise<void> {
  const practice = new RehearsedPractice(options.seed);
  const results: PhaseResult[] = [];
  try {
    for (const phase of practicePhases(options.percent)) {
      results.push(await play(phase, results.length + 1, practice, options));
    }
    const plainCdk = await playPlain(options);
    if (options.json) { writeFileSync(options.json, `${JSON.stringify({ phases: results, plainCdk }, undefined, 2)}\n`); }
    if (options.serve) { await serve(practice); }
  } finally {
    await practice.close();
  }
}

async function play(phase: Phase, number: number, practice: RehearsedPractice, options: DemoArguments): Promise<PhaseResult> {
  const counted = { 1: 0, 2: 0 };
  let failures = 0;
  let duringDeploy = 0;
  const whileDeploying = (answer: Answer) => { duringDeploy++; if (!answer) { failures++; } };
  const afterwards = (answer: Answer) => { if (answer) { counted[answer]++; } else { failures++; } };

  await new Listr([
    { title: `Phase ${number} of 4: ${phase.title}`, task: (_, task) => deploy(phase, number, practice, task, whileDeploying) },
    {
      title: `${options.requests} requests`,
      task: (_, task) => {
        practice.restartTraffic(options.seed + number);
        return ask(practice, options.requests, task, afterwards);
      },
    },
  ], { rendererOptions: { collapseSubtasks: true }, fallbackRenderer: 'simple' }).run();

  const result: PhaseResult = { name: phase.name, requests: options.requests, answers: counted, failures, stage: practice.stage() };
  const problems = unexpected(phase.expected, result);
  console.log(picture(phase, number, result, problems, duringDeploy));
  if (problems.length > 0) { process.exitCode = 1; }
  return result;
}

/** The same canary without this library, for comparison. */
async function playPlain(options: DemoArguments): Promise<PlainCdkResult> {
  const done: { result?: PlainCdkResult } = {};
  await new Listr([
    { title: 'For comparison: the same canary with plain CDK', task: async () => { done.result = await playPlainCdk(options); } },
  ], { fallbackRenderer: 'simple' }).run();
  console.log(plainPicture(done.result!));
  return done.result!;
}

/** From the second phase on, requests keep flowing through the deploy. */
async function deploy(
  phase: Phase, number: number, practice: RehearsedPractice, task: ListrTaskWrapper<any, any, any>, onAnswer: (answer: Answer) => void,
): Promise<void> {
  task.output = 'synthesizing';
  const assembly = practice.synthesize(phase);
  let operations = 0;
  const stopWatching = practice.onOperation((description) => { task.output = `${++operations}. ${description}`; });
  const deployed = practice.deploy(assembly).finally(stopWatching);
  if (number === 1) { return deployed; }
  const traffic = new Traffic(await practice.url());
  await traffic.sendWhile(deployed, onAnswer).finally(() => traffic.close());
}

async function ask(
  practice: RehearsedPractice, requests: number, task: ListrTaskWrapper<any, any, any>, onAnswer: (answer: Answer) => void,
): Promise<void> {
  const traffic = new Traffic(await practice.url());
  let done = 0;
  await traffic.send(requests, (answer) => {
    onAnswer(answer);
    if (++done % 100 === 0) { task.output = `${done} of ${requests}`; }
  }).finally(() => traffic.close());
}

async function serve(practice: RehearsedPractice): Promise<void> {
  console.log(`\nThe stage stays up. Ask it, and end with Ctrl-C:\n\n  ${pc.cyan(`curl ${await practice.url()}`)}\n`);
  await new Promise<void>((resolve) => { for (const signal of ['SIGINT', 'SIGTERM'] as const) { process.once(signal, () => resolve()); } });
}

main(parseArguments(process.argv.slice(2))).catch((error: Error) => {
  console.error(pc.red(error.message));
  process.exitCode = 1;
});
