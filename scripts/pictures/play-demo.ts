import pc from 'picocolors';
import type { Screen } from './terminal-svg';
import { PhaseResult, unexpected } from '../../examples/demo/phase-result';
import { practicePhases } from '../../examples/demo/phases';
import { phaseScene, plainScene } from '../../examples/demo/picture';
import { playPlainCdk } from '../../examples/demo/plain-cdk';
import { RehearsedPractice } from '../../examples/demo/rehearsed-practice';
import { Answer, Traffic } from '../../examples/demo/traffic';

/** The defaults of the demo. */
const [PERCENT, REQUESTS, SEED] = [50, 1000, 1];
/** Of the demo's phases, the one that is compared: from 1. */
const HOLD = 2;

/** Two scenes of `npm run demo`: a canary through the library, and the same one with plain CDK, which fails. */
export async function playDemo(): Promise<Screen> {
  const colours = pc.createColors(true);
  const phase = practicePhases(PERCENT)[HOLD - 1];
  const held = await playHold();
  const plain = await playPlainCdk({ percent: PERCENT, requests: REQUESTS, seed: SEED });
  return {
    command: 'npm run demo',
    columns: 125,
    lines: [...phaseScene(phase, HOLD, held, unexpected(phase.expected, held), colours), '', ...plainScene(plain, colours)],
    description: `npm run demo in a terminal. ${phase.title}: ${held.failures} of ${held.requests} requests fail. `
      + `The same canary with plain CDK: ${plain.failures} of ${plain.requests} requests fail after UPDATE_COMPLETE.`,
  };
}

/** The first phases of the demo, up to the canary. */
async function playHold(): Promise<PhaseResult> {
  const practice = new RehearsedPractice(SEED);
  try {
    for (const phase of practicePhases(PERCENT).slice(0, HOLD)) { await practice.deploy(practice.synthesize(phase)); }
    practice.restartTraffic(SEED + HOLD);
    const answers = { 1: 0, 2: 0 };
    let failures = 0;
    const traffic = new Traffic(await practice.url());
    await traffic.send(REQUESTS, (answer: Answer) => { if (answer) { answers[answer]++; } else { failures++; } }).finally(() => traffic.close());
    return { name: 'canary', requests: REQUESTS, answers, failures, stage: practice.stage() };
  } finally {
    await practice.close();
  }
}
