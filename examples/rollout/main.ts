import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import pc from 'picocolors';
import { playRollouts, PlayedRollout } from './play-rollouts';
import { SCENARIOS } from './scenarios';
import { loggingProgress, spinningProgress } from '../../cli/progress';
import { htmlReport } from '../../cli/rehearse/html-report';
import { findingsOf } from '../../cli/rehearse/rehearsal-report';
import { readRate } from '../../cli/rehearse/traffic-options';
import { processTerminal } from '../../cli/terminal';
import { wholeNumber } from '../../cli/whole-number';

interface DemoOptions { readonly traffic: number; readonly seed: number; readonly html?: string; readonly json?: string }

/** Plays a healthy release, which is promoted, and a broken one, which is put back. Exits with 1 if it is otherwise. */
async function main({ traffic, seed, html, json }: DemoOptions): Promise<void> {
  const terminal = processTerminal();
  const progress = terminal.interactive ? spinningProgress : loggingProgress((line) => terminal.printError(line));
  const { rollouts, report } = await playRollouts({ requestsPerMinute: traffic, seed }, terminal, progress);
  console.log(`\n${rollouts.map(sentence).join('\n')}`);
  if (json !== undefined) { writeFileSync(json, `${JSON.stringify({ rollouts }, undefined, 2)}\n`); }
  if (html !== undefined) { writeFileSync(html, htmlReport(report, findingsOf(report))); }
  if (rollouts.some((rollout) => !isExpected(rollout))) { process.exitCode = 1; }
}

function sentence(rollout: PlayedRollout): string {
  const { name, verdict, gate, production, minutes, canaryErrors, failedByUs } = rollout;
  const text = `The ${name} release: ${verdict}${gate === null ? '' : ` by ${gate}`} after ${minutes} min, production is on the ${
    production === 'new' ? 'new release' : 'base'}. The canary failed ${canaryErrors} requests, the deploy ${failedByUs}.`;
  return isExpected(rollout) ? pc.green(`✓ ${text}`) : pc.red(`✗ ${text}`);
}

function isExpected({ name, verdict, production, failedByUs }: PlayedRollout): boolean {
  const { expected } = SCENARIOS.find((scenario) => scenario.name === name)!;
  return verdict === expected.verdict && production === expected.production && failedByUs === 0;
}

const command = new Command('npm run demo:rollout --')
  .description(
    'Plays two rollouts on the local engine, in its own time: a healthy release is promoted, a broken one is put back. No AWS account is needed.',
  )
  .option('--traffic <rate>', 'requests of clients, such as 600/min', readRate, 600)
  .option('--seed <n>', 'seed of everything random (0 to 4294967295)', wholeNumber('--seed', 0, 0xffff_ffff), 1)
  .option('--html <file>', 'also write one page with the timelines as pictures')
  .option('--json <file>', 'also write the results to a file')
  .addHelpText('after', '\nExit codes: 0 both ended as they must; 1 something differed; 2 wrong arguments.')
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
command.parse(process.argv.slice(2), { from: 'user' });

main(command.opts()).catch((error: Error) => {
  console.error(pc.red(error.stack ?? error.message));
  process.exitCode = 1;
});
