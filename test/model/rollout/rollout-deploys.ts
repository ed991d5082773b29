import { handleEvent } from './rollout-handlers';
import { ModelDeploy, ModelEvent, PERCENTS, RolloutEnding, RolloutModel } from './rollout-world';
import { becomes, PROMOTE, REMOVE } from './writes';
import { Process, Signal } from '../simulation';
import { G } from '../way-back/rules';

const DRIVER_TIMEOUT = 1_020;
const STEP_TIMEOUT = 3_600;
const EVENT_AGE = 300;

/** A life of some deploys, one after the other. */
export function* rolloutLife(world: RolloutModel, count: number, ending: RolloutEnding): Process {
  for (let number = 1; number <= count; number++) {
    const deploy = nextDeploy(world, number);
    const end: DeployEnd = yield* run(world, deploy);
    world.brokenUntil = 0;
    const other = deploy.foreign === 'another canary' ? otherCanary(deploy) : undefined;
    const back = other ? { production: deploy.before.production, canary: other } : deploy.before;
    ending.expected = end === 'succeeded' ? deploy.wanted : end === 'rolled back' ? back : undefined;
    ending.isPercentOpen = other !== undefined;
    const isSoon = world.happens('next deploy within a minute', 0.7);
    // Before the driver of the next deploy comes, its functions and its deployment do.
    yield world.between(1.5 * G, isSoon ? 60 : 2_000);
    world.mustBe(ending);
  }
}

function nextDeploy(world: RolloutModel, number: number): ModelDeploy {
  const before = world.stage;
  const common = { number, before, deployment: number, hasOldHandler: false, isBad: false, isBegun: false, passed: false };
  const { canary, production } = before;
  if (canary !== undefined) { world.met('held canary before'); }
  if (canary !== undefined && world.chance(0.4)) {
    return world.chance(0.6) ? { ...common, deployment: canary.deployment, action: 'PROMOTE', wanted: { production: canary.deployment } }
      : { ...common, deployment: canary.deployment, action: 'ABORT', wanted: { production } };
  }
  if (world.chance(0.6)) {
    const [hasOldHandler, isBad] = [world.happens('old handler', 0.1), world.happens('bad release', 0.3)];
    return { ...common, action: 'ROLLOUT', hasOldHandler, isBad, wanted: { production: number } };
  }
  return world.chance(0.7) ? { ...common, action: 'HOLD', wanted: { production, canary: { deployment: number, percent: 10 } } }
    : { ...common, action: 'NONE', wanted: { production: number } };
}

type DeployEnd = 'succeeded' | 'rolled back' | 'rolled back without the driver';

function* run(world: RolloutModel, deploy: ModelDeploy): Process<DeployEnd> {
  world.status = 'updating';
  world.deploy = deploy;
  const isLong = deploy.action === 'ROLLOUT' && world.chance(0.5);
  const cancelsAt = world.happens('cancelled', 0.3) ? world.now + world.between(0, isLong ? 300 : 20) : Infinity;
  if (world.chance(0.1)) {
    world.simulation.after(world.between(0, 200), () => { world.brokenUntil = world.now + world.between(10, 900); });
  }
  yield world.between(1, 10);
  let isGood: boolean = (yield* send(world, { kind: 'driver', deploy, step: 0 }, cancelsAt)) === 'SUCCESS';
  if (isGood && deploy.action === 'ROLLOUT') {
    if (world.chance(0.3)) { world.simulation.after(world.between(0, 120), () => meddle(world, deploy)); }
    for (let step = 0; isGood && step < PERCENTS.length; step++) {
      // Unchanged properties: CloudFormation does not call it, and it has the verdict of before.
      if (step === PERCENTS.length - 1 && world.happens('stale verdict', 0.05)) { continue; }
      // Some cancels meet the write of a step.
      const cancelsNow = world.happens('cancelled', 0.06) ? world.now + world.between(0.2, 4) : Infinity;
      isGood = (yield* send(world, { kind: 'step', deploy, step }, Math.min(cancelsAt, cancelsNow))) === 'SUCCESS';
    }
    isGood &&= (yield* send(world, { kind: 'promotion', deploy, step: 0 }, cancelsAt)) === 'SUCCESS';
    if (isGood) { world.met('promoted'); }
  }
  // A sibling may fail after everything.
  isGood &&= !world.chance(0.2);
  yield world.between(0, isGood ? 20 : 3);
  if (isGood) {
    world.status = 'stable';
    return 'succeeded';
  }
  return yield* rollBack(world, deploy);
}

