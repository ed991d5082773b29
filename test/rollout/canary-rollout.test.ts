import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import {
  CanaryRelease, CanaryRollout, CanaryRolloutOptions, OnInconclusive, OnPauseTimeout, RolloutGate, RolloutHooks, RolloutPause, RolloutPauseOptions,
  RolloutStep,
} from '../../lib';
import { checkedRollout } from '../../lib/rollout/checked-rollout';
import { answering, newStack } from '../apps';

const MINUTES_5 = Duration.minutes(5);

function checked(rollout: CanaryRollout, scope = newStack()) {
  const found = checkedRollout(scope, rollout);
  if (found === 'all at once') { throw new Error('has no steps'); }
  return found;
}

/** Percent and minutes of each step, and of all with the metric delay. */
function schedule(rollout: CanaryRollout): [steps: string, minutes: number] {
  const { steps, totalSeconds } = checked(rollout);
  return [steps.map(({ percentTraffic, bakeSeconds }) => `${percentTraffic}:${bakeSeconds / 60}`).join(' '), totalSeconds / 60];
}

const canary = (step: Partial<RolloutStep>, options?: CanaryRolloutOptions) =>
  CanaryRollout.canary({ percentTraffic: 10, bake: MINUTES_5, ...step }, options);
const refused = (rollout: () => CanaryRollout) => () => checked(rollout());

describe('the steps of a rollout', () => {
  const tenths = (minutes: number) => [10, 20, 30, 40, 50, 60, 70, 80, 90].map((percent) => `${percent}:${minutes}`).join(' ');
  test.each<[string, CanaryRollout, string, number]>([
    ['ramp', CanaryRollout.ramp(), '1:5 5:10 20:10 50:10', 43],
    ['LINEAR_10PERCENT_EVERY_1MINUTE', CanaryRollout.LINEAR_10PERCENT_EVERY_1MINUTE, tenths(1), 27],
    ['LINEAR_10PERCENT_EVERY_2MINUTES', CanaryRollout.LINEAR_10PERCENT_EVERY_2MINUTES, tenths(2), 36],
    ['LINEAR_10PERCENT_EVERY_3MINUTES', CanaryRollout.LINEAR_10PERCENT_EVERY_3MINUTES, tenths(3), 45],
    ['LINEAR_10PERCENT_EVERY_10MINUTES', CanaryRollout.LINEAR_10PERCENT_EVERY_10MINUTES, tenths(10), 108],
    ['CANARY_10PERCENT_5MINUTES', CanaryRollout.CANARY_10PERCENT_5MINUTES, '10:5', 7],
    ['CANARY_10PERCENT_10MINUTES', CanaryRollout.CANARY_10PERCENT_10MINUTES, '10:10', 12],
    ['CANARY_10PERCENT_15MINUTES', CanaryRollout.CANARY_10PERCENT_15MINUTES, '10:15', 17],
    ['CANARY_10PERCENT_30MINUTES', CanaryRollout.CANARY_10PERCENT_30MINUTES, '10:30', 32],
    ['linear with a rest', CanaryRollout.linear({ stepPercent: 40, interval: MINUTES_5 }), '40:5 80:5', 14],
    ['linear by a half', CanaryRollout.linear({ stepPercent: 50, interval: MINUTES_5 }), '50:5', 7],
    ['linear by a third', CanaryRollout.linear({ stepPercent: 33.33, interval: MINUTES_5 }), '33.33:5 66.66:5 99.99:5', 21],
    ['linear by fractions', CanaryRollout.linear({ stepPercent: 12.5, interval: MINUTES_5 }), '12.5:5 25:5 37.5:5 50:5 62.5:5 75:5 87.5:5', 49],
    ['fractions of a percent', canary({ percentTraffic: 0.1 }), '0.1:5', 7],
    ['without a metric delay', canary({}, { metricDelay: Duration.minutes(0) }), '10:5', 5],
    ['with a pause', canary({ pause: RolloutPause.until({ timeout: Duration.minutes(40) }) }), '10:5', 47],
  ])('%s', (_, rollout, steps, minutes) => {
    expect(schedule(rollout)).toEqual([steps, minutes]);
  });

  test('stay when their options change', () => {
    const rollout = CanaryRollout.CANARY_10PERCENT_5MINUTES.withOptions({ minimumRequests: 7 });
    expect(schedule(rollout)).toEqual(['10:5', 7]);
    expect(checked(rollout).minimumRequests).toBe(7);
    expect(checked(CanaryRollout.CANARY_10PERCENT_5MINUTES).minimumRequests).toBe(100);
  });

  test('are none when everybody gets it at once', () => {
    expect([
      CanaryRollout.allAtOnce(), CanaryRollout.ALL_AT_ONCE,
    ].map((rollout) => checkedRollout(newStack(), rollout))).toEqual(['all at once', 'all at once']);
  });
});

