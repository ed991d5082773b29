/** As a pipeline deploys it: the stack stands in a `cdk.Stage`, which the aspects of the App do not reach. Held, then promoted. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, HOLD, PLAIN, PROMOTED } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [PLAIN, HOLD, PROMOTED].map(canaryRestApi), { stage: 'Prod' });
expectStage(test, { answers: { 'v2 dark': 100 }, canaryPercent: 0, variables: { theme: 'dark' } });
