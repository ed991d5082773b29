import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readManifest } from '../../rehearsal/assembly/manifest';
import { loggingProgress, Progress, spinningProgress } from '../progress';
import { styleOf } from '../screen/style';
import { Terminal } from '../terminal';
import { assertWritable } from '../writable-file';
import { assertCustomResources } from './custom-resources';
import { DeployPlayer } from './deploy-player';
import { assertFreePort } from './free-port';
import { htmlReport } from './html-report';
import { jsonReport } from './json-report';
import { LocalEngine, startLocalEngine } from './local-engine';
import { catchUp, MINUTES_OF_PAST } from './past';
import { exitCodeOf, findingsOf, RehearsalReport } from './rehearsal-report';
import { RehearseOptions } from './rehearse-options';
import { serve } from './serve';
import { nameOfSource, Source } from './sources';
import { assertParameterValues } from './stack-parameters';
import { ANY_ENVIRONMENT, Environment, StacksToDeploy, stacksToDeploy } from './stacks-to-deploy';
import { synthesizeApp } from './synthesize-app';
import { findingsText } from './text-report';

/** Plays the deploys, prints what was observed, and returns the exit code. @throws for input that can't be read */
export async function rehearse(options: RehearseOptions, terminal: Terminal): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), 'cdk-canary-'));
  const progress = terminal.redraws ? spinningProgress : loggingProgress((line) => terminal.printError(line));
  try {
    await assertUsable(options, terminal);
    const directories = await assembliesOf(options.sources, scratch, terminal, progress);
    const stacks = stacksToDeploy(directories, options.stack ?? []);
    const { seed, invoke, run = [], listen: port, clients: traffic, sentPerMinute } = options;
    assertCustomResources(run, stacks.assemblies.flat());
    assertParameterValues(stacks.assemblies, options.parameters ?? []);
    // Nobody uses an empty account, so it needs no past.
    const minutesBehind = sentPerMinute === undefined || stacks.assemblies.length === 0 ? 0 : MINUTES_OF_PAST;
    const engine = await startLocalEngine({ environment: stacks.environment, seed, invoke, run, port, traffic, sentPerMinute, minutesBehind });
    try {
      return await rehearseOn(engine, stacks, options, terminal, progress);
    } finally {
      await engine.aws.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What is known to be wrong before anything runs. */
async function assertUsable({ html, json, listen, sources }: RehearseOptions, terminal: Terminal): Promise<void> {
  if (html !== undefined) { assertWritable('--html', html, terminal.cwd); }
  if (json !== undefined) { assertWritable('--json', json, terminal.cwd); }
  for (const source of sources) {
    if ('folder' in source) { readManifest(resolve(terminal.cwd, source.folder)); }
  }
  if (listen !== undefined) { await assertFreePort('--listen', listen); }
}

async function rehearseOn(
  engine: LocalEngine, stacks: StacksToDeploy, options: RehearseOptions, terminal: Terminal, progress: Progress,
): Promise<number> {
  if (stacks.assemblies.length === 0) {
    await serve(engine, terminal);
    return 0;
  }
  const player = new DeployPlayer(engine, options.parameters ?? [], terminal, progress);
  for (const [index, artifacts] of stacks.assemblies.entries()) {
    await player.deploy(nameOfSource(options.sources[index]), artifacts, stacks.assemblies.length);
  }
  if (options.destroy) { await player.destroy(stacks.assemblies); }
  const report: RehearsalReport = {
    seed: options.seed,
    except: options.except ?? [],
    functionsInvoked: options.invoke,
    traffic: options.clients,
    deploys: player.deploys,
    customResourcesNotRun: engine.aws.cloudFormation.customResourcesNotRun,
    inertTypes: [...engine.aws.cloudFormation.inertTypes].sort(),
    routesNotPlayed: player.notPlayed,
    propertiesNotPlayed: player.propertiesNotPlayed,
  };
  const findings = findingsOf(report);
  ['', ...findingsText(report, findings, styleOf(terminal))].forEach((line) => terminal.print(line));
  const write = (file: string, text: string): void => writeFileSync(resolve(terminal.cwd, file), text);
  if (options.json !== undefined) { write(options.json, jsonReport(report, findings)); }
  if (options.html !== undefined) { write(options.html, htmlReport(report, findings)); }
  if (options.listen !== undefined) {
    await catchUp(engine, terminal, progress);
    await serve(engine, terminal);
  }
  return exitCodeOf(findings);
}

async function assembliesOf(sources: readonly Source[], scratch: string, terminal: Terminal, progress: Progress): Promise<string[]> {
  const directories: string[] = [];
  for (const [index, source] of sources.entries()) {
    if ('folder' in source) {
      directories.push(resolve(terminal.cwd, source.folder));
      continue;
    }
    const outdir = join(scratch, `assembly-${index + 1}`);
    const { account, region }: Environment = ANY_ENVIRONMENT;
    await progress(`Synthesizing ${nameOfSource(source)}`, () =>
      synthesizeApp(source, { cwd: terminal.cwd, environment: terminal.environment, outdir, account, region }));
    directories.push(outdir);
  }
  return directories;
}
