/** The rollout that a gate stops: its deploy fails, and production is the base release as it was. The last step is the first one again. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, ROLLOUT, STOPPED } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [ROLLOUT, STOPPED, ROLLOUT].map(canaryRestApi), { failing: [1] });
expectStage(test, { answers: { 'v1 light': 100 }, canaryPercent: 'none', variables: { theme: 'light' } });
