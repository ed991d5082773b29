/** The abort of a release with a rollout: a deploy without steps, and production is the base release as it was. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, ROLLOUT, ROLLOUT_ABORTED } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [ROLLOUT, ROLLOUT_ABORTED].map(canaryRestApi));
expectStage(test, { answers: { 'v1 light': 100 }, canaryPercent: 'none', variables: { theme: 'light' } });
