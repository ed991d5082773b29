import { Mode, ReleasedApp } from '../harness/released-app';
import { WatchedStack } from '../harness/watched-stack';

const NONE: Mode = { action: 'none' };
const HOLD: Mode = { action: 'hold', percent: 10 };
const PROMOTE: Mode = { action: 'promote', percent: 10, choices: {} };
/** Each plays another lag. */
const SEEDS = [1, 2, 3, 4, 5, 6];

function app(mode: Mode, code: number, more: Partial<ReleasedApp> = {}): ReleasedApp {
  return { kind: 'l3', routes: [], code, mode, ...more };
}

/** What comes before, and the deploy that takes the release away from what it called. */
const LIVES: Array<[string, ReleasedApp[], ReleasedApp]> = [
  ['production leaves a function that is renamed', [app(NONE, 0)], app(NONE, 1, { functionName: 'shop' })],
  ['production leaves a function that leaves the app', [app(NONE, 0)], app(NONE, 1, { handler: 'Handler' })],
  ['production leaves a role that leaves the app', [app(NONE, 0, { role: 'Runner' })], app(NONE, 1)],
  ['a canary leaves, with its function', [app(NONE, 0), app(HOLD, 1, { handler: 'Handler', keepsOther: true })], app(NONE, 2)],
  [
    'a promotion leaves the function of before',
    [app(NONE, 0), app(HOLD, 1, { handler: 'Handler', keepsOther: true })],
    app(PROMOTE, 1, { handler: 'Handler' }),
  ],
];

describe('given a data plane that follows a stage after some seconds', () => {
  test.each(LIVES)('no request fails when %s', async (_, before, deploy) => {
    for (const seed of SEEDS) {
      const watched = new WatchedStack({ dataPlane: 'lagging' }, seed);
      for (const one of before) {
        expect(await watched.deploy(one)).toMatchObject({ succeeded: true });
        await watched.pass(60);
      }
      expect(await watched.deploy(deploy)).toMatchObject({ succeeded: true });
      await watched.destroy();
    }
  });
});
