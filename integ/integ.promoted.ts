/** The promote: production is the canary's release with the canary's variables, and the canary is at 0 %. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, HOLD, PLAIN, PROMOTED } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [PLAIN, HOLD, PROMOTED].map(canaryRestApi));
expectStage(test, { answers: { 'v2 dark': 100 }, canaryPercent: 0, variables: { theme: 'dark' } });
