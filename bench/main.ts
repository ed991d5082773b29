/** `npm run bench`: every figure that the documentation claims, measured on this machine. `--rounds N` (default 15). */
import { benchCommand } from './command';
import { benchDriver } from './driver';
import { benchEngine } from './engine';
import { benchImport } from './import';
import { benchRehearsal } from './rehearsal';
import { benchSynth, benchEndpoints } from './synth';

async function main(): Promise<void> {
  const at = process.argv.indexOf('--rounds');
  const rounds = at < 0 ? 15 : Number(process.argv[at + 1]);
  if (!Number.isInteger(rounds) || rounds < 1) { throw new Error(`--rounds must be a whole number from 1, got '${process.argv[at + 1]}'.`); }
  benchSynth(rounds);
  benchEndpoints(rounds);
  benchImport(rounds);
  benchCommand(rounds);
  await benchDriver(rounds);
  await benchEngine(rounds);
  benchRehearsal(Math.min(rounds, 5));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
