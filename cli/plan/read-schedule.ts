import { InvalidArgumentError } from 'commander';
import { NamedSchedule } from './plan-rollouts';
import { CANARY_10_FOR_5_MINUTES, LINEAR_10_EVERY_1_MINUTE, RAMP, Step } from './simulation/schedule';

/** Those that are compared when none is asked for, by the word of the option. */
export const SCHEDULES: Readonly<Record<string, NamedSchedule>> = {
  ramp: { name: 'ramp', steps: RAMP },
  linear10: { name: 'linear 10 %/min', steps: LINEAR_10_EVERY_1_MINUTE },
  canary10: { name: '10 % 5 min', steps: CANARY_10_FOR_5_MINUTES },
};

/** A simulation of more would not end while somebody waits. */
const LONGEST_MINUTES = 240;

/** Reads `--schedule`. @throws InvalidArgumentError when a rollout could not have these steps */
export function readSchedule(text: string): NamedSchedule {
  if (Object.hasOwn(SCHEDULES, text)) { return SCHEDULES[text]; }
  const steps = text.split(',').map(readStep);
  const falls = steps.findIndex(({ percentTraffic }, i) => i > 0 && percentTraffic < steps[i - 1].percentTraffic);
  if (falls > 0) {
    throw new InvalidArgumentError(`The percent traffic of a step must be at least that of the step before, got ${steps[falls].percentTraffic} after `
      + `${steps[falls - 1].percentTraffic}.`);
  }
  const minutes = steps.reduce((sum, step) => sum + step.minutes, 0);
  if (minutes > LONGEST_MINUTES) { throw new InvalidArgumentError(`The steps may have ${LONGEST_MINUTES} minutes together, got ${minutes}.`); }
  return { name: text, steps };
}

function readStep(text: string): Step {
  const [, percent, minutes] = /^\s*(\d+(?:\.\d+)?)\s*:\s*(\d+)\s*$/.exec(text) ?? [];
  const step = { percentTraffic: Number(percent), minutes: Number(minutes) };
  if (!(step.percentTraffic > 0 && step.percentTraffic <= 100 && step.minutes > 0)) {
    throw new InvalidArgumentError(
      `It must be ${Object.keys(SCHEDULES).join(', ')}, or steps of percent and whole minutes such as 1:5,5:10,50:10, got '${text}'.`,
    );
  }
  return step;
}
