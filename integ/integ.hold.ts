/** The split: half of the requests meet the canary release, with its own theme. The other half the base release as it was. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, HOLD, PLAIN } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [PLAIN, HOLD].map(canaryRestApi));
expectStage(test, { answers: { 'v1 light': 50, 'v2 dark': 50 }, canaryPercent: 50, variables: { theme: 'light' } });
