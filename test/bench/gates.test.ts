import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OURS, PEERS } from '../../bench/gates/competitors';
import { pictureOf, readTable } from '../../bench/gates/document';
import { isHigh } from '../../bench/gates/mann-whitney';
import { Cell, ScheduleName, simulate } from '../../bench/gates/simulate';
import { shownName } from '../../bench/gates/tables';
import { minute } from '../rollout/statistics/minutes';

const DOCS = join(__dirname, '..', '..', 'docs');
const GUIDE = readFileSync(join(DOCS, 'gates.md'), 'utf8');

/** Percent of the rollouts that were stopped, as the guide has it. */
function told(schedule: ScheduleName, gate: string, traffic: string, ratio: number): number {
  const [headings, ...rows] = readTable(GUIDE, schedule);
  const cell = rows.find(([name]) => name === shownName(gate))![headings.indexOf(traffic)];
  return Number(cell.split(' / ')[[1, 1.5, 2, 5, 10].indexOf(ratio)]);
}

describe('the guide to gates', () => {
  test.each([
    ['alarm: canary > 5 %, 2 of 3', 'LINEAR_10_EVERY_1MIN', 5],
    ['Flagger: success >= 99 %, 5 failed checks', 'CANARY_10_5MIN', 1],
    ['Argo Rollouts: success >= 95 %, failureLimit 3', 'LINEAR_10_EVERY_1MIN', 5],
    ['SAM\'s sample: errors > 0, 2 of 2', 'CANARY_10_5MIN', 2],
    ['ours, as shipped', 'CANARY_10_5MIN', 5],
  ] as const)('has the figures that its simulation gives: %s, %s, %d times', (name, schedule, ratio) => {
    const cell: Cell = { world: 'independent', schedule, traffic: { requestsPerMinute: 600, errorShare: 0.01 }, ratio };
    const gate = [OURS, ...PEERS].find((one) => one.name === name)!;
    expect(Math.round(simulate(cell, gate, 500, 1).stoppedPercent)).toBe(told(schedule, name, '600 rpm, 1 %', ratio));
  });

  test('has a picture of its table', () => {
    expect(readFileSync(join(DOCS, 'images', 'gates.svg'), 'utf8')).toBe(pictureOf(GUIDE));
  });

  test('shows what the command prints', () => {
    const command = join(DOCS, '..', 'assets', 'cdk-canary', 'index.js');
    const { stdout } = spawnSync(process.execPath, [command, 'plan', '--rpm', '600', '--error-rate', '0.1%', '--detect', '1%'], { encoding: 'utf8' });
    expect(GUIDE).toContain(`\`\`\`\n${stdout}\`\`\``);
  });
});

describe('Kayenta\'s judgement', () => {
  const base = [100, 102, 98, 101, 99].map((errors) => minute(10_000, errors, 1000, 0));
  const withCanary = (errors: readonly number[]) => base.map((one, i) => ({ ...one, canary: { requests: 1000, errors: errors[i] } }));

  test('is high when every point of the canary is far above every one of the base', () => {
    expect(isHigh(withCanary([20, 21, 19, 20, 22]))).toBe(true);
  });

  test('is not high for the same rate, nor without points', () => {
    expect(isHigh(withCanary([10, 11, 9, 10, 10]))).toBe(false);
    expect(isHigh([])).toBe(false);
  });

  test('is not high when one of five points is not above the base', () => {
    expect(isHigh(withCanary([20, 21, 5, 20, 22]))).toBe(false);
  });
});
