import { playRollouts } from '../../examples/rollout/play-rollouts';
import { SCENARIOS } from '../../examples/rollout/scenarios';
import { FakeTerminal } from '../cli/fake-terminal';

test('the demo promotes the healthy release and puts the broken one back, and no request fails because of a deploy', async () => {
  const terminal = new FakeTerminal('.');
  const { rollouts, report } = await playRollouts({ seed: 1, requestsPerMinute: 600 }, terminal, async (_, task) => task(() => undefined));
  expect(rollouts).toEqual(SCENARIOS.map(({ name, expected }) => ({
    name,
    ...expected,
    gate: name === 'broken' ? 'errorShare' : null,
    minutes: expect.any(Number),
    canaryErrors: expect.any(Number),
    failedByUs: 0,
  })));
  const [healthy, broken] = rollouts;
  // The ramp takes 43 minutes by its figures, and each of its four steps ends with a look less than a minute late.
  expect(healthy.minutes).toBeGreaterThanOrEqual(43);
  expect(healthy.minutes).toBeLessThanOrEqual(47);
  expect(broken.minutes).toBeLessThan(healthy.minutes);
  // Twenty times as many errors as the base's: stopped after a handful.
  expect(broken.canaryErrors).toBeGreaterThan(0);
  expect(broken.canaryErrors).toBeLessThan(60);
  expect(report.deploys).toHaveLength(3);
  const text = terminal.printed.join('\n');
  expect(text).toMatch(/✓ +1 % +0–\d+ min +\d+ looks/);
  expect(text).toContain('put back by errorShare');
}, 120_000);
