/** No canary: the first deploy, everything on one release. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, PLAIN } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [canaryRestApi(PLAIN)]);
expectStage(test, { answers: { 'v1 light': 100 }, canaryPercent: 'none', variables: { theme: 'light' } });
