import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { show, Spread, spread } from './measure';

const COMMAND = join(__dirname, '..', 'assets', 'cdk-canary', 'index.js');
/** A command that people who use this one run anyway. */
const PEER = [join(__dirname, '..', 'node_modules', 'aws-cdk', 'bin', 'cdk'), '--version'];
const CALLS = [['--version'], ['--help'], ['status', '--help'], ['status', '--nonsense'], ['status', 'Shop']];
/** Tells what the whole process has used, wherever its output goes. */
const TELLS = 'process.on("exit", () => { const { user, system } = process.cpuUsage(); '
  + 'require("node:fs").writeSync(3, String((user + system) / 1000)); });';

/** How long the command takes until it answers, or has loaded what it calls AWS with. Needs `npx projen bundle`. */
export function benchCommand(rounds: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-command-'));
  const tells = join(folder, 'tells.js');
  const nothing = join(folder, 'nothing.js');
  writeFileSync(tells, TELLS);
  writeFileSync(nothing, '');
  const processor = (...args: string[]): Spread => spread(Array.from({ length: rounds }, () => millisecondsOf(folder, tells, args)));
  console.log('\nStart of the command, ms of processor time of the whole process');
  const peer = processor(...PEER);
  console.log(`  node alone                   ${show(processor(nothing), 0)}`);
  console.log(`  cdk --version                ${show(peer, 0)}`);
  for (const call of CALLS) {
    const own = processor(COMMAND, ...call);
    console.log(`  cdk-canary ${call.join(' ').padEnd(17)} ${show(own, 0)}: ${(own.median / peer.median).toFixed(2)} of cdk --version`);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Without credentials and a network: `status` ends with what AWS needs. */
function millisecondsOf(folder: string, tells: string, args: readonly string[]): number {
  const env = { PATH: process.env.PATH, HOME: folder, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' };
  const { output } = spawnSync(process.execPath, ['--require', tells, ...args], {
    cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return Number(output[3]);
}
