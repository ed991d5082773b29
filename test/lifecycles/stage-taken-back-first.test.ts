import { Hypotheses } from '../../rehearsal/hypotheses';
import { ReleasedApp } from '../harness/released-app';
import { WatchedStack } from '../harness/watched-stack';

type Written = Pick<ReleasedApp, 'mode' | 'code' | 'theme'>;

const hold = (percent: number, override?: string) => ({ action: 'hold' as const, percent, override });
const NONE: Written = { mode: { action: 'none' }, code: 0 };
const PROMOTE = { action: 'promote' as const, percent: 33.33, override: 'dark', choices: {} };

const BEFORE: ReadonlyArray<[string, Written[]]> = [
  ['no canary', [NONE]],
  ['a canary at 0 % on the deployment of production', [{ mode: hold(0), code: 0 }]],
  ['a canary at 0 %', [NONE, { mode: hold(0, 'dark'), code: 1 }]],
  ['a canary at 33.33 %', [NONE, { mode: hold(33.33, 'dark'), code: 1 }]],
  ['a promoted canary', [NONE, { mode: hold(33.33, 'dark'), code: 1 }, { mode: PROMOTE, code: 1 }]],
];
const FAILED: ReadonlyArray<[string, Omit<Written, 'code'> & { readonly newCode: boolean }]> = [
  ['new code without a canary', { mode: { action: 'none' }, newCode: true, theme: 'red' }],
  ['another percent', { mode: hold(100, 'red'), newCode: false }],
  ['a canary on new code', { mode: hold(33.33, 'red'), newCode: true, theme: 'red' }],
  ['a promotion', { mode: PROMOTE, newCode: false }],
  ['an abort', { mode: { action: 'abort' }, newCode: false }],
];
const ANSWERS: ReadonlyArray<Pick<Hypotheses, 'stageUpdateSends' | 'stageUpdateZero' | 'stageUpdateRemovedKeys'>> = [
  { stageUpdateSends: 'changed', stageUpdateZero: 'dropped', stageUpdateRemovedKeys: 'kept' },
  { stageUpdateSends: 'present', stageUpdateZero: 'dropped', stageUpdateRemovedKeys: 'removed' },
];

describe('given CloudFormation that takes its own Stage back before the driver', () => {
  const cases = BEFORE.flatMap(([before, written]) => FAILED.map(([failed, deploy]) => ({ before, written, failed, deploy })));

  test.each(cases)('when $failed fails behind the stage, then $before is back as it was', async ({ written, deploy: { newCode, ...deploy } }) => {
    for (const answers of ANSWERS) {
      const watched = new WatchedStack({ rollbackOrder: 'reverse', ...answers });
      const appOf = (app: Written, topics: string): ReleasedApp => ({ kind: 'l3', routes: [], theme: 'light', ...app, topics });
      for (const [index, app] of written.entries()) { await watched.deploy(appOf(app, String(index))); }
      const { code } = written[written.length - 1];
      const result = await watched.deploy(appOf({ ...deploy, code: code + (newCode ? 1 : 0) }, 'failed'), { failing: 'BehindStage' });
      expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
      watched.assertAsDeclared();
      await watched.destroy();
    }
  });
});

test('an upgrade from the first version of the library that fails leaves no variable of it on the stage', async () => {
  const watched = new WatchedStack({ rollbackOrder: 'reverse' });
  const first: ReleasedApp = { kind: 'l3', routes: [], code: 0, mode: { action: 'none' }, library: 'first' };
  await watched.deploy(first);
  const { stage } = watched;
  // The code of today goes back: in this order its function is taken back after the driver.
  const upgrade: ReleasedApp = { ...first, library: undefined, code: 1, theme: 'light', topics: 'b' };
  expect(await watched.deploy(upgrade, { failing: 'BehindStage' })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(watched.stage).toEqual(stage);
});
