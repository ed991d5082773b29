import { Duration, Token } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, IConstruct } from 'constructs';
import type { CanaryRollout } from './canary-rollout';
import { LONGEST_STEP_SECONDS, StepTimes, stepSeconds } from './contract';
import { RolloutGate } from './rollout-gate';
import { CanaryRolloutOptions, OnInconclusive, RolloutHooks } from './rollout-options';
import { OnPauseTimeout, RolloutStep } from './rollout-step';
import { invalidInput } from '../messages/invalid-input';
import { checkNeededObject, checkObject } from '../release/checked-names';

/** A step with everything that goes without saying. */
export interface CheckedStep extends StepTimes {
  readonly percentTraffic: number;
  readonly pauseOnTimeout?: OnPauseTimeout;
}

/** A rollout with everything that goes without saying. */
export interface CheckedRollout {
  readonly steps: readonly CheckedStep[];
  readonly gates: readonly RolloutGate[];
  readonly hooks: RolloutHooks;
  readonly warmUpSeconds: number;
  readonly minimumRequests: number;
  readonly hardErrorRate: number;
  readonly onInconclusive: OnInconclusive;
  readonly dryRun: boolean;
  readonly allowFailingBaseline: boolean;
  readonly topic?: sns.ITopic;
  readonly totalSeconds: number;
}

/** CloudFormation ends an operation after 36 hours. The rest is for what stands beside the rollout, and for the way back. */
const LONGEST_ROLLOUT_SECONDS = 34 * 3600;
/** CloudFormation takes 500 resources in a stack. */
const MOST_STEPS = 100;
const MINUTE = 60;

/**
 * Checks what a user wrote, before anything is built of it.
 *
 * @param atOnce nothing is checked beyond the type
 * @throws if the rollout cannot be carried out
 */
export function checkedRollout(scope: IConstruct, rollout: CanaryRollout): CheckedRollout | 'all at once' {
  if (typeof rollout !== 'object' || rollout === null || !('_steps' in rollout)) {
    throw invalidInput(scope, 'InvalidOption', 'rollout', rollout, 'a CanaryRollout, such as CanaryRollout.ramp()');
  }
  const { _steps: steps, _options: options } = rollout;
  if (steps === 'all at once') { return steps; }
  rollout._check(scope);
  const metricDelaySeconds = seconds(scope, 'metricDelay', options.metricDelay ?? Duration.minutes(2), 0, 10 * MINUTE);
  const checked = {
    steps: checkedSteps(scope, steps, metricDelaySeconds),
    ...checkedOptions(scope, options),
    warmUpSeconds: seconds(scope, 'warmUp', options.warmUp ?? Duration.minutes(2), 0, 60 * MINUTE),
  };
  const totalSeconds = checked.steps.reduce((sum, step) => sum + stepSeconds(step), 0);
  if (totalSeconds > LONGEST_ROLLOUT_SECONDS) {
    throw invalidInput(scope, 'RolloutTooLong', totalSeconds / 3600, LONGEST_ROLLOUT_SECONDS / 3600);
  }
  const { gates, hooks } = checked;
  // Of JavaScript a hook may be null.
  const judges = gates.length > 0 || isFunction(hooks.step) || checked.steps.some(({ pauseSeconds }) => pauseSeconds > 0);
  if (!judges) { throw invalidInput(scope, 'RolloutWithoutGates'); }
  return { ...checked, totalSeconds };
}

function checkedSteps(scope: IConstruct, steps: readonly RolloutStep[], metricDelaySeconds: number): CheckedStep[] {
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > MOST_STEPS) {
    throw invalidInput(scope, 'InvalidRolloutSteps', Array.isArray(steps) ? steps.length : steps, MOST_STEPS);
  }
  const checked = steps.map((step, i) => checkedStep(scope, step, metricDelaySeconds, `step ${i + 1}`));
  checked.slice(1).forEach(({ percentTraffic }, i) => {
    if (percentTraffic < checked[i].percentTraffic) { throw invalidInput(scope, 'FallingPercent', i + 2, percentTraffic, checked[i].percentTraffic); }
    const isPauseEndless = percentTraffic === checked[i].percentTraffic && checked[i].pauseSeconds > 0;
    if (isPauseEndless) { throw invalidInput(scope, 'PauseBeforeEqualStep', i + 1, percentTraffic); }
  });
  return checked;
}

