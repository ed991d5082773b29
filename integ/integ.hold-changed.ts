/** A live canary gets another percentage and another override, production another variable. The base release stays. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, HOLD, HOLD_CHANGED, PLAIN } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [PLAIN, HOLD, HOLD_CHANGED].map(canaryRestApi));
expectStage(test, { answers: { 'v1 light': 80, 'v2 dim': 20 }, canaryPercent: 20, variables: { theme: 'light', region: 'eu' } });
