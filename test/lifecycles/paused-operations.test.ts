import { HYPOTHESIS_ANSWERS } from '../../rehearsal/hypotheses';
import { Mode, ReleasedApp } from '../harness/released-app';
import { WatchedStack } from '../harness/watched-stack';

const HOLD: Mode = { action: 'hold', percent: 10 };
const NONE: Mode = { action: 'none' };
const PROMOTE: Mode = { action: 'promote', percent: 10, choices: {} };

function app(mode: Mode, code: number, topics: string, theme?: string): ReleasedApp {
  return { kind: 'l3', routes: [], code, mode, topics, theme };
}

const WORLDS = HYPOTHESIS_ANSWERS.rollbackOrder.flatMap((rollbackOrder) =>
  HYPOTHESIS_ANSWERS.statusWhileTakenBack.map((statusWhileTakenBack) => ({
    rollbackOrder, statusWhileTakenBack, replacementWithoutRollback: 'accepted' as const,
  })));

describe.each(WORLDS)('given cdk deploy --no-rollback, $rollbackOrder, $statusWhileTakenBack', (hypotheses) => {
  let watched: WatchedStack;

  beforeEach(() => { watched = new WatchedStack(hypotheses); });

  afterEach(() => watched.destroy());

  test.each([
    0, 1, 2,
  ])('a promotion that fails behind the stage, is repeated %d times and rolled back, leaves all as before the first attempt', async (repetitions) => {
    await watched.deploy(app(NONE, 0, 'a'));
    await watched.deploy(app(HOLD, 1, 'b'));
    const { stage } = watched;
    for (let attempt = 0; attempt <= repetitions; attempt++) {
      const result = await watched.deploy(app(PROMOTE, 1, `c${attempt}`), { failing: 'BehindStage', disableRollback: true });
      expect(result).toMatchObject({ status: 'UPDATE_FAILED' });
    }
    expect(await watched.rollBack()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(stage);
    watched.assertAsDeclared();
  });

  test('new code that fails beside the stage, is repeated and succeeds, is what everybody gets', async () => {
    await watched.deploy(app(NONE, 0, 'a'));
    await watched.deploy(app(NONE, 1, 'b'), { failing: 'BesideStage', disableRollback: true });
    expect(await watched.deploy(app(NONE, 1, 'b'), { disableRollback: true })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    watched.assertAsDeclared();
  });

  test('a deploy that the driver refuses, rolled back, leaves all as before', async () => {
    await watched.deploy(app(NONE, 0, 'a'));
    await watched.deploy(app(NONE, 1, 'a'));
    const { stage } = watched;
    const refused = await watched.deploy(app(PROMOTE, 2, 'b'), { disableRollback: true });
    expect(refused).toMatchObject({ status: 'UPDATE_FAILED', reason: expect.stringContaining('[PromoteUnseenDeployment]') });
    expect(await watched.rollBack()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(stage);
  });

  test('a deploy that the driver refuses, repeated without a canary, succeeds', async () => {
    await watched.deploy(app(NONE, 0, 'a'));
    await watched.deploy(app(PROMOTE, 1, 'b'), { disableRollback: true });
    expect(await watched.deploy(app(NONE, 1, 'b'), { disableRollback: true })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    watched.assertAsDeclared();
  });
});

describe('given cdk deploy --no-rollback of one template, and then of another, both in vain', () => {
  const behindStage = { failing: 'BehindStage' };
  const FIRST: Array<[string, ReleasedApp]> = [
    ['a promotion', app(PROMOTE, 1, 'c', 'blue')],
    ['new code', app(NONE, 2, 'c', 'blue')],
    ['a canary with new code', app(HOLD, 2, 'c', 'blue')],
    ['another percent', app({ action: 'hold', percent: 50 }, 1, 'c', 'blue')],
  ];
  const SECOND: Array<[string, ReleasedApp, { failing?: string }]> = [
    ['a promotion that the driver refuses', app(PROMOTE, 3, 'd', 'red'), {}],
    ['a canary with new code', app(HOLD, 3, 'd', 'red'), behindStage],
    ['an abort', app({ action: 'abort' }, 3, 'd', 'red'), behindStage],
    ['another percent', app({ action: 'hold', percent: 30 }, 1, 'd'), behindStage],
  ];

  test.each(FIRST.flatMap(([first, one]) => SECOND.map(([second, other, options]) => ({ first, second, one, other, options }))))(
    '$first and $second leave all as before the first attempt', async ({ one, other, options }) => {
      const watched = new WatchedStack({ replacementWithoutRollback: 'accepted' });
      await watched.deploy(app(NONE, 0, 'a', 'light'));
      await watched.deploy(app(HOLD, 1, 'b', 'light'));
      const { stage } = watched;
      expect(await watched.deploy(one, { ...behindStage, disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
      expect(await watched.deploy(other, { ...options, disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
      expect(await watched.rollBack()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
      expect(watched.stage).toEqual(stage);
      watched.assertAsDeclared();
      await watched.destroy();
    },
  );
});

describe('given a function that gets another name beside a canary, and an attempt of that which was paused', () => {
  const NAMES: Array<[string, Partial<ReleasedApp>, Partial<ReleasedApp>]> = [
    ['from one that was given to one of CloudFormation', { functionName: 'shop' }, {}],
    ['from one of CloudFormation to one that is given', {}, { functionName: 'shop' }],
    ['from one that was given to another', { functionName: 'shop' }, { functionName: 'store' }],
  ];

  test.each(NAMES.flatMap(([change, before, after]) =>
    HYPOTHESIS_ANSWERS.replacementWithoutRollback.map((replacementWithoutRollback) => ({ change, before, after, replacementWithoutRollback }))))(
    '$change, replaced in a paused attempt: $replacementWithoutRollback, each attempt is refused', async ({ before, after, ...hypotheses }) => {
      const watched = new WatchedStack(hypotheses);
      await watched.deploy({ ...app(NONE, 0, 'a'), ...before });
      const { stage } = watched;
      // Then CloudFormation takes what this attempt declared for what was there before.
      watched.faults = ({ phase }) => phase === 'rollback' ? { kind: 'fail', when: 'before' } : undefined;
      const paused = await watched.deploy({ ...app(HOLD, 1, 'b'), ...after }, { disableRollback: true });
      expect(paused).toMatchObject({ status: 'UPDATE_FAILED' });
      watched.faults = undefined;
      const again = await watched.deploy({ ...app(HOLD, 2, 'c'), ...after });
      expect(again).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseFunctionRemoved]') });
      expect(watched.stage).toEqual(stage);
      watched.assertAsDeclared();
      await watched.destroy();
    },
  );
});

test.each(HYPOTHESIS_ANSWERS.eventProperties)(
  'given a role that a version of the base keeps, and a paused attempt without it, each attempt is refused: %s', async (eventProperties) => {
    const watched = new WatchedStack({ eventProperties, replacementWithoutRollback: 'accepted' });
    await watched.deploy({ ...app(NONE, 0, 'a'), role: 'Runner' });
    const { stage } = watched;
    // Then CloudFormation takes what this attempt declared for what was there before.
    watched.faults = ({ phase }) => phase === 'rollback' ? { kind: 'fail', when: 'before' } : undefined;
    const paused = await watched.deploy(app(HOLD, 1, 'b'), { disableRollback: true });
    expect(paused).toMatchObject({ status: 'UPDATE_FAILED', reason: expect.stringContaining('[BaseRoleRemoved]') });
    watched.faults = undefined;
    const again = await watched.deploy(app(HOLD, 2, 'c'));
    expect(again).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseRoleRemoved]') });
    expect(watched.stage).toEqual(stage);
    await watched.destroy();
  });

describe('given a function that the base calls and that leaves with a policy that retains it, in an attempt that was paused', () => {
  const [FN, ROLE] = ['Fn9270CBC0', 'FnServiceRoleB9001A96'];
  /** As CDK writes it for a function with a removal policy. */
  const altered = ({ Resources }: any): object => {
    const policies = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
    const driver: any = Object.values(Resources).find(({ Type }: any) => Type === 'Custom::CanaryStage');
    for (const id of [FN, ROLE]) { Resources[id] = { ...Resources[id], ...policies }; }
    const { Functions, Roles } = driver.Properties;
    const others = (ids: string[]): string[] => ids.filter((id) => ![FN, ROLE].includes(id));
    Object.assign(driver.Properties, { Functions: others(Functions), RetainedFunctions: [FN], Roles: others(Roles), RetainedRoles: [ROLE] });
    return { Resources };
  };
  const held = (code: number, topics: string): ReleasedApp => ({ ...app(HOLD, code, topics), handler: 'Handler' });

  test.each([
    ['native', { status: 'UPDATE_COMPLETE' }],
    // Nobody tells then that it is retained.
    ['absent', { status: 'UPDATE_FAILED', reason: expect.stringContaining('[BaseFunctionRemoved]') }],
  ] as const)('a retry goes on if the history shows what the driver was asked: %s', async (eventProperties, expected) => {
    const watched = new WatchedStack({ eventProperties, replacementWithoutRollback: 'accepted' });
    await watched.deploy(app(NONE, 0, 'a'), { altered });
    const paused = await watched.deploy(held(1, 'b'), { failing: 'BehindStage', disableRollback: true });
    expect(paused).toMatchObject({ status: 'UPDATE_FAILED', reason: expect.not.stringContaining('[') });
    expect(await watched.deploy(held(2, 'c'), { disableRollback: true })).toMatchObject(expected);
    expect(watched.aws.lambda.listFunctions().map(({ functionName }) => functionName)).toContainEqual(expect.stringContaining(FN));
    await watched.aws.close();
  });
});

test('given a paused promotion, and a retry that fails before the driver and in its rollback, too, the rollback can be continued', async () => {
  for (const rollbackOrder of HYPOTHESIS_ANSWERS.rollbackOrder) {
    const watched = new WatchedStack({ rollbackOrder });
    await watched.deploy(app(NONE, 0, 'a'));
    await watched.deploy(app(HOLD, 1, 'b'));
    const { stage } = watched;
    expect(await watched.deploy(app(PROMOTE, 1, 'c'), { failing: 'BehindStage', disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
    watched.faults = ({ type, phase }) => {
      const fails = type === 'Custom::CanaryAnchor' ? phase === 'update' : type === 'Custom::CanaryStage' && phase === 'rollback';
      return fails ? { kind: 'fail', when: 'before' } : undefined;
    };
    const retried = await watched.deploy(app(PROMOTE, 2, 'd'));
    expect(retried).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
    watched.faults = undefined;
    expect(await watched.continueRollback()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(stage);
    await watched.destroy();
  }
});

test.each<[string, ReleasedApp[], ReleasedApp]>([
  ['parks a canary on production', [app(NONE, 1, 'a')], app({ action: 'promote', percent: 100, choices: { updateDeployment: false } }, 1, 'b')],
  ['takes the canary off', [app(NONE, 0, 'a'), app(HOLD, 1, 'a')], app({ action: 'abort' }, 1, 'b')],
])('given a paused attempt that %s, and a retry in which the driver fails, its rollback leaves all as before', async (_, before, attempt) => {
  const watched = new WatchedStack();
  for (const one of before) { await watched.deploy(one); }
  const { stage } = watched;
  expect(await watched.deploy(attempt, { failing: 'BehindStage', disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
  watched.faults = ({ type, phase }) => type === 'Custom::CanaryStage' && phase === 'update' ? { kind: 'fail', when: 'before' } : undefined;
  expect(await watched.deploy(app(NONE, 2, 'c'))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  watched.faults = undefined;
  expect(watched.stage).toEqual(stage);
  watched.assertAsDeclared();
  await watched.destroy();
});

describe('given a release that leaves in a paused attempt and comes back in the next one, both in vain', () => {
  const attached = (mode: Mode, code: number, topics: string): ReleasedApp => ({ kind: 'attached', routes: [], code, mode, topics });
  const without = (code: number): ReleasedApp => ({ ...attached(NONE, code, 'without'), kind: 'plain' });
  const BEFORE: Array<[string, ReleasedApp[]]> = [
    ['no canary', [attached(NONE, 0, 'a')]],
    ['a canary', [attached(NONE, 0, 'a'), attached(HOLD, 1, 'b')]],
    ['a promoted canary', [attached(NONE, 0, 'a'), attached(HOLD, 1, 'b'), attached(PROMOTE, 1, 'c')]],
  ];
  const LEAVES: Array<[string, ReleasedApp]> = [['new code', without(2)], ['the code of before', without(1)]];
  const COMES_BACK: Array<[string, ReleasedApp]> = [
    ['without a canary', attached(NONE, 2, 'd')],
    ['without a canary and with other code', attached(NONE, 3, 'd')],
    ['with a canary', attached(HOLD, 3, 'd')],
    ['with the canary of before', attached(HOLD, 1, 'd')],
    ['with an abort', attached({ action: 'abort' }, 1, 'd')],
    ['with a promotion that the driver refuses', attached(PROMOTE, 3, 'd')],
  ];
  const cases = HYPOTHESIS_ANSWERS.rollbackOrder.flatMap((rollbackOrder) => BEFORE.flatMap(([before, apps]) => LEAVES.flatMap(([leaves, first]) =>
    COMES_BACK.map(([comesBack, second]) => ({ rollbackOrder, before, apps, leaves, first, comesBack, second })))));

  test.each(cases)('$rollbackOrder, $before, leaves with $leaves, comes back $comesBack: a rollback leaves all as before', async ({
    rollbackOrder, apps, first, second,
  }) => {
    const watched = new WatchedStack({ rollbackOrder, replacementWithoutRollback: 'accepted' });
    for (const one of apps) { expect(await watched.deploy(one)).toMatchObject({ succeeded: true }); }
    const { stage } = watched;
    expect(await watched.deploy(first, { failing: 'BehindStage', disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(await watched.deploy(second, { failing: 'BehindStage', disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(await watched.rollBack()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(stage);
    await watched.destroy();
  });
});

describe('given a release that leaves in a paused attempt, which moves production, and comes back in the next one', () => {
  const attached = (mode: Mode, code: number, topics: string): ReleasedApp => ({ kind: 'attached', routes: [], code, mode, topics });
  const ATTEMPTS: Array<[string, ReleasedApp[]]> = [
    ['the first one', []],
    ['a later one', [attached(NONE, 4, 'c')]],
  ];
  const COMES_BACK: Array<[string, Mode, number]> = [['a canary', HOLD, 3], ['an abort', { action: 'abort' }, 3]];
  const cases = [1, 2].flatMap((code) => ATTEMPTS.flatMap(([attempt, earlier]) => COMES_BACK.map(([comesBack, mode, next]) =>
    ({ code, attempt, earlier, comesBack, mode, next }))));

  test.each(cases)('$comesBack is refused beside production of the attempt, $attempt, which nothing retains: code $code', async ({
    code, earlier, mode, next,
  }) => {
    const watched = new WatchedStack({ replacementWithoutRollback: 'accepted' });
    for (const one of [attached(NONE, 0, 'a'), attached(HOLD, 1, 'b')]) { await watched.deploy(one); }
    const { stage } = watched;
    for (const attempt of [...earlier, { ...attached(NONE, code, 'without'), kind: 'plain' as const }]) {
      expect(await watched.deploy(attempt, { failing: 'BehindStage', disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
    }
    const refused = await watched.deploy(attached(mode, next, 'd'), { disableRollback: true });
    expect(refused).toMatchObject({ status: 'UPDATE_FAILED', reason: expect.stringMatching(/calls App-\S+:\d+, which.*\[BaseFunctionRemoved\]/) });
    expect(await watched.rollBack()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(stage);
    await watched.destroy();
  });

  test.each<[string, Mode, number]>([
    ['the code of the attempt', { action: 'abort' }, 2], ['new code without a canary', NONE, 3],
  ])('%s is let through', async (_, mode, code) => {
    const watched = new WatchedStack({ replacementWithoutRollback: 'accepted' });
    await watched.deploy(attached(NONE, 0, 'a'));
    const paused = await watched.deploy({ ...attached(NONE, 2, 'without'), kind: 'plain' }, { failing: 'BehindStage', disableRollback: true });
    expect(paused).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(await watched.deploy(attached(mode, code, 'd'), { disableRollback: true })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    await watched.destroy();
  });
});

test('given a deployment of a paused attempt, which calls a function that the next attempt replaces, that one is refused', async () => {
  const watched = new WatchedStack({ replacementWithoutRollback: 'accepted' });
  const attached = (mode: Mode, topics: string, functionName?: string): ReleasedApp =>
    ({ kind: 'attached', shape: 'one alias', routes: [], code: 0, mode, topics, functionName });
  await watched.deploy({ ...attached(NONE, 'a'), kind: 'plain', routes: ['pets'] });
  const { stage } = watched;
  const paused = await watched.deploy(attached(HOLD, 'b', 'shop'), { disableRollback: true });
  expect(paused).toMatchObject({ status: 'UPDATE_FAILED', reason: expect.stringContaining('[AdoptedWithChange]') });
  // The API is the same, so CDK makes no new deployment for the function that CloudFormation names again.
  expect(await watched.deploy(attached(NONE, 'c'))).toMatchObject({ reason: expect.stringContaining('[BaseFunctionRemoved]') });
  expect(watched.stage).toEqual(stage);
  await watched.aws.close();
});

describe.each(
  HYPOTHESIS_ANSWERS.eventProperties,
)('given a deployment that a paused attempt has created, whose function is replaced since, and properties that are %s', (eventProperties) => {
  const REFUSED = { status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseFunctionRemoved]') };

  test.each<ReleasedApp['kind']>(['l3', 'attached'])('%s: an attempt that failed before the driver was asked', async (kind) => {
    const watched = new WatchedStack({ eventProperties });
    const released = (code: number, topics: string): ReleasedApp => ({ kind, shape: 'SpecRestApi', routes: ['pets'], code, mode: NONE, topics });
    await watched.deploy({ ...released(0, 'a'), routes: [] });
    const { stage } = watched;
    // CloudFormation refuses to replace the permission.
    expect(await watched.deploy(released(1, 'b'), { disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(await watched.deploy({ ...released(1, 'c'), replacedBy: 'tenancy' })).toMatchObject(REFUSED);
    expect(watched.stage).toEqual(stage);
    await watched.destroy();
  });

  test.each<[string, Mode]>([
    ['production', NONE], ['a canary', HOLD],
  ])('%s that would go back to the function of before under another name', async (_, mode) => {
    const watched = new WatchedStack({ eventProperties, replacementWithoutRollback: 'accepted' });
    const routed = (topics: string, functionName?: string): ReleasedApp => ({ ...app(mode, 0, topics), routes: ['pets'], functionName });
    await watched.deploy(app(NONE, 0, 'a'));
    const { stage } = watched;
    expect(await watched.deploy({ ...routed('b'), allowNewEndpoints: true }, { failing: 'BehindStage', disableRollback: true }))
      .toMatchObject({ status: 'UPDATE_FAILED' });
    watched.faults = ({ type, phase }) => type === 'Custom::CanaryStage' && phase === 'update' ? { kind: 'fail', when: 'before' } : undefined;
    expect(await watched.deploy({ ...routed('c', 'shop'), allowNewEndpoints: true }, { disableRollback: true }))
      .toMatchObject({ status: 'UPDATE_FAILED' });
    watched.faults = undefined;
    expect(await watched.deploy({ ...routed('d'), allowNewEndpoints: true })).toMatchObject(REFUSED);
    expect(watched.stage).toEqual(stage);
    await watched.destroy();
  });
});

test.each(HYPOTHESIS_ANSWERS.eventProperties)(
  'given a paused attempt without the release, one that brings it back with new code in a canary is refused: properties are %s',
  async (eventProperties) => {
    const watched = new WatchedStack({ eventProperties });
    const attached = (mode: Mode, code: number, topics: string): ReleasedApp => ({ kind: 'attached', routes: [], code, mode, topics });
    await watched.deploy(attached(NONE, 0, 'a'));
    const { stage } = watched;
    const without: ReleasedApp = { ...attached(NONE, 0, 'b'), kind: 'plain', routes: ['pets'] };
    const options = { failing: 'ApiDeploymentStageprod3EB9684E', disableRollback: true };
    expect(await watched.deploy(without, options)).toMatchObject({ status: 'UPDATE_FAILED' });
    // The template between has kept nothing of what production calls.
    const again = await watched.deploy({ ...attached(HOLD, 1, 'c'), routes: ['pets'], allowNewEndpoints: true });
    expect(again).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseFunctionRemoved]') });
    expect(watched.stage).toEqual(stage);
    await watched.destroy();
  },
);

test.each(HYPOTHESIS_ANSWERS.eventProperties)(
  'given a paused attempt that began a canary, and a retry that the driver refuses, its rollback takes the canary off: properties are %s',
  async (eventProperties) => {
    const watched = new WatchedStack({ eventProperties });
    await watched.deploy(app(NONE, 0, 'a'));
    const { stage } = watched;
    // A canary of production itself: the deployment is none that the operation created.
    const began = await watched.deploy(app({ action: 'hold', percent: 100 }, 0, 'b'), { failing: 'BehindStage', disableRollback: true });
    expect(began).toMatchObject({ status: 'UPDATE_FAILED' });
    const refused = await watched.deploy({ ...app(HOLD, 0, 'c'), handler: 'Handler' }, { disableRollback: true });
    expect(refused).toMatchObject({ status: 'UPDATE_FAILED', reason: expect.stringContaining('[BaseFunctionRemoved]') });
    expect(await watched.rollBack()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(stage);
    await watched.destroy();
  },
);

test.each(HYPOTHESIS_ANSWERS.eventProperties)(
  'given a deployment of a paused attempt, whose alias the next ones move to another function, each of them is refused: properties are %s',
  async (eventProperties) => {
    const watched = new WatchedStack({ eventProperties, replacementWithoutRollback: 'accepted' });
    const released = (mode: Mode, topics: string, handler?: 'Handler'): ReleasedApp =>
      ({ kind: 'attached', shape: 'one alias', routes: ['pets'], code: 0, mode, topics, handler, keepsOther: handler !== undefined });
    await watched.deploy({ ...released(NONE, 'a', 'Handler'), routes: [] });
    const { stage } = watched;
    const paused = await watched.deploy(released(HOLD, 'b', 'Handler'), { failing: 'BehindStage', disableRollback: true });
    expect(paused).toMatchObject({ status: 'UPDATE_FAILED' });
    const moved = await watched.deploy(released(NONE, 'c'), { disableRollback: true });
    expect(moved).toMatchObject({ status: 'UPDATE_FAILED', reason: expect.stringContaining('[BaseFunctionRemoved]') });
    // CloudFormation has taken the driver back: what it was asked before is the template of before the operation.
    const again = await watched.deploy(released(NONE, 'd'));
    expect(again).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseFunctionRemoved]') });
    expect(watched.stage).toEqual(stage);
    await watched.destroy();
  },
);

test('given a paused attempt, a retry that replaces the function and brings new code, which production follows, is not refused', async () => {
  for (const eventProperties of HYPOTHESIS_ANSWERS.eventProperties) {
    const watched = new WatchedStack({ eventProperties, replacementWithoutRollback: 'accepted' });
    await watched.deploy(app(NONE, 0, 'a'));
    expect(await watched.deploy(app(NONE, 1, 'b'), { failing: 'BesideStage', disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(await watched.deploy({ ...app(NONE, 2, 'c'), replacedBy: 'tenancy' })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    watched.assertAsDeclared();
    await watched.destroy();
  }
});

test('given a release that a paused attempt failed to bring, a retry is not refused for versions that production leaves', async () => {
  const watched = new WatchedStack({ replacementWithoutRollback: 'accepted' });
  const attached = (code: number, topics: string, theme?: string): ReleasedApp =>
    ({ kind: 'attached', routes: [], code, mode: NONE, topics, theme });
  await watched.deploy({ ...attached(0, 'a'), kind: 'plain' });
  watched.faults = ({ type, phase }) => type === 'Custom::CanaryStage' && phase === 'update' ? { kind: 'fail', when: 'before' } : undefined;
  const first = await watched.deploy(attached(1, 'b', 'light'), { disableRollback: true });
  expect(first).toMatchObject({ status: 'UPDATE_FAILED' });
  watched.faults = undefined;
  const again = await watched.deploy(attached(1, 'c', 'dark'), { disableRollback: true });
  expect([again.status, again.reason]).toEqual(['UPDATE_COMPLETE', undefined]);
  await watched.aws.close();
});