function checkedStep(scope: IConstruct, given: RolloutStep, metricDelaySeconds: number, name: string): CheckedStep {
  const example = '{ percentTraffic: 10, bake: Duration.minutes(5) }';
  checkNeededObject(scope, `S${name.slice(1)} of the rollout`, given, ['percentTraffic', 'bake', 'pause'], example);
  const { percentTraffic, bake, pause } = given;
  if (typeof percentTraffic !== 'number' || Token.isUnresolved(percentTraffic) || !(percentTraffic >= 0.01 && percentTraffic <= 99.99)) {
    throw invalidInput(scope, 'InvalidStepPercent', name, Token.isUnresolved(percentTraffic) ? 'a token' : percentTraffic);
  }
  const step: CheckedStep = {
    percentTraffic: Number(percentTraffic.toFixed(2)),
    bakeSeconds: seconds(scope, `bake of ${name}`, bake, MINUTE, Infinity),
    metricDelaySeconds,
    ...checkedPause(scope, pause, name),
  };
  if (stepSeconds(step) > LONGEST_STEP_SECONDS) {
    throw invalidInput(scope, 'RolloutStepTooLong', name, stepSeconds(step) / MINUTE, LONGEST_STEP_SECONDS / MINUTE);
  }
  return step;
}

function checkedPause(scope: IConstruct, pause: RolloutStep['pause'], name: string): Pick<CheckedStep, 'pauseSeconds' | 'pauseOnTimeout'> {
  if (pause === undefined || pause === null) { return { pauseSeconds: 0 }; }
  if (typeof pause !== 'object' || !('_options' in pause)) {
    throw invalidInput(scope, 'InvalidOption', `pause of ${name}`, pause, 'RolloutPause.until({ timeout })');
  }
  const example = '{ timeout: Duration.minutes(40) }';
  checkNeededObject(scope, `The argument of RolloutPause.until of ${name}`, pause._options, ['timeout', 'onTimeout'], example);
  const { timeout, onTimeout = OnPauseTimeout.ABORT } = pause._options;
  return {
    pauseSeconds: seconds(scope, `pause of ${name}`, timeout, MINUTE, Infinity),
    pauseOnTimeout: oneOf(scope, `onTimeout of ${name}`, onTimeout, Object.values(OnPauseTimeout)),
  };
}

/** The type asks for every option, so that a new one cannot be taken for a typo. */
const OPTIONS: { readonly [name in keyof Required<CanaryRolloutOptions>]: true } = {
  gates: true,
  minimumRequests: true,
  metricDelay: true,
  warmUp: true,
  onInconclusive: true,
  hardErrorRate: true,
  dryRun: true,
  hooks: true,
  notify: true,
  allowFailingBaseline: true,
};

