import * as fc from 'fast-check';
import { live, MINUTE, progress, step, T0 } from './rollouts';
import type { ParsedStep, StepProgress } from '../../../lib/rollout/contract';
import type { GateResult } from '../../../lib/rollout/decision/gates/gate-result';
import { decideLook, LookSituation, secondsToNextLook } from '../../../lib/rollout/decision/look';
import type { StepOutcome } from '../../../lib/rollout/decision/outcome';
import { standingOf } from '../../../lib/rollout/decision/standing';
import type { LiveStage } from '../../../lib/stage/live-stage';

const PASS: GateResult = { gate: 'errorShare', verdict: 'PASS', reason: 'Fine.' };
const FAIL: GateResult = { gate: 'errorShare', verdict: 'FAIL', reason: 'Bad.' };
const INCONCLUSIVE: GateResult = { gate: 'minimumRequests', verdict: 'INCONCLUSIVE', reason: 'Few.' };
const UNREAD: GateResult = { gate: 'alarms', verdict: 'INCONCLUSIVE', reason: 'Denied.', isUnmeasured: true };

interface Changes {
  readonly step?: Partial<ParsedStep>;
  readonly progress?: Partial<StepProgress>;
  readonly stage?: LiveStage;
}

/** A look of a step that began at T0. */
function look(minutes: number, results: GateResult[], changes: Changes = {}): StepOutcome {
  const of = step(changes.step);
  const stage = changes.stage ?? live(of.percentTraffic);
  const situation: LookSituation = {
    step: of,
    progress: progress(changes.progress),
    now: T0 + minutes * MINUTE,
    standing: standingOf(of, stage),
    livePercent: stage.canary?.percentTraffic ?? 0,
    results,
  };
  return decideLook(situation);
}

const PAUSE = { times: { bakeSeconds: 600, metricDelaySeconds: 120, pauseSeconds: 1_200 } };

describe('a step of ten minutes with a metric delay of two', () => {
  test('waits while its bake is not over, also when every gate passes', () => {
    expect(look(11.9, [PASS])).toMatchObject({ act: 'WAIT' });
  });

  test('passes when bake and metric delay are over and every gate passes', () => {
    expect(look(12, [PASS])).toMatchObject({ act: 'SUCCEED', verdict: 'PASS', percentTraffic: 20 });
  });

  test('fails in any look in which a gate fails', () => {
    expect(look(1, [PASS, FAIL])).toMatchObject({ act: 'FAIL', id: 'GateFailed', decisive: FAIL });
  });

  test('extends while the data do not suffice', () => {
    expect(look(12, [INCONCLUSIVE])).toMatchObject({ act: 'WAIT' });
    expect(look(23.9, [INCONCLUSIVE])).toMatchObject({ act: 'WAIT' });
  });

  test('aborts at its deadline when the data never sufficed', () => {
    expect(look(24, [INCONCLUSIVE])).toMatchObject({ act: 'FAIL', id: 'RolloutInconclusive' });
  });

  test('goes on at its deadline when it says so, with a verdict of its own', () => {
    expect(look(24, [INCONCLUSIVE], { step: { onInconclusive: 'PROMOTE' } })).toMatchObject({ act: 'SUCCEED', verdict: 'INCONCLUSIVE_ACCEPTED' });
  });

  test('never passes on a failure because of onInconclusive', () => {
    expect(look(24, [FAIL, INCONCLUSIVE], { step: { onInconclusive: 'PROMOTE' } })).toMatchObject({ act: 'FAIL', id: 'GateFailed' });
  });
});

describe('what could not be measured', () => {
  test('is looked at again twice', () => {
    expect(look(3, [UNREAD])).toMatchObject({ act: 'WAIT', progress: { unmeasuredLooks: 1 }, tells: 'LOOK_FAILED' });
    expect(look(4, [UNREAD], { progress: { unmeasuredLooks: 1 } })).toMatchObject({ act: 'WAIT', progress: { unmeasuredLooks: 2 } });
  });

  test('fails closed in the third look in a row', () => {
    expect(look(5, [UNREAD], { progress: { unmeasuredLooks: 2 } })).toMatchObject({ act: 'FAIL', id: 'CannotMeasure' });
  });

  test('counts anew after a look that measured', () => {
    expect(look(5, [PASS], { progress: { unmeasuredLooks: 2 } })).toMatchObject({ act: 'WAIT', progress: { unmeasuredLooks: 0 } });
  });

  test('is no pass at the end of the bake', () => {
    expect(look(12, [PASS, UNREAD])).toMatchObject({ act: 'WAIT' });
  });
});

