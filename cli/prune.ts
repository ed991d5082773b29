import { Command, Option } from 'commander';
import { prunePermissions } from './account/permissions';
import { milliseconds, written } from './milliseconds';
import type { PruneOptions } from './prune/run-prune';
import { printPolicy, targeted, withTarget } from './target/target-command';
import { Terminal } from './terminal';
import { wholeNumber } from './whole-number';
import { PRUNE_BOUNDS as BOUNDS, PRUNE_DEFAULTS as DEFAULTS } from '../lib/pruning/contract/prune-defaults';

/** `cdk-canary prune`. */
export function pruneCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return withTarget(new Command('prune')
    .summary('delete deployments, versions and permissions that nobody needs any more')
    .description(DESCRIPTION))
    .option('--keep <n>', 'how many releases of before to keep for each stage', wholeNumber('--keep', 1, BOUNDS.mostReleases), DEFAULTS.keep)
    .addOption(new Option('--older-than <time>', 'keep what is younger')
      .argParser(milliseconds('--older-than', 0, BOUNDS.longest))
      .default(DEFAULTS.olderThan, written(DEFAULTS.olderThan)))
    .addOption(new Option('--idle-for <time>', 'keep versions that were invoked in this time')
      .argParser(milliseconds('--idle-for', BOUNDS.leastIdle, BOUNDS.longest))
      .default(DEFAULTS.idleFor, written(DEFAULTS.idleFor)))
    .option('--keep-provisioned', 'leave the provisioned concurrency of versions that no stage calls', false)
    .option('--limit <n>', 'delete at most so many in one run', wholeNumber('--limit', 1, 500), DEFAULTS.limit)
    .option('--yes', 'delete; without it the command says what would go', false)
    .addHelpText('after', EPILOGUE)
    .action(async (stack: string | undefined, given: PruneOptions) => {
      const options = targeted(stack, given);
      if (options.iam) { return printPolicy(terminal, prunePermissions(), options); }
      // Loaded only now, so that help and errors come at once.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runPrune } = require('./prune/run-prune') as typeof import('./prune/run-prune');
      finish(await runPrune(terminal, options));
    });
}

const DESCRIPTION = [
  'Retained deployments, Lambda versions and permissions of releases that no stage can go back to. Says what would go, and why the rest stays; --yes '
    + 'deletes it, one a second, idle provisioned concurrency first.',
  'Never: what a stage serves, a resource of the stack, the last --keep releases of each stage, what an alias, an event source or somebody else may '
    + 'call, or anything that the history of the stack does not prove to be its own. Refused while a deploy is running.',
  'What the next cdk deploy makes of it: nothing, because nothing of the template goes.',
].join(' ');

const EPILOGUE = `
Exit codes: 0 said what would go, or deleted it, or there was nothing
            1 refused: a deploy is running, or a rollback has to be continued; nothing was changed
            2 wrong arguments, or no such stack or release
            4 AWS did not answer, refused, or could not be asked
              (credentials, profile, region); what is listed as deleted is gone
            5 the stack or a stage was moved meanwhile, or an answer was lost; what is listed as deleted is gone
            130 Ctrl-C

Examples:
  $ cdk-canary prune Shop
  $ cdk-canary prune Shop --keep 10 --older-than 30d --yes
  $ cdk-canary prune Shop --json | jq '.superseded[].what'`;
