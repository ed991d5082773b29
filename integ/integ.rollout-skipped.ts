/** The operator's skip: production follows at once, whatever the gates would have said. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, ROLLOUT, ROLLOUT_SKIPPED } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [ROLLOUT, ROLLOUT_SKIPPED].map(canaryRestApi));
expectStage(test, { answers: { 'v2 dark': 100 }, canaryPercent: 'none', variables: { theme: 'dark' } });