describe('the live stage as the control channel', () => {
  test('a canary that is gone is an abort', () => {
    expect(look(3, [PASS], { stage: { deploymentId: 'B', variables: {} } })).toMatchObject({ act: 'FAIL', id: 'AbortedByHand' });
  });

  test('production on the new deployment is a promotion', () => {
    expect(look(3, [FAIL], { stage: live(0, { deploymentId: 'N' }) })).toMatchObject({ act: 'SUCCEED', verdict: 'PROMOTED_BY_HAND' });
    expect(look(3, [FAIL], { stage: { deploymentId: 'N', variables: {} } })).toMatchObject({ act: 'SUCCEED', verdict: 'PROMOTED_BY_HAND' });
  });

  test.each<[string, LiveStage]>([
    ['another percent', live(21)],
    ['the next percent without a pause', live(50)],
    ['another canary', live(20, { canary: { deploymentId: 'X', percentTraffic: 20, useStageCache: false, stageVariableOverrides: {} } })],
    ['another production', live(20, { deploymentId: 'X' })],
    ['another production without a canary', { deploymentId: 'X', variables: {} }],
  ])('is modified outside: %s', (_, stage) => {
    expect(look(3, [PASS], { stage })).toMatchObject({ act: 'FAIL', id: 'ModifiedOutside' });
  });

  test('is modified outside: a stage that is gone', () => {
    expect(standingOf(step(), undefined)).toBe('modified outside');
  });
});

describe('a pause', () => {
  test('begins after bake and metric delay, and is told once', () => {
    expect(look(12, [PASS], { step: PAUSE })).toMatchObject({ act: 'WAIT', tells: 'PAUSED', progress: { isPaused: true } });
    expect(look(13, [PASS], { step: PAUSE, progress: { isPaused: true } })).toMatchObject({ act: 'WAIT', tells: undefined });
  });

  test('ends when a person sets the percent of the next step', () => {
    expect(look(13, [PASS], { step: PAUSE, stage: live(50) })).toMatchObject({ act: 'SUCCEED', verdict: 'PASS', percentTraffic: 50 });
  });

  test('ends by hand with too little data only as the word of a person', () => {
    expect(look(13, [INCONCLUSIVE], { step: PAUSE, stage: live(50) })).toMatchObject({ act: 'SUCCEED', verdict: 'INCONCLUSIVE_ACCEPTED' });
  });

  test('is judged all the while, also in the look that finds it ended by hand', () => {
    expect(look(20, [FAIL], { step: PAUSE })).toMatchObject({ act: 'FAIL', id: 'GateFailed' });
    expect(look(20, [FAIL], { step: PAUSE, stage: live(50) })).toMatchObject({ act: 'FAIL', id: 'GateFailed' });
  });

  test('has not begun during the bake: then the next percent is modified outside', () => {
    expect(look(11, [PASS], { step: PAUSE, stage: live(50) })).toMatchObject({ act: 'FAIL', id: 'ModifiedOutside' });
  });

  test('aborts when nobody came, unless it says to continue', () => {
    expect(look(32, [PASS], { step: PAUSE })).toMatchObject({ act: 'FAIL', id: 'PauseTimedOut' });
    expect(look(32, [PASS], { step: { ...PAUSE, pauseOnTimeout: 'CONTINUE' } })).toMatchObject({ act: 'SUCCEED', verdict: 'PASS' });
  });

  test('hears a person who came in its last minute: the next look comes after its end', () => {
    const paused = { step: PAUSE, progress: { isPaused: true }, stage: live(50) };
    expect(look(32.5, [PASS], paused)).toMatchObject({ act: 'SUCCEED', verdict: 'PASS', percentTraffic: 50 });
    expect(look(32.5, [INCONCLUSIVE], paused)).toMatchObject({ act: 'SUCCEED', verdict: 'INCONCLUSIVE_ACCEPTED' });
    expect(look(32.5, [FAIL], paused)).toMatchObject({ act: 'FAIL', id: 'GateFailed' });
  });

  test('is over when a look has seen its end: then the next percent is modified outside', () => {
    const continuing = { ...PAUSE, pauseOnTimeout: 'CONTINUE' as const, times: { bakeSeconds: 1_000, metricDelaySeconds: 120, pauseSeconds: 600 } };
    const ended = look(29, [INCONCLUSIVE], { step: continuing, progress: { isPaused: true } });
    expect(ended).toMatchObject({ act: 'WAIT', progress: { isPaused: false } });
    expect(look(30, [PASS], { step: continuing, stage: live(50) })).toMatchObject({ act: 'FAIL', id: 'ModifiedOutside' });
  });

  test('does not continue by itself on too little data', () => {
    expect(look(32, [INCONCLUSIVE], { step: { ...PAUSE, pauseOnTimeout: 'CONTINUE' } })).toMatchObject({ act: 'FAIL', id: 'RolloutInconclusive' });
  });
});

