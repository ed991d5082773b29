import type { ListedResource } from '../../lib/aws/stack-in-force';
import { bakeEndOf, deadlineOf, isPausing, secondsToNextLook } from '../../lib/rollout/decision/look';
import { samePercent } from '../../lib/stage/live-stage';
import type { Inspection } from '../readings/inspect';
import type { RolloutLook } from '../readings/read-looks';
import { RunningRollout, runningRollout } from '../readings/running-rollout';
import type { DeclaredStep } from '../target/declared-rollout';

/** How a rollout stands that runs now, or has just failed. Times are ISO 8601. */
export interface RolloutReport {
  /** Of its events and its log. @default - the log does not tell */
  readonly id?: string;
  readonly steps: readonly StepReport[];
  readonly promotion: Exclude<StepState, 'paused'>;
  /** What the gates said last, in the log of the rollout. */
  readonly look?: RolloutLook;
  readonly nextLookAt?: string;
  /** ARN of the execution of the state machine that carries out the step. */
  readonly execution?: string;
  /** The right without which gates and execution are not known. */
  readonly unreadable?: string;
}

export type StepState = 'waiting' | 'running' | 'paused' | 'done' | 'failed';

export interface StepReport {
  readonly percentTraffic: number;
  readonly state: StepState;
  readonly bakeSeconds: number;
  /** How much longer, until the metrics of the bake are complete. */
  readonly metricDelaySeconds: number;
  /** @default - it does not wait for a person */
  readonly pauseSeconds?: number;
  /** When its percent was set. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** When the bake is over: the step ends then, or pauses, if every gate passes. */
  readonly bakedAt?: string;
  /** Until when it waits for a person. */
  readonly pausedUntil?: string;
  /** Until when it goes on while the data do not suffice. */
  readonly deadline?: string;
  /** What happens when nobody came in time. Only with a pause. */
  readonly pauseOnTimeout?: 'ABORT' | 'CONTINUE';
  /** The percent that ends its pause. 100 for the last step. */
  readonly nextPercent: number;
  /** Why it failed. */
  readonly reason?: string;
}

/** The clocks of API Gateway and CloudFormation may differ: a begin is never so much later than the resource's own. */
const LONGEST_BEGIN = 5 * 60_000;
/** A percent that is set before the step pauses ends the rollout: a pause counts when a look has seen it, or must have. */
const MINUTE = 60_000;

/** What of an inspection tells of a rollout. */
export type RolloutReading = Pick<Inspection, 'release' | 'stage' | 'now' | 'looks'>;

/** undefined when none runs */
export function rolloutReport(inspection: RolloutReading): RolloutReport | undefined {
  const { release, stage, now, looks } = inspection;
  const rollout = runningRollout(release, stage?.live);
  if (rollout === undefined) { return undefined; }
  const steps = rollout.steps.map((step, i) => stepReport(step, rollout.steps[i - 1]?.resource?.updatedAt ?? rollout.began, rollout, inspection));
  const promotion = stateOf(rollout.promotion, rollout);
  const running = rollout.steps.find((_, i) => ['running', 'paused'].includes(steps[i].state));
  const started = steps.find(({ state }) => state === 'running' || state === 'paused')?.startedAt;
  const execution = executionOf(rollout, looks?.execution);
  return {
    ...looks?.rolloutId === undefined ? {} : { id: looks.rolloutId },
    steps,
    promotion,
    ...looks?.look === undefined ? {} : { look: looks.look },
    ...running && started ? { nextLookAt: iso(now.getTime() + secondsToNextLook(running.properties, { started }, now.getTime()) * 1_000) } : {},
    ...execution === undefined ? {} : { execution },
    ...looks?.unreadable === undefined ? {} : { unreadable: looks.unreadable },
  };
}

function stepReport(
  { properties, resource }: DeclaredStep, before: Date, rollout: RunningRollout, { stage, now, looks }: RolloutReading,
): StepReport {
  const { percentTraffic, nextPercent, times, pauseOnTimeout } = properties;
  const state = stateOf(resource, rollout);
  const { bakeSeconds, metricDelaySeconds, pauseSeconds } = times;
  const about = {
    percentTraffic, state, bakeSeconds, metricDelaySeconds, nextPercent, ...pauseSeconds > 0 ? { pauseSeconds, pauseOnTimeout } : {},
  };
  const updatedAt = resource?.updatedAt ?? rollout.began;
  switch (state) {
    case 'waiting': return about;
    case 'done': return { ...about, startedAt: iso(before), endedAt: iso(updatedAt) };
    case 'failed': {
      const { reason } = resource!;
      return { ...about, startedAt: iso(before), endedAt: iso(updatedAt), ...reason ? { reason: reasonOf(reason) } : {} };
    }
    case 'running': {
      const { canary } = stage?.live ?? {};
      // Until then it asks a hook, or waits for what is not there yet.
      if (canary === undefined || !samePercent(canary.percentTraffic, percentTraffic)) { return about; }
      const written = Math.max(updatedAt.getTime(), Math.min(stage?.lastUpdated?.getTime() ?? 0, updatedAt.getTime() + LONGEST_BEGIN));
      const started = iso(written);
      const baked = bakeEndOf(properties, { started });
      const hasLooked = looks?.look?.step.index === properties.index && Date.parse(looks.look.at) >= baked;
      const isSeen = hasLooked || now.getTime() >= baked + MINUTE;
      return {
        ...about,
        state: isPausing(properties, { started }, now.getTime()) && isSeen ? 'paused' : 'running',
        startedAt: started,
        bakedAt: iso(baked),
        ...pauseSeconds > 0 ? { pausedUntil: iso(baked + pauseSeconds * 1_000) } : {},
        deadline: iso(deadlineOf(properties, { started })),
      };
    }
  }
}

function stateOf(resource: ListedResource | undefined, { operationBegan }: RunningRollout): Exclude<StepState, 'paused'> {
  if (resource?.updatedAt === undefined || resource.updatedAt < operationBegan) { return 'waiting'; }
  if (resource.status.endsWith('_IN_PROGRESS')) { return 'running'; }
  return resource.status.endsWith('_FAILED') ? 'failed' : 'done';
}

/** Without what CloudFormation puts around it. */
function reasonOf(reason: string): string {
  return reason.replace(/^.*Message returned: /s, '').replace(/ \(log stream [^)]*\)/, '').replace(/\s*\(RequestId: [^)]*\)\s*$/, '');
}

function executionOf({ stateMachineArn }: RunningRollout, name: string | undefined): string | undefined {
  if (name === undefined || stateMachineArn === undefined) { return undefined; }
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

function iso(time: Date | number): string {
  return new Date(time).toISOString();
}
