/** The removal: after the promotion the canary is taken out of the app, and really leaves the stage (aws/aws-cdk#33901). */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, HOLD, PLAIN, PROMOTED, REMOVED } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [PLAIN, HOLD, PROMOTED, REMOVED].map(canaryRestApi));
expectStage(test, { answers: { 'v2 dark': 100 }, canaryPercent: 'none', variables: { theme: 'dark' } });
