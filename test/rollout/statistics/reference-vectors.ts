import { minute, times } from './minutes';
import { Minute } from '../../../lib/rollout/statistics';

interface ReferenceVector {
  readonly title: string;
  readonly minutes: readonly Minute[];
  /** At a dispersion of 1, and of 2. */
  readonly evidence: readonly [number, number];
  readonly mutualDispersion: number;
  /** At a dispersion of 1. */
  readonly excludedRatio: number | undefined;
}

/** By an implementation in numpy that shares no code with this one. Alpha is 0.05, and twelve digits are printed. */
export const REFERENCE_VECTORS: readonly ReferenceVector[] = [
  vector('no minutes', [], [1, 1], 1, undefined),
  vector('a minute without errors', [minute(540, 0, 60, 0)], [1, 1], 1, undefined),
  vector('a bad minute, capped', [minute(540, 5, 60, 5)], [8.49836670554, 6.44386928348], 1.55555555556, undefined),
  vector('two bad minutes', times(2, minute(540, 5, 60, 5)), [77.1350975328, 50.338234903], 1.47282347282, 43.7902879324),
  vector('three bad minutes', times(3, minute(540, 5, 60, 3)), [165.777270224, 9.4680265085], 1.01765318627, 19.761712629),
  vector('half an hour at about twice the errors', times(30, minute(540, 5, 60, 1)), [5.51582613192, 1.14801520186], 0.178327539278, 3.52473063837),
  vector(
    'half an hour without an error of the canary',
    times(30, minute(540, 5, 60, 0)),
    [0.00988928284585, 0.0253263203427],
    0.647619047619,
    1.06855308321,
  ),
  vector('a minute in which every canary request failed', [minute(54, 0, 6, 6)], [8.90629010422, 8.24257365081], 3.05714285714, undefined),
  vector('twice the errors at half of the traffic', times(10, minute(300, 3, 300, 6)), [23.0741968667, 2.53173486968], 0.628320266096, 4.59526266489),
  vector('an outage of both', times(5, minute(540, 108, 60, 12)), [0.0383415631762, 0.0550517738434], 0.6, 1.59064297722),
  vector(
    'three steps, getting worse',
    [...times(5, minute(594, 1, 6, 0)), ...times(5, minute(570, 1, 30, 1)), ...times(5, minute(480, 1, 120, 3))],
    [53344414.5061, 16738.7941478],
    0.990891374115,
    50,
  ),
];

function vector(
  title: string, minutes: readonly Minute[], evidence: readonly [number, number], mutualDispersion: number, excludedRatio: number | undefined,
): ReferenceVector {
  return { title, minutes, evidence, mutualDispersion, excludedRatio };
}
