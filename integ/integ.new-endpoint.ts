/** Why a new endpoint cannot be canaried: API Gateway answers 403 to every request for it that lands on the base release. */
import { expectStage } from './lifecycle/expect-stage';
import { canaryRestApi, HOLD_WITH_NEW_ROUTE, PLAIN } from './lifecycle/states';
import { steppedTest } from './lifecycle/stepped-test';

const test = steppedTest(__filename, [PLAIN, HOLD_WITH_NEW_ROUTE].map(canaryRestApi));
expectStage(test, {
  path: 'new',
  answers: { '403 {"message":"Missing Authentication Token"}': 50, 'v2 dark': 50 },
  canaryPercent: 50,
  variables: { theme: 'light' },
});