describe('a dry run', () => {
  test('reports a failure and goes on', () => {
    expect(look(3, [FAIL], { step: { dryRun: true } })).toMatchObject({ act: 'WAIT', tells: 'LOOK_FAILED' });
  });

  test('ends with its bake, and with a verdict that is no pass', () => {
    expect(look(12, [FAIL], { step: { dryRun: true } })).toMatchObject({ act: 'SUCCEED', verdict: 'DRY_RUN' });
    expect(look(12, [UNREAD], { step: { dryRun: true }, progress: { unmeasuredLooks: 9 } })).toMatchObject({ act: 'SUCCEED', verdict: 'DRY_RUN' });
  });

  test('still heeds the stage', () => {
    expect(look(3, [PASS], { step: { dryRun: true }, stage: live(33) })).toMatchObject({ act: 'FAIL', id: 'ModifiedOutside' });
  });
});

describe('the next look', () => {
  test('comes 20 s after the next full minute', () => {
    expect(secondsToNextLook(step(), progress(), T0 + 50_000)).toBe(30);
    expect(secondsToNextLook(step(), progress(), T0 + 80_000)).toBe(60);
  });

  test('comes at the deadline at the latest', () => {
    expect(secondsToNextLook(step(), progress(), T0 + 23 * MINUTE + 30_000)).toBe(30);
  });
});

test('a step always ends, whatever its gates say, and never passes on anything but a pass', () => {
  const results = fc.array(fc.constantFrom(PASS, FAIL, INCONCLUSIVE, UNREAD), { minLength: 1, maxLength: 4 });
  const option = { onInconclusive: fc.constantFrom('ABORT' as const, 'PROMOTE' as const), dryRun: fc.boolean() };
  const manyLooks = fc.array(results, { minLength: 40, maxLength: 40 });
  fc.assert(fc.property(manyLooks, fc.record(option), fc.constantFrom(0, 1_200), (looks, options, pauseSeconds) => {
    const times = { bakeSeconds: 600, metricDelaySeconds: 120, pauseSeconds };
    let at = 0;
    let state = progress();
    for (const said of looks) {
      const outcome = look(at / 60, said, { step: { ...options, times, pauseOnTimeout: 'CONTINUE' }, progress: state });
      if (outcome.act !== 'WAIT') {
        if (outcome.act === 'SUCCEED' && outcome.verdict === 'PASS') { expect(said.every(({ verdict }) => verdict === 'PASS')).toBe(true); }
        if (outcome.act === 'SUCCEED' && !options.dryRun) { expect(said.some(({ verdict }) => verdict === 'FAIL')).toBe(false); }
        expect(at).toBeLessThanOrEqual(32 * 60);
        return;
      }
      at += outcome.seconds;
      state = outcome.progress;
    }
    throw new Error('The step did not end.');
  }));
});
