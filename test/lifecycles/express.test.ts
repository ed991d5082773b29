import { HYPOTHESIS_ANSWERS } from '../../rehearsal/hypotheses';
import { Mode, ReleasedApp } from '../harness/released-app';
import { WatchedStack } from '../harness/watched-stack';

const HOLD: Mode = { action: 'hold', percent: 10 };
const NONE: Mode = { action: 'none' };
const PROMOTE: Mode = { action: 'promote', percent: 10, choices: {} };
const ABORT: Mode = { action: 'abort' };
const EXPRESS = { express: true };

const app = (mode: Mode, code: number, topics = 'a'): ReleasedApp => ({ kind: 'l3', routes: [], code, mode, topics });

let watched: WatchedStack;

afterEach(() => watched.destroy());

/** Two deploys in express mode: code 0 for everybody, and a canary with code 1. */
async function givenCanary(expressWaitsForCustomResources: 'waits' | 'for attributes only'): Promise<void> {
  watched = new WatchedStack({ expressWaitsForCustomResources, replacementWithoutRollback: 'accepted' });
  await watched.deploy(app(NONE, 0), EXPRESS);
  await watched.pass(30);
  await watched.deploy(app(HOLD, 1), EXPRESS);
  await watched.pass(30);
}

const canary = (): unknown => (watched.stage as { canarySettings?: unknown }).canarySettings;

describe.each(HYPOTHESIS_ANSWERS.expressWaitsForCustomResources)('given cdk deploy --express (%s)', (answer) => {
  // What the Stage asks of the driver is waited for in any case.
  test.each<[string, Mode]>([
    ['a canary that is held at another percent', { action: 'hold', percent: 50 }],
    ['an abort', ABORT],
    ['a promotion', PROMOTE],
  ])('%s leaves the stage as the template declares it', async (_, mode) => {
    await givenCanary(answer);
    expect(await watched.deploy(app(mode, 1), EXPRESS)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    await watched.pass(60);
    watched.assertAsDeclared();
  });

  test('a canary with new code that fails beside the stage leaves production, and a rollback takes it off', async () => {
    await givenCanary(answer);
    await watched.deploy(app(ABORT, 1), EXPRESS);
    await watched.pass(30);
    const { stage } = watched;
    const failed = await watched.deploy(app(HOLD, 2, 'b'), { ...EXPRESS, failing: 'BehindStage' });
    expect(failed).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(await watched.rollBack()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(stage);
  });
});

test('given cdk deploy --express that waits, a deploy without a canary removes it', async () => {
  await givenCanary('waits');
  await watched.deploy(app(NONE, 2), EXPRESS);
  expect(canary()).toBeUndefined();
  watched.assertAsDeclared();
});

// docs/compatibility.md says so.
test('given cdk deploy --express that does not wait for the driver, a canary outlives its deploy, until one that waits', async () => {
  await givenCanary('for attributes only');
  await watched.deploy(app(NONE, 2), EXPRESS);
  await watched.pass(60);
  expect(canary()).toMatchObject({ percentTraffic: 10 });
  await watched.deploy(app(NONE, 0));
  expect(canary()).toBeUndefined();
  watched.assertAsDeclared();
});
