import { ModelDeploy, ModelEvent, ModelStage, isSameStage, PERCENTS, RolloutModel } from './rollout-world';
import { attach, Attempt, attempt, becomes, Change, fits, isAt, leading, percentBefore, percentOf, PROMOTE, readStage, REMOVE } from './writes';
import type { Process } from '../simulation';
import { G } from '../way-back/rules';

const LOOKS = 3;
/** An attempt of a state that takes longer is repeated. */
const REPEATS = 6;

type End = 'SUCCESS' | 'FAILED' | 'stale' | 'crashed';

/** Handles one delivery of an event, and answers it. A step's event starts an execution, whose states may run twice, crash, or be overtaken. */
export function* handleEvent(world: RolloutModel, event: ModelEvent): Process {
  const end: End = yield* handling(world, event);
  if (end === 'SUCCESS' || end === 'FAILED') { event.answer.set(end); }
}

function* handling(world: RolloutModel, event: ModelEvent): Process<End> {
  switch (event.kind) {
    case 'driver': return yield* forward(world, event);
    case 'step': return yield* step(world, event);
    case 'promotion': return yield* repeated(world, event, () => promotion(world, event));
    case 'back':
    case 'anchor': return yield* back(world, event);
    case 'step back':
      // It stops its execution, and leaves the stage to the driver.
      yield world.latency();
      return 'SUCCESS';
  }
}

/** The driver on the way forward: a rollout begins at 0 %. */
function* forward(world: RolloutModel, event: ModelEvent): Process<End> {
  const { deploy } = event;
  const { before, deployment, wanted, action } = deploy;
  const { rules } = world;
  const isRefused = (rules.bareStage && before.canary !== undefined) || (rules.upgradeFirst && deploy.hasOldHandler);
  if (action === 'ROLLOUT' && isRefused) { return 'FAILED'; }
  deploy.isBegun = true;
  const target: ModelStage = action === 'ROLLOUT' ? { production: before.production, canary: { deployment, percent: 0 } } : wanted;
  for (const deadline = world.now + 120; ;) {
    const read: ModelStage | undefined = yield* readStage(world);
    if (read !== undefined && isSameStage(read, target)) { return 'SUCCESS'; }
    if (read !== undefined) {
      const change = action !== 'ROLLOUT' ? leading(read, target) : rules.harmlessWrites && !before.canary ? attach(deployment) : becomes(target);
      const sent: Attempt = yield* attempt(world, event, change);
      if (sent === 'stale') { return 'stale'; }
    }
    if (world.now >= deadline) { return 'FAILED'; }
    yield world.between(0.5, 4);
  }
}

/** The states of a step: sets its percent, looks, ends. */
function* step(world: RolloutModel, event: ModelEvent): Process<End> {
  const began: Begun = yield* repeated(world, event, () => begin(world, event));
  if (began !== 'as set') { return began; }
  for (let look = 0; look < LOOKS; look++) {
    world.isQuiet = true;
    yield world.between(10, 60);
    world.isQuiet = false;
    const seen: Begun = yield* repeated(world, event, () => looking(world, event, look === LOOKS - 1));
    if (seen !== 'as set') { return seen; }
  }
  return 'SUCCESS';
}

type Begun = End | 'as set';

/** An attempt that crashes is repeated, and at last put back. Some run twice. */
function* repeated<T extends Begun>(world: RolloutModel, event: ModelEvent, state: () => Process<T>): Process<T | 'FAILED' | 'stale' | 'crashed'> {
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const isTwice = world.happens('duplicate', 0.05);
    const result: T = yield* state();
    if (isTwice) {
      yield world.between(0, 5);
      yield* state();
    }
    if (result !== 'crashed') { return result; }
    yield world.between(0, 2 ** (repeat + 1));
  }
  world.met('crash');
  return yield* putBack(world, event);
}

function* begin(world: RolloutModel, event: ModelEvent): Process<Begun> {
  const { deploy, step: index } = event;
  const [from, percent] = [percentBefore(index), PERCENTS[index]];
  for (;;) {
    if (world.chance(0.05)) { return 'crashed'; }
    const read: ModelStage | undefined = yield* readStage(world);
    if (!fits(world, event)) { return 'stale'; }
    if (read === undefined) { return 'crashed'; }
    if (read.production === deploy.deployment) { return 'SUCCESS'; }
    if (isAt(deploy, read, percent)) { return 'as set'; }
    if (!isAt(deploy, read, from)) { return yield* putBack(world, event); }
    const naive: ModelStage = { production: deploy.before.production, canary: { deployment: deploy.deployment, percent } };
    const sent: Attempt = yield* attempt(world, event, world.rules.harmlessWrites ? percentOf(percent) : becomes(naive));
    if (sent === 'stale') { return 'stale'; }
  }
}