describe('a step', () => {
  test.each([0.01, 0.1, 1, 50, 99.99])('may be at %d %%', (percentTraffic) => {
    expect(checked(canary({ percentTraffic })).steps[0].percentTraffic).toBe(percentTraffic);
  });

  test.each([0, 0.009, -1, 100, 99.991, NaN, Infinity, '10', undefined, null])('may not be at %p %%', (percentTraffic) => {
    expect(refused(() => canary({ percentTraffic: percentTraffic as number }))).toThrow(/percentTraffic of step 1 must be .*\[InvalidStepPercent/);
  });

  test('may not be at a percent that only the deploy knows', () => {
    const stack = newStack();
    const percentTraffic = new CfnParameter(stack, 'Percent', { type: 'Number' }).valueAsNumber;
    expect(() => checked(canary({ percentTraffic }), stack)).toThrow('must be a number from 0.01 to 99.99, got a token');
  });

  test.each([1, 50])('may be judged for %d min', (minutes) => {
    expect(checked(canary({ bake: Duration.minutes(minutes) })).steps[0].bakeSeconds).toBe(minutes * 60);
  });

  test.each([0, 59])('may not be judged for %d s', (seconds) => {
    expect(refused(() => canary({ bake: Duration.seconds(seconds) }))).toThrow(
      /bake of step 1 is "\d+ s"; allowed is a Duration .*at least 1 minute/,
    );
  });

  test.each<[string, Partial<RolloutStep>, CanaryRolloutOptions]>([
    ['its bake', { bake: Duration.minutes(51) }, {}],
    ['the metric delay', { bake: Duration.minutes(50) }, { metricDelay: Duration.minutes(3) }],
    ['its pause', { pause: RolloutPause.until({ timeout: Duration.minutes(46) }) }, {}],
  ])('may not last longer than CloudFormation waits, by %s', (_, step, options) => {
    expect(refused(() => canary(step, options))).toThrow(/Step 1 of the rollout lasts 53 min .*two steps of the same percent\. \[RolloutStepTooLong/);
  });

  test.each([5, null, 'PT5M', undefined, Duration.minutes(Lazy.number({ produce: () => 5 }))])('may not be judged for %p', (bake) => {
    expect(refused(() => canary({ bake: bake as Duration }))).toThrow('[InvalidOption');
  });

  test('may have the percent of the one before, and not less', () => {
    const steps = (...percents: number[]) => CanaryRollout.steps(percents.map((percentTraffic) => ({ percentTraffic, bake: MINUTES_5 })));
    expect(checked(steps(5, 5, 50)).steps).toHaveLength(3);
    expect(refused(() => steps(5, 50, 49.9))).toThrow('Step 3 of the rollout is at 49.9 %, the one before at 50 %; percents must not fall.');
  });
});

describe('a pause', () => {
  const paused = (before: number, after: number) => CanaryRollout.steps([
    { percentTraffic: before, bake: MINUTES_5, pause: RolloutPause.until({ timeout: MINUTES_5 }) }, { percentTraffic: after, bake: MINUTES_5 },
  ]);

  test('may come before a step that has more traffic', () => {
    expect(checked(paused(5, 5.01)).steps).toHaveLength(2);
  });

  test('may not come before a step of the same percent, because nobody could end it', () => {
    expect(refused(() => paused(5, 5))).toThrow(/Step 1 of the rollout pauses, and step 2 has the same 5 %.*\[PauseBeforeEqualStep/);
    expect(refused(() => paused(5.004, 5))).toThrow('[PauseBeforeEqualStep');
  });
});

describe('a rollout', () => {
  test.each([0, 101])('may not have %d steps', (count) => {
    expect(refused(() => CanaryRollout.steps(Array(count).fill({ percentTraffic: 5, bake: MINUTES_5 })))).toThrow('[InvalidRolloutSteps');
  });

  test.each([0, 100, -5, NaN, 150, '10'])('may not grow by %p %%', (stepPercent) => {
    expect(refused(() => CanaryRollout.linear({ stepPercent: stepPercent as number, interval: MINUTES_5 }))).toThrow('[InvalidStepPercent');
  });

  test('lasts 34 hours at most', () => {
    const hours = (count: number) => CanaryRollout.steps(Array(count).fill({ percentTraffic: 5, bake: Duration.minutes(49) }));
    expect(checked(hours(40)).totalSeconds).toBe(34 * 3600);
    expect(refused(() => hours(41))).toThrow(/The rollout lasts 34\.9 h .*\[RolloutTooLong/);
  });

  test.each<[string, CanaryRolloutOptions, Partial<RolloutStep>]>([
    ['a pause', { gates: [] }, { pause: RolloutPause.until({ timeout: MINUTES_5 }) }],
    ['a step hook', { gates: [], hooks: { step: answering(newStack(), '1') } }, {}],
  ])('may have %s instead of gates', (_, options, step) => {
    expect(() => checked(canary(step, options))).not.toThrow();
  });

  test('may not have nothing that judges', () => {
    const hooks = { postTraffic: answering(newStack(), '1') };
    expect(refused(() => CanaryRollout.ramp({ gates: [], hooks }))).toThrow(/no gates, no pause and no step hook.*allAtOnce/);
    const noHook = { step: null } as unknown as RolloutHooks;
    expect(refused(() => CanaryRollout.ramp({ gates: [], hooks: noHook }))).toThrow('[RolloutWithoutGates');
  });

  test.each<[string, object]>([
    ['minimumRequests', { minimumRequests: 0 }], ['minimumRequests', { minimumRequests: 1.5 }], ['minimumRequests', { minimumRequests: '100' }],
    ['hardErrorRate', { hardErrorRate: 0 }], ['hardErrorRate', { hardErrorRate: 100.1 }], ['hardErrorRate', { hardErrorRate: NaN }],
    ['metricDelay', { metricDelay: Duration.minutes(11) }], ['metricDelay', { metricDelay: 2 }],
    ['warmUp', { warmUp: Duration.minutes(61) }], ['warmUp', { warmUp: 'PT2M' }],
    ['onInconclusive', { onInconclusive: 'promote' }], ['dryRun', { dryRun: 'yes' }], ['allowFailingBaseline', { allowFailingBaseline: 1 }],
    ['gates', { gates: RolloutGate.errorShare() }], ['gates', { gates: ['errorShare'] }], ['gates', { gates: [null] }],
    ['hooks.before', { hooks: { before: answering(newStack(), '1') } }], ['hooks.step', { hooks: { step: 'arn:aws:lambda:x' } }],
    ['notify', { notify: 'arn:aws:sns:x' }],
  ])('refuses %s of another kind: %j', (option, options) => {
    expect(refused(() => CanaryRollout.ramp(options))).toThrow(new RegExp(`^${option} is .*\\[InvalidOption`));
  });

  test.each<[object, string]>([[{ minimumRequest: 5 }, 'minimumRequests'], [{ gate: [] }, 'gates'], [{ dryrun: true }, 'dryRun']])(
    'refuses a typo that JavaScript would drop: %j', (options, meant) => {
      expect(refused(() => CanaryRollout.ramp(options))).toThrow(`Write ${meant}.`);
    });

  test('refuses a typo in a step', () => {
    expect(refused(() => canary({ pauze: 1 } as Partial<RolloutStep>))).toThrow('Write pause.');
  });

  test.each<[Partial<RolloutPauseOptions>]>([[{}], [{ timeout: Duration.seconds(30) }], [{ timeout: MINUTES_5, onTimeout: 'GO' as OnPauseTimeout }]])(
    'refuses a pause of %j', (pause) => {
      expect(refused(() => canary({ pause: RolloutPause.until(pause as RolloutPauseOptions) }))).toThrow('[InvalidOption');
    });

  test.each([null, 'ramp', {}, { steps: [] }])('is refused when it is %j', (rollout) => {
    const stack = new Stack();
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET');
    expect(() => new CanaryRelease(stack, 'Release', { api, rollout: rollout as unknown as CanaryRollout })).toThrow(
      'a CanaryRollout, such as CanaryRollout.ramp()',
    );
  });

  test('has what goes without saying', () => {
    expect(checked(CanaryRollout.ramp())).toMatchObject({
      minimumRequests: 100,
      warmUpSeconds: 120,
      hardErrorRate: 50,
      onInconclusive: OnInconclusive.ABORT,
      dryRun: false,
      allowFailingBaseline: false,
      hooks: {},
      steps: expect.arrayContaining([expect.objectContaining({ metricDelaySeconds: 120, pauseSeconds: 0 })]),
    });
  });

  test('takes options that Python passes as nothing for those that are not there', () => {
    expect(checked(CanaryRollout.ramp(null as unknown as CanaryRolloutOptions)).gates).toHaveLength(1);
    expect(checked(CanaryRollout.ramp({ hooks: { step: null } as unknown as RolloutHooks })).hooks.step ?? undefined).toBeUndefined();
  });
});
