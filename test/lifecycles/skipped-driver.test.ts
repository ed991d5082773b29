import { Hypotheses } from '../../rehearsal/hypotheses';
import { Mode, ReleasedApp } from '../harness/released-app';
import { WatchedStack } from '../harness/watched-stack';

const HOLD: Mode = { action: 'hold', percent: 10 };
const NONE: Mode = { action: 'none' };
const PROMOTE: Mode = { action: 'promote', percent: 10, choices: {} };

type Written = Pick<ReleasedApp, 'mode' | 'code'>;

const LIVES: Array<[string, Written[], Written]> = [
  ['new code after a release without a canary', [{ mode: NONE, code: 0 }], { mode: NONE, code: 1 }],
  ['a hold after a release without a canary', [{ mode: NONE, code: 0 }], { mode: HOLD, code: 1 }],
  ['a hold of other code', [{ mode: NONE, code: 0 }, { mode: HOLD, code: 1 }], { mode: HOLD, code: 2 }],
  ['new code without a canary after a hold', [{ mode: NONE, code: 0 }, { mode: HOLD, code: 1 }], { mode: NONE, code: 2 }],
  ['a hold after a promotion', [{ mode: NONE, code: 0 }, { mode: HOLD, code: 1 }, { mode: PROMOTE, code: 1 }], { mode: HOLD, code: 2 }],
  ['a hold after an abort', [{ mode: NONE, code: 0 }, { mode: HOLD, code: 1 }, { mode: { action: 'abort' }, code: 1 }], { mode: HOLD, code: 2 }],
];

type Place = Pick<ReleasedApp, 'kind' | 'shape'>;

const IN_ONE_STACK: Place = { kind: 'l3' };
const IN_NESTED_STACK: Place = { kind: 'attached', shape: 'in a nested stack' };

function app({ mode, code }: Written, topics: string, place: Place = IN_ONE_STACK): ReleasedApp {
  return { ...place, routes: [], code, mode, topics };
}

const isDriver = ({ ResourceType }: any): boolean => ResourceType === 'Custom::CanaryStage';

/** @param anchorAnswers whether the anchor's event reaches the function when the rollback goes on */
async function skipsTheDriver(
  hypotheses: Partial<Hypotheses>, before: readonly Written[], failing: Written, anchorAnswers = true, place = IN_ONE_STACK,
): Promise<void> {
  const watched = new WatchedStack(hypotheses);
  for (const [index, written] of before.entries()) { await watched.deploy(app(written, String(index), place)); }
  const base = (watched.stage as any).deploymentId;
  const isRollback = () => /ROLLBACK_IN_PROGRESS$/.test(watched.stack.status);
  const result = await watched.deploy(app(failing, 'failing', place), {
    failing: 'BehindStage',
    disturbance: { onEvent: async (event, run) => { if (!isDriver(event) || !isRollback()) { await run(); } } },
  });
  expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
  if (!anchorAnswers) { watched.inProcess.driver.disturbance = { onEvent: async () => undefined }; }
  // At no instant of this a request fails: the oracle looks.
  expect(await watched.continueRollback([watched.logicalIdOf('Custom::CanaryStage')])).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  watched.inProcess.driver.disturbance = {};
  await watched.look('the rollback');
  expect(watched.stage).toMatchObject({ deploymentId: base });
  // And the next deploy is as ever.
  expect(await watched.deploy(app({ mode: NONE, code: 2 }, 'next', place))).toMatchObject({ succeeded: true });
  watched.assertAsDeclared();
  await watched.destroy();
}

describe.each(['dependencies-first', 'reverse'] as const)('given a driver that cannot run in a rollback, in the order %s', (rollbackOrder) => {
  // `cdk rollback --orphan`, the console's list, and ForceRollback all say the same to CloudFormation: take this resource for rolled back.
  test.each(LIVES)('when a person skips it, then what the operation created guards itself: %s', async (_, before, failing) => {
    await skipsTheDriver({ rollbackOrder }, before, failing);
  });

  test.each(LIVES)('when a person skips it in a nested stack, by the name of that: %s', async (_, before, failing) => {
    await skipsTheDriver({ rollbackOrder }, before, failing, true, IN_NESTED_STACK);
  });
});

// docs/troubleshooting.md says so: the anchor guards what it depends on only if CloudFormation deletes dependents first in this clean-up, too.
test('given a clean-up in another order, when a person skips the driver, then the canary\'s version goes before its anchor', async () => {
  const [, before, failing] = LIVES[1];
  await expect(skipsTheDriver({ cleanUpOrder: 'other' }, before, failing)).rejects.toThrow(
    /got 500 .*after rollback-cleanup: delete FnCurrentVersion/,
  );
});

// As long as the function cannot run at all, nothing is left that guards the release.
describe('given a driver and an anchor that cannot run in a rollback, when a person skips the driver', () => {
  const [, before, failing] = LIVES[1];

  test('then the canary loses what it calls', async () => {
    const skipped = skipsTheDriver({ undeletedInCleanup: 'lets go' }, before, failing, false);
    await expect(skipped).rejects.toThrow(/got 500 .*after rollback-cleanup: delete/);
  });

  test('then the canary keeps what it calls if CloudFormation deletes nothing below a resource that it could not delete', async () => {
    await skipsTheDriver({ undeletedInCleanup: 'holds' }, before, failing, false);
  });
});

test('no anchor is called in a life of three deploys with a hold each, except in a rollback', async () => {
  const watched = new WatchedStack();
  const called: string[] = [];
  const disturbance = {
    onEvent: async (event: any, run: () => Promise<void>) => {
      if (event.ResourceType === 'Custom::CanaryAnchor') { called.push(`${event.RequestType} in ${watched.stack.status}`); }
      await run();
    },
  };
  const modes: Array<[Mode, number]> = [[NONE, 0], [HOLD, 1], [PROMOTE, 1], [HOLD, 2], [PROMOTE, 2], [HOLD, 0], [NONE, 0]];
  for (const [index, [mode, code]] of modes.entries()) { await watched.deploy(app({ mode, code }, String(index)), { disturbance }); }
  expect(new Set(called.filter((call) => !call.startsWith('Create')))).toEqual(new Set());
  await watched.deploy(app({ mode: HOLD, code: 1 }, 'failing'), { failing: 'BehindStage', disturbance });
  expect(called.filter((call) => call.startsWith('Delete'))).toEqual(['Delete in UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS']);
  await watched.destroy();
});