function* looking(world: RolloutModel, event: ModelEvent, isLast: boolean): Process<Begun> {
  const { deploy, step: index } = event;
  if (world.chance(0.03)) { return 'crashed'; }
  const read: ModelStage | undefined = yield* readStage(world);
  if (read === undefined && world.rules.failClosed) { return 'crashed'; }
  if (!fits(world, event)) { return 'stale'; }
  if (read === undefined) {
    deploy.passed ||= isLast && index === PERCENTS.length - 1;
    return 'as set';
  }
  if (read.production === deploy.deployment) { return 'SUCCESS'; }
  if (!isAt(deploy, read, PERCENTS[index])) { return yield* putBack(world, event); }
  yield world.between(0.1, 5);
  const isDecided = isLast && index === PERCENTS.length - 1;
  if (deploy.isBad && (isDecided || world.chance(0.1))) { return yield* putBack(world, event); }
  if (isDecided && world.awaited?.event === event) { deploy.passed = true; }
  return 'as set';
}

/** GET. Only if the canary is this rollout's: remove. GET. Then FAILED. */
function* putBack(world: RolloutModel, event: ModelEvent): Process<'FAILED' | 'stale' | 'crashed'> {
  const { deploy } = event;
  for (let tries = 0; tries < 30; tries++) {
    const read: ModelStage | undefined = yield* readStage(world);
    const canary = read?.canary;
    if (read !== undefined && !isOwn(world, deploy, canary)) { return 'FAILED'; }
    if (read !== undefined) {
      const sent: Attempt = yield* attempt(world, event, REMOVE);
      if (sent === 'stale') { return 'stale'; }
    }
    yield world.between(0.5, 4);
  }
  return 'crashed';
}

function isOwn({ rules }: RolloutModel, { deployment, before }: ModelDeploy, canary: ModelStage['canary']): boolean {
  if (canary === undefined) { return false; }
  return !rules.ownCanary || canary.deployment === deployment || (canary.deployment === before.production && canary.percent > 0);
}

/** Production takes over what the canary has, if the last step of this rollout says so. */
function* promotion(world: RolloutModel, event: ModelEvent): Process<End> {
  const { deploy } = event;
  const { rules } = world;
  // A step that CloudFormation did not call has the verdict of an earlier rollout.
  const isOldVerdict = !deploy.passed;
  const mayPromote = !(rules.verdict && isOldVerdict);
  for (;;) {
    if (world.chance(0.05)) { return 'crashed'; }
    const read: ModelStage | undefined = yield* readStage(world);
    if (!fits(world, event)) { return 'stale'; }
    if (read === undefined) { return 'crashed'; }
    if (read.production === deploy.deployment && read.canary === undefined) { return 'SUCCESS'; }
    const isDone = read.production === deploy.deployment;
    if (!isDone && (!mayPromote || !isAt(deploy, read, PERCENTS[PERCENTS.length - 1]))) { return yield* putBack(world, event); }
    const change: Change = isDone ? REMOVE : rules.harmlessWrites ? PROMOTE : becomes({ production: deploy.deployment });
    const sent: Attempt = yield* attempt(world, event, change);
    if (sent === 'stale') { return 'stale'; }
  }
}

/** The driver on the way back, and an anchor: FAILED as long as the stage was not read as wanted, when nothing earlier can still write. */
function* back(world: RolloutModel, event: ModelEvent): Process<End> {
  const began = world.now;
  const { deploy } = event;
  const { rules } = world;
  // The code of before takes back what it knows. The first driver knew neither rollouts nor anchors.
  if (deploy.hasOldHandler && deploy.action === 'ROLLOUT' && deploy.isBegun) { return 'SUCCESS'; }
  for (const deadline = began + 540; world.now < deadline; yield world.between(0.5, 4)) {
    const read: ModelStage | undefined = yield* readStage(world);
    if (read === undefined) { continue; }
    const wanted = event.kind === 'anchor' ? guarded(deploy, read) : backFrom(world, deploy, read);
    if (isSameStage(read, wanted)) {
      const settlesAt = rules.settle ? began + G : 0;
      if (world.now >= settlesAt) { return 'SUCCESS'; }
      yield settlesAt - world.now;
      if (!rules.replan) { return 'SUCCESS'; }
      continue;
    }
    const sent: Attempt = yield* attempt(world, event, leading(read, wanted));
    if (sent === 'stale') { return 'stale'; }
    if (!rules.replan && sent === 'written') {
      if (rules.settle) { yield Math.max(0, began + G - world.now); }
      return 'SUCCESS';
    }
  }
  return 'FAILED';
}

/** Anything of the operation on the stage goes back to what was there before. What is not of the operation stays. */
function backFrom({ rules }: RolloutModel, { before, deployment, action, wanted }: ModelDeploy, live: ModelStage): ModelStage {
  if (live.production === deployment) { return before; }
  if (action !== 'ROLLOUT' && action !== 'HOLD') { return isSameStage(live, wanted) ? before : live; }
  const isLate = action === 'ROLLOUT' && rules.latePercent && live.canary?.deployment === before.production;
  return live.canary?.deployment === deployment || isLate ? { ...live, canary: before.canary } : live;
}

function guarded({ before, deployment }: ModelDeploy, live: ModelStage): ModelStage {
  return {
    production: live.production === deployment ? before.production : live.production,
    canary: live.canary?.deployment === deployment ? undefined : live.canary,
  };
}
