import { LateClock } from '../../../rehearsal/cloudformation/late-clock';

const MINUTE = 60_000;
let real: number;
let clock: LateClock;
beforeEach(() => {
  real = 100 * MINUTE;
  clock = LateClock.behind(15 * MINUTE, () => real);
});

test('begins behind the real time, and runs as fast', () => {
  expect(clock.now().getTime()).toBe(85 * MINUTE);
  real += 1_000;
  expect(clock.now().getTime()).toBe(85 * MINUTE + 1_000);
});

test('is the real time when all between has passed, and stays it', () => {
  expect([clock.pass(10 * MINUTE), clock.pass(10 * MINUTE), clock.pass(1)]).toEqual([10 * MINUTE, 5 * MINUTE, 0]);
  expect(clock.now().getTime()).toBe(real);
  expect(clock.pass(Infinity)).toBe(0);
});

test('never goes back', () => {
  const ticks = [clock.tick(), clock.tick()];
  clock.pass(MINUTE);
  ticks.push(clock.tick());
  expect(ticks.map((tick) => tick.getTime())).toEqual([85 * MINUTE, 85 * MINUTE + 1, 86 * MINUTE]);
});
