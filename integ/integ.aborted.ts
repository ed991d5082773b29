/** The abort: the canary has left the stage, production is the base release as it was. */
import { expectStage } from './lifecycle/expect-stage';
import { ABORTED, canaryRestApi, HOLD, PLAIN } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [PLAIN, HOLD, ABORTED].map(canaryRestApi));
expectStage(test, { answers: { 'v1 light': 100 }, canaryPercent: 'none', variables: { theme: 'light' } });
