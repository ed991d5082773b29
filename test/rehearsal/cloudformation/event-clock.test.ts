import { pbkdf2 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { EventClock } from '../../../rehearsal/cloudformation/event-clock';
import { RealTimeClock } from '../../../rehearsal/cloudformation/real-time-clock';

/** All that Node.js has for files, unless it is told otherwise. */
const BUSY_THREADS = 4;
const START = new Date('2030-01-01T00:00:00Z');
const seconds = (clock: EventClock): number => (clock.now().getTime() - START.getTime()) / 1000;

describe('EventClock', () => {
  test('passes from timer to timer while somebody waits, in their order', async () => {
    const clock = new EventClock(START);
    const heard: string[] = [];
    clock.startTimer(5_000, () => heard.push(`b at ${seconds(clock)}`));
    clock.startTimer(2_000, () => heard.push(`a at ${seconds(clock)}`));
    await clock.passUntil(clock.sleep(7_000));
    expect(heard).toEqual(['a at 2', 'b at 5']);
    expect(seconds(clock)).toBe(7);
  });

  test('does not pass for what nobody waits for', async () => {
    const clock = new EventClock(START);
    let late = false;
    clock.startTimer(3_600_000, () => { late = true; });
    await clock.passUntil(clock.sleep(1_000));
    expect([late, seconds(clock)]).toEqual([false, 1]);
  });

  test('lets happen what is due once events have moved it on', async () => {
    const clock = new EventClock(START);
    let happened = false;
    void clock.sleep(1_500).then(() => { happened = true; });
    clock.tick();
    await clock.settle();
    expect(happened).toBe(false);
    clock.tick();
    await clock.settle();
    expect([happened, seconds(clock)]).toEqual([true, 2]);
  });

  test('forgets a timer that was stopped', async () => {
    const clock = new EventClock(START);
    let expired = false;
    clock.startTimer(1_000, () => { expired = true; })();
    await clock.passUntil(clock.sleep(2_000));
    expect(expired).toBe(false);
  });

  test('stands still while it is held, and goes on when it is released', async () => {
    const clock = new EventClock(START);
    const release = clock.hold();
    let over = false;
    const waiting = clock.passUntil(clock.sleep(1_000)).then(() => { over = true; });
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    expect([over, seconds(clock)]).toEqual([false, 0]);
    release();
    await waiting;
    expect(seconds(clock)).toBe(1);
  });

  test('stands still while a file is read, however busy the machine is', async () => {
    const clock = new EventClock(START);
    for (let thread = 0; thread < BUSY_THREADS; thread++) { pbkdf2('busy', 'salt', 200_000, 64, 'sha512', () => undefined); }
    const first = await clock.passUntil(Promise.race([readFile(__filename).then(() => 'read'), clock.sleep(1_000).then(() => 'slept')]));
    expect(first).toBe('read');
    expect(seconds(clock)).toBe(0);
  });

  test('waits for work that takes real time, and passes on its failure', async () => {
    const clock = new EventClock(START);
    const work = new Promise((_, reject) => { setTimeout(() => reject(new Error('no')), 20); });
    await expect(clock.passUntil(work)).rejects.toThrow('no');
    expect(seconds(clock)).toBe(0);
  });
});

test('RealTimeClock takes no time for what a handler waits for', async () => {
  const clock = new RealTimeClock(() => 5);
  await clock.passUntil(clock.sleep());
  expect(clock.now()).toEqual(new Date(5));
});
