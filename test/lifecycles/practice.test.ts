import { allHypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { Lifecycle, Step } from '../harness/lifecycle';
import { newTally, play } from '../harness/play';
import { Mode } from '../harness/released-app';

const SETTINGS = { percent: 50, override: 'dark' };
const HOLD = { action: 'hold' as const, ...SETTINGS };

function deploy(mode: Mode, { newCode = false, theme = 'light' } = {}): Step {
  return { step: 'deploy', newCode, app: { routes: ['pets'], theme, mode } };
}

function promote(choices = {}): Step {
  return deploy({ action: 'promote', ...SETTINGS, choices });
}

function lifecycle(steps: Step[], more: Partial<Lifecycle> = {}): Lifecycle {
  return {
    seed: 1, hypotheses: LIKELY_HYPOTHESES, siblingsAtFailure: 'none', transport: 'wire', kind: 'l3', adopted: false, inStage: false, steps, ...more,
  };
}

/** Plays it and expects every deploy to succeed: a lifecycle of failed deploys would keep the invariants, too. */
async function succeeds(played: Lifecycle): Promise<void> {
  const tally = newTally();
  await play(played, tally);
  const deploys = played.steps.filter(({ step }) => step === 'deploy').length;
  expect(tally).toMatchObject({ operations: deploys + (played.adopted ? 1 : 0), failedOperations: 0 });
}

const PRACTICE = [
  deploy({ action: 'none' }),
  deploy(HOLD, { newCode: true }),
  deploy({ action: 'hold', ...SETTINGS, percent: 33.33 }),
  promote(),
  deploy({ action: 'none' }, { theme: 'dark' }),
];

describe('given the practice: base, hold, another percentage, promote, remove', () => {
  test.each(
    allHypotheses().map((hypotheses) => ({ hypotheses })),
  )('no request fails and every deploy succeeds under $hypotheses', async ({ hypotheses }) => {
    await succeeds(lifecycle(PRACTICE, { hypotheses }));
  });

  test('the same with permissions scoped to methods', () => succeeds(lifecycle(PRACTICE, { kind: 'attached' })));

  test('the same on a stage that was deployed before the release came', () =>
    succeeds(lifecycle([deploy({ action: 'none' }), ...PRACTICE.slice(1)], { kind: 'attached', adopted: true })));
});

describe('given a held canary', () => {
  const held = [deploy({ action: 'none' }), deploy(HOLD, { newCode: true })];
  const choices = [true, false].flatMap((updateDeployment) => [true, false].flatMap((updateStageVariables) =>
    [true, false].map((resetTraffic) => ({ updateDeployment, updateStageVariables, resetTraffic }))));

  test.each(choices)('when it is promoted with %j, then the stage is as declared', (choice) => succeeds(lifecycle([...held, promote(choice)])));

  test('when it is aborted, then production stays on the base', () => succeeds(lifecycle([...held, deploy({ action: 'abort' })])));

  test('when new code comes, then the canary is replaced and the base stays', () => succeeds(
    lifecycle([...held, deploy(HOLD, { newCode: true }), promote()]),
  ));

  test('when settings are taken away without a promotion, then production follows the code', () => succeeds(
    lifecycle([...held, deploy({ action: 'none' })]),
  ));

  test('when it was promoted in the console, then the next canary has that base', () =>
    succeeds(lifecycle([...held, { step: 'console', does: 'promote' }, deploy(HOLD, { newCode: true, theme: 'dark' })])));

  test('when it is aborted and other code is held, then everything starts over', () =>
    succeeds(lifecycle([...held, deploy({ action: 'abort' }), deploy(HOLD, { newCode: true }), promote()])));

  test('when it is aborted and the operator says hold, then everything starts over', () =>
    succeeds(lifecycle([...held, deploy({ action: 'abort' }), deploy({ ...HOLD, again: true }), promote()])));

  test('when it is aborted, then the same code is refused, and other code becomes the canary', async () => {
    const tally = newTally();
    await play(lifecycle([...held, deploy({ action: 'abort' }), deploy(HOLD), deploy(HOLD, { newCode: true })]), tally);
    expect(tally).toMatchObject({ operations: 5, failedOperations: 1 });
  });
});

jest.setTimeout(300_000);

describe('given a failure at each resource operation', () => {
  const targets: Array<[string, Step]> = [
    ['the first hold', deploy(HOLD, { newCode: true })], ['a release without canary', deploy({ action: 'none' }, { newCode: true })],
  ];
  const later: Array<[string, Step]> = [
    ['a promotion', promote()], ['an abort', deploy({ action: 'abort' })], ['a second hold', deploy(HOLD, { newCode: true })],
  ];
  const cases = [
    ...targets.map(([name, step]) => ({ name, before: [deploy({ action: 'none' })], step })),
    ...later.map(([name, step]) => ({ name, before: [deploy({ action: 'none' }), deploy(HOLD, { newCode: true })], step })),
  ];

  test.each(cases)('when $name fails there, then it is as before and no request failed', async ({ before, step }) => {
    const tally = newTally();
    for (const when of ['before', 'after'] as const) {
      for (let index = 0; index < 12; index++) {
        const failing: Step = { ...step as Extract<Step, { step: 'deploy' }>, fault: { index, fault: { kind: 'fail', when } } };
        await play(lifecycle([...before, failing, step]), tally);
      }
    }
    expect(tally.failedOperations).toBeGreaterThan(3);
  });
});
