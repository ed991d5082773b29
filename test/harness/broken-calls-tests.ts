import { breakableOperations, breakagesOf, everyBreakageOf, playBroken } from './broken-calls';
import { Hypotheses } from '../../rehearsal/hypotheses';

/** `BROKEN_CALLS=all` breaks each call with each error, by hand. */
const BREAKAGES = process.env.BROKEN_CALLS === 'all' ? everyBreakageOf : breakagesOf;

/** Breaks the calls of the driver in every operation. One test file for each rollback order, so that they run beside each other. */
export function playBrokenCalls(rollbackOrder: Hypotheses['rollbackOrder']): void {
  describe(`given a rollback order ${rollbackOrder}, when one call of the driver is broken, for good or once, then no request fails and all is as `
    + 'before or as declared', () => {
    test.each(breakableOperations(rollbackOrder))('$name', async (operation) => {
      const { calls, status } = await playBroken(operation);
      expect(status).toBe(operation.failingAt === undefined ? 'UPDATE_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE');
      expect(calls).toBeGreaterThan(3);
      const broken: string[] = [];
      for (const breakage of BREAKAGES(calls, operation)) {
        await playBroken(operation, breakage).catch((error: Error) => broken.push(`${JSON.stringify(breakage)}: ${error.message}`));
      }
      expect(broken).toEqual([]);
    }, 3_000_000);
  });
}
