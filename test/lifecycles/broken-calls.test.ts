import { Breakage, BreakableOperation, breakableOperations, breakagesOf, CALL_FAULTS, playBroken } from '../harness/broken-calls';

const FOR_GOOD: Pick<Breakage, 'how' | 'fault'> = { how: 'for good', fault: CALL_FAULTS[0] };
const BEHIND = breakableOperations('dependencies-first').filter(({ failingAt }) => failingAt === 'BehindStage');

async function endings(operation: BreakableOperation, lies: boolean): Promise<string[]> {
  const { calls } = await playBroken(operation);
  const positions = breakagesOf(calls).filter(({ how }) => how === 'for good').map(({ from }) => ({ ...FOR_GOOD, from }));
  const played = positions.map((breakage) => playBroken(operation, breakage, { lies }));
  return Promise.all(played.map((end) => end.then(({ status }) => status, (error: Error) => error.message)));
}

describe('given an operation that fails while the driver has no permission any more from one call on', () => {
  test.each(BEHIND)('a driver that tells so: $name', async (operation) => {
    expect(new Set(await endings(operation, false))).toEqual(new Set(['UPDATE_ROLLBACK_COMPLETE']));
  });

  // The same test of a driver that is wrong: otherwise nobody knows whether it could fail.
  test('a driver that lies is found out', async () => {
    const found = await endings(BEHIND[0], true);
    expect(found.some((ending) => /got 500/.test(ending))).toBe(true);
  });
});