/**
 * A person uses the stage as the control channel.
 *
 * Another canary comes while the step waits. UpdateStage has no condition: one that somebody sets in the very seconds in which ours is taken off or
 * promoted is taken off or promoted with it.
 */
function meddle(world: RolloutModel, deploy: ModelDeploy): void {
  const { canary, production } = world.stage;
  if (world.status !== 'updating' || world.deploy !== deploy || deploy.passed || canary?.deployment !== deploy.deployment) { return; }
  if (world.chance(0.4)) {
    deploy.foreign = 'aborted';
    world.met('aborted by hand');
    world.write(REMOVE, 'a person', 'a person');
  } else if (world.chance(0.4)) {
    deploy.foreign = 'promoted';
    world.met('promoted by hand');
    world.write(PROMOTE, 'a person', 'a person');
  } else if (!world.isQuiet) {
    world.simulation.after(3, () => meddle(world, deploy));
  } else {
    deploy.foreign = 'another canary';
    world.met('another canary');
    world.write(becomes({ production, canary: otherCanary(deploy) }), 'a person', 'a person');
  }
}

function otherCanary({ number }: ModelDeploy): { readonly deployment: number; readonly percent: number } {
  return { deployment: 1_000 + number, percent: 7 };
}

function* rollBack(world: RolloutModel, deploy: ModelDeploy): Process<DeployEnd> {
  let end: DeployEnd = 'rolled back';
  world.met('rollback');
  const steps: ModelEvent['kind'][] = deploy.action === 'ROLLOUT' ? ['step back', 'step back'] : [];
  const order: ModelEvent['kind'][] = world.chance(0.5) ? ['back', ...steps] : [...steps, 'back'];
  for (const kind of order) {
    for (;;) {
      world.status = 'rolling back';
      yield world.between(0, 4);
      if ((yield* send(world, { kind, deploy, step: 0 }, Infinity)) === 'SUCCESS') { break; }
      world.status = 'rollback failed';
      yield world.between(5, 900);
      if (world.now >= world.brokenUntil && world.happens('skipped driver', 0.3)) {
        end = 'rolled back without the driver';
        break;
      }
    }
  }
  world.status = 'cleaning up';
  const isNew = deploy.deployment === deploy.number;
  if (isNew) { yield* cleanUp(world, deploy); }
  world.status = 'stable';
  return end;
}

/** What the deploy created goes, what depends on it before it: first the anchor, which CloudFormation tries to delete three times. */
function* cleanUp(world: RolloutModel, deploy: ModelDeploy): Process {
  for (let left = world.rules.anchors ? 3 : 0; left > 0; left--) {
    yield world.between(0, 3);
    if ((yield* send(world, { kind: 'anchor', deploy, step: 0 }, Infinity)) === 'SUCCESS') { break; }
  }
  yield world.between(0, 3);
  world.deleteVersion(deploy.deployment);
  yield world.between(0.5, 5);
  world.deleteDeployment(deploy.deployment);
}

type Answer = 'SUCCESS' | 'FAILED' | 'given up';

/** Sends an event and waits for its answer, until it is cancelled, which CloudFormation does not wait for. */
function* send(world: RolloutModel, about: Omit<ModelEvent, 'answer'>, cancelsAt: number): Process<Answer> {
  const { simulation } = world;
  const event: ModelEvent = { ...about, answer: new Signal() };
  world.awaited = { event, visibleFrom: world.now + (world.chance(0.7) ? 0 : world.between(0, 4)) };
  const isStep = event.kind === 'step' || event.kind === 'promotion';
  const patience = Math.min(isStep ? STEP_TIMEOUT : DRIVER_TIMEOUT, Math.max(0, cancelsAt - world.now));
  const answer = world.happens('lost answer', 0.02) ? new Signal<Answer>() : event.answer;
  simulation.after(patience, () => answer.set('given up'));
  simulation.start(handleEvent(world, event), world.happens('late event', 0.1) ? world.between(0, EVENT_AGE) : world.between(0, 1));
  // A step's execution has its event's name, so a second delivery starts none.
  if (!isStep && world.happens('duplicate', 0.2)) { simulation.start(handleEvent(world, event), world.between(0, world.chance(0.5) ? 30 : 3_000)); }
  const received: Answer = yield answer;
  world.awaited = undefined;
  return received;
}
