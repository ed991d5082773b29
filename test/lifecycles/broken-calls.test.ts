import { Breakage, breakableOperations, CALL_FAULTS, playBroken } from '../harness/broken-calls';

const FOR_GOOD: Pick<Breakage, 'how' | 'fault'> = { how: 'for good', fault: CALL_FAULTS[0] };
// CloudFormation's own Stage resource takes production back, but it never removes a canary.
const OPERATION = breakableOperations('dependencies-first').find(({ name }) => name === 'the first hold that fails at BehindStage')!;

/** How the operation ends when the driver has no permission any more, from one call of its rollback on. */
async function endings(lies: boolean): Promise<string[]> {
  const { calls } = await playBroken(OPERATION);
  const ended: string[] = [];
  for (let from = Math.floor(calls / 2); from < calls; from++) {
    ended.push(await playBroken(OPERATION, { ...FOR_GOOD, from }, { lies }).then(({ status }) => status, (error: Error) => error.message));
  }
  return ended;
}

// The test of every broken call, of a driver that is wrong: otherwise nobody knows whether it could fail.
test('a driver that answers SUCCESS on the way back, whatever it did, is found out, and ours is not', async () => {
  expect((await endings(true)).some((ending) => /got 500/.test(ending))).toBe(true);
  expect(new Set(await endings(false))).toEqual(new Set(['UPDATE_ROLLBACK_COMPLETE']));
}, 120_000);
