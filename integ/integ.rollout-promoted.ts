/** The rollout: two steps, and then production is the new release with its variable, without a canary. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, ROLLED_OUT, ROLLOUT } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [ROLLOUT, ROLLED_OUT].map(canaryRestApi));
expectStage(test, { answers: { 'v2 dark': 100 }, canaryPercent: 'none', variables: { theme: 'dark' } });