function checkedOptions(scope: IConstruct, options: CanaryRolloutOptions): Omit<CheckedRollout, 'steps' | 'warmUpSeconds' | 'totalSeconds'> {
  checkObject(scope, 'The argument with the options of the rollout', options, Object.keys(OPTIONS), '{ gates: [RolloutGate.errorShare()] }');
  const { minimumRequests = 100, hardErrorRate = 50, onInconclusive = OnInconclusive.ABORT, hooks, notify } = options;
  if (!Number.isInteger(minimumRequests) || minimumRequests < 1) {
    throw invalidInput(scope, 'InvalidOption', 'minimumRequests', minimumRequests, 'a whole number from 1');
  }
  if (typeof hardErrorRate !== 'number' || !(hardErrorRate > 0 && hardErrorRate <= 100)) {
    throw invalidInput(scope, 'InvalidOption', 'hardErrorRate', hardErrorRate, 'a percentage above 0, up to 100');
  }
  if (notify !== undefined && notify !== null && !(Construct.isConstruct(notify) && 'topicArn' in notify)) {
    throw invalidInput(scope, 'InvalidOption', 'notify', shownOf(notify), 'an sns.ITopic');
  }
  return {
    gates: checkedGates(scope, options.gates),
    hooks: checkedHooks(scope, hooks ?? {}),
    minimumRequests,
    hardErrorRate,
    onInconclusive: oneOf(scope, 'onInconclusive', onInconclusive, Object.values(OnInconclusive)),
    dryRun: flag(scope, 'dryRun', options.dryRun),
    allowFailingBaseline: flag(scope, 'allowFailingBaseline', options.allowFailingBaseline),
    topic: notify ?? undefined,
  };
}

function checkedGates(scope: IConstruct, gates: RolloutGate[] = [RolloutGate.errorShare()]): RolloutGate[] {
  const isGate = (gate: unknown) => typeof gate === 'object' && typeof (gate as Partial<RolloutGate> | null)?.bind === 'function';
  if (Array.isArray(gates) && gates.every(isGate)) { return gates; }
  const got = Array.isArray(gates) ? gates.find((gate) => !isGate(gate)) : gates;
  throw invalidInput(scope, 'InvalidOption', 'gates', typeof got === 'function' ? 'a function' : got, 'a list such as [RolloutGate.errorShare()]');
}

function checkedHooks(scope: IConstruct, hooks: RolloutHooks): RolloutHooks {
  const known = ['preTraffic', 'step', 'postTraffic', 'onAbort'];
  const isHooks = typeof hooks === 'object' && !Array.isArray(hooks) && !Construct.isConstruct(hooks);
  if (!isHooks) { throw invalidInput(scope, 'InvalidOption', 'hooks', shownOf(hooks), 'an object such as { preTraffic: fn }, or nothing'); }
  for (const [name, hook] of Object.entries(hooks)) {
    const isUsable = known.includes(name) && (hook === undefined || hook === null || isFunction(hook));
    if (!isUsable) {
      throw invalidInput(
        scope, 'InvalidOption', `hooks.${name}`, shownOf(hook), `lambda functions, as ${known.join(', ')}`,
      );
    }
  }
  return hooks;
}

/** Of any kind: a function, a version, an alias. JavaScript may pass an L1 or a name. */
export function isFunction(given: unknown): boolean {
  return Construct.isConstruct(given) && 'functionArn' in given;
}

/** A construct cannot be written as JSON. */
function shownOf(given: unknown): unknown {
  return Construct.isConstruct(given) ? given.node.path : given;
}

/** In JavaScript a duration may be a number, and a token is known at deploy only. */
function seconds(scope: IConstruct, option: string, duration: Duration, least: number, most: number): number {
  const isDuration = typeof duration?.toSeconds === 'function' && !duration.isUnresolved();
  const got = isDuration ? duration.toSeconds({ integral: false }) : undefined;
  if (got !== undefined && Number.isInteger(got) && got >= least && got <= most) { return got; }
  const range = most === Infinity ? `at least ${least / MINUTE} minute` : `from ${least / MINUTE} to ${most / MINUTE} minutes`;
  throw invalidInput(
    scope, 'InvalidOption', option, got === undefined ? duration : `${got} s`, `a Duration in whole seconds that synth knows, ${range}`,
  );
}

function flag(scope: IConstruct, option: string, value: boolean = false): boolean {
  if (typeof value !== 'boolean') { throw invalidInput(scope, 'InvalidOption', option, value, 'true or false'); }
  return value;
}

function oneOf<T extends string>(scope: IConstruct, option: string, value: T, allowed: readonly T[]): T {
  if (!allowed.includes(value)) { throw invalidInput(scope, 'InvalidOption', option, value, allowed.join(', ')); }
  return value;
}
