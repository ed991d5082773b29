import { isSameStage, ModelDeploy, ModelEvent, ModelStage, PERCENTS, RolloutModel } from './rollout-world';
import type { Process } from '../simulation';
import { G } from '../way-back/rules';

/** What an UpdateStage makes of the stage on which it acts. Undefined: refused. */
export type Change = (stage: ModelStage) => ModelStage | undefined;

/** Recorded on AWS: the percent of a stage without a canary makes one of production itself. */
export function percentOf(percent: number): Change {
  return ({ production, canary }) => ({ production, canary: { deployment: canary?.deployment ?? production, percent } });
}

/** Recorded on AWS: refused without a canary. */
export const PROMOTE: Change = ({ canary }) => canary && { production: canary.deployment };

/** The canary's deployment alone: a new canary has 0 %. */
export function attach(deployment: number): Change {
  return ({ production, canary }) => ({ production, canary: { deployment, percent: canary?.percent ?? 0 } });
}

export const REMOVE: Change = ({ production }) => ({ production });

/** Whatever the stage is by then. */
export function becomes(stage: ModelStage): Change {
  return () => stage;
}

/** Operations that lead from one reading to another stage. They act on whatever is live then: what they do not name stays. */
export function leading(from: ModelStage, to: ModelStage): Change {
  return (stage) => {
    const production = from.production === to.production ? stage.production : to.production;
    if (isSameStage({ ...from, production: to.production }, to)) { return { ...stage, production }; }
    return { production, canary: to.canary };
  };
}

export function* readStage(world: RolloutModel): Process<ModelStage | undefined> {
  yield world.latency();
  const failed = world.callFails();
  const { stage } = world;
  yield world.latency() / 4;
  return failed ? undefined : stage;
}

export type Fence = 'awaited' | 'stale' | 'unknown';

const FITS: Readonly<Record<ModelEvent['kind'], RolloutModel['status']>> = {
  'driver': 'updating', 'step': 'updating', 'promotion': 'updating', 'back': 'rolling back', 'step back': 'rolling back', 'anchor': 'cleaning up',
};

export function fits(world: RolloutModel, { kind }: ModelEvent): boolean {
  return world.status === FITS[kind];
}

/** Whether CloudFormation waits for this event. What it shows may lag. */
export function* readFence(world: RolloutModel, event: ModelEvent): Process<Fence> {
  for (const patience = world.now + 6; ; yield 1.5) {
    yield world.latency();
    if (world.callFails()) { return 'unknown'; }
    const { awaited, now } = world;
    if (!fits(world, event)) { return 'stale'; }
    if (awaited !== undefined && awaited.visibleFrom <= now && awaited.event === event) {
      yield world.latency() / 4;
      return 'awaited';
    }
    if (now >= patience) { return 'stale'; }
  }
}

export type Attempt = 'written' | 'failed' | 'stale';

/** Sends a write behind the fence. It acts soon, late, or never, whatever becomes of its answer. */
export function* attempt(world: RolloutModel, event: ModelEvent, change: Change): Process<Attempt> {
  const { rules, simulation } = world;
  const from = world.now;
  if (rules.fence) {
    const fence: Fence = yield* readFence(world, event);
    if (fence !== 'awaited') {
      if (fence === 'stale') { world.met('stale'); }
      return fence === 'stale' ? 'stale' : 'failed';
    }
  }
  const end = from + G;
  if (rules.bound && world.now >= end) { return 'failed'; }
  const hangs = world.happens('hanging write', 0.12);
  const delay = hangs ? world.chance(0.6) ? world.between(1, G) : world.between(1, 200) : world.latency();
  const acts = !world.chance(hangs ? 0.3 : 0.02) && (!rules.bound || world.now + delay < end);
  const who = `a write of ${event.kind} ${event.step} of deploy ${event.deploy.number}`;
  if (acts) { simulation.after(delay, () => world.write(change, who, event.deploy)); }
  const answered = acts && !hangs && !world.chance(0.05);
  yield answered ? delay + world.latency() / 4 : Math.max(0, (rules.bound ? end : from + 30) - world.now);
  return answered ? 'written' : 'failed';
}

/** Whether production is on the base and the canary of a deploy has so many percent. */
export function isAt({ before, deployment }: ModelDeploy, { production, canary }: ModelStage, percent: number): boolean {
  return production === before.production && canary?.deployment === deployment && canary.percent === percent;
}

export function percentBefore(step: number): number {
  return step === 0 ? 0 : PERCENTS[step - 1];
}
