import { LONGEST_STEP_SECONDS, serviceTimeoutSeconds, stepBudgetSeconds } from '../../../lib/rollout/contract';

const step = { bakeSeconds: 300, metricDelaySeconds: 120, pauseSeconds: 0 };

test('a step may take twice its bake and metric delay', () => {
  expect(stepBudgetSeconds(step)).toBe(840);
});

test('a pause longer than the extension is waited for to its end', () => {
  expect(stepBudgetSeconds({ ...step, pauseSeconds: 2_400 })).toBe(2_820);
});

test('no step takes longer than 53 minutes, so that seven are left of the hour that CloudFormation waits', () => {
  const longest = { ...step, bakeSeconds: LONGEST_STEP_SECONDS - 120 };
  expect(stepBudgetSeconds(longest)).toBe(53 * 60);
  expect(serviceTimeoutSeconds(longest)).toBe(3_600);
});
