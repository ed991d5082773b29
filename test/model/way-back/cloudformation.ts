import { handler } from './handler';
import { G } from './rules';
import { Process, Signal } from '../simulation';
import { DeploymentId, Event, Kind, Operation, StageState, World } from './world';

const SERVICE_TIMEOUT = 1020;
const EVENT_AGE = 300;
/** Lambda repeats a failed event once, a minute later. */
const RETRY_AFTER = 60;

/** What the stage must be in the end. Undefined where a person has skipped the driver, and nothing else went back for it. */
export interface Ending {
  expected?: StageState;
}

/** A life of some deploys, one after the other, of which some fail. A person continues what stopped. */
export function* deploys(world: World, count: number, ending: Ending): Process {
  let newest: DeploymentId = 0;
  for (let number = 1; number <= count; number++) {
    const operation = nextOperation(world, number, newest + 1);
    newest = Math.max(newest, operation.created ?? 0);
    const end: DeployEnd = yield* deploy(world, operation);
    const isGuarded = operation.created !== undefined && world.rules.anchors;
    ending.expected = end === 'succeeded' ? operation.wanted : end === 'rolled back' || isGuarded ? operation.before : undefined;
    // Before the driver of the next deploy comes, its functions and its deployment do.
    yield world.between(1.5 * G, world.chance(0.7) ? 60 : 2000);
  }
}

type DeployEnd = 'succeeded' | 'rolled back' | 'rolled back without the driver';

function nextOperation(world: World, number: number, created: DeploymentId): Operation {
  const before = world.stage;
  if (before.canary !== undefined && world.chance(0.5)) {
    // A promotion, or an abort: of what was created before.
    return { number, before, wanted: world.chance(0.7) ? { production: before.canary } : { production: before.production } };
  }
  return { number, before, created, wanted: world.chance(0.5) ? { production: created } : { ...before, canary: created } };
}

function* deploy(world: World, operation: Operation): Process<DeployEnd> {
  world.status = 'updating';
  world.operation = operation;
  yield world.between(1, 10);
  const answer: Answer = yield* send(world, 'forward', operation, cancelledAfter(world));
  const goesOn = answer === 'SUCCESS' && !world.chance(0.4);
  yield world.between(0, goesOn ? 20 : 3);
  if (goesOn) {
    world.status = 'stable';
    return 'succeeded';
  }
  return yield* rollBack(world, operation);
}

/** A sibling fails, or somebody cancels the update, while the driver is in progress. */
function cancelledAfter(world: World): number | undefined {
  return world.happens('cancelled', 0.25) ? world.between(0, 15) : undefined;
}

function* rollBack(world: World, operation: Operation): Process<DeployEnd> {
  let end: DeployEnd = 'rolled back';
  world.met('rollback');
  if (world.chance(0.15)) { world.brokenUntil = world.now + world.between(10, 1500); }
  for (;;) {
    world.status = 'rolling back';
    yield world.between(0, 4);
    const answer: Answer = yield* send(world, 'rollback', operation);
    if (answer === 'SUCCESS') { break; }
    world.status = 'rollback failed';
    world.met('failed rollback');
    yield world.between(5, 900);
    // Who skips the driver does so when it could not run; by then what was broken has passed.
    if (world.now >= world.brokenUntil && world.happens('skipped driver', 0.3)) {
      end = 'rolled back without the driver';
      break;
    }
  }
  world.status = 'cleaning up';
  if (operation.created !== undefined) { yield* cleanUp(world, operation, operation.created); }
  world.status = 'stable';
  return end;
}

/** What the operation created goes, what depends on it before it: first the anchor, which CloudFormation tries to delete three times. */
function* cleanUp(world: World, operation: Operation, created: DeploymentId): Process {
  for (let left = world.rules.anchors ? 3 : 0; left > 0; left--) {
    yield world.between(0, 3);
    const answer: Answer = yield* send(world, 'anchor', operation);
    if (answer === 'SUCCESS') { break; }
  }
  yield world.between(0, 3);
  const deletions = [() => world.deleteVersion(created), () => world.deleteDeployment(created)];
  for (const act of world.chance(0.5) ? deletions : deletions.reverse()) {
    act();
    yield world.between(0.5, 5);
  }
}

type Answer = 'SUCCESS' | 'FAILED' | 'given up';

/** Sends an event and waits for its answer, up to the service timeout, or until the operation is cancelled. */
function* send(world: World, kind: Kind, operation: Operation, cancelledAfterSeconds?: number): Process<Answer> {
  const { simulation } = world;
  const asks = kind === 'forward' ? JSON.stringify(operation.wanted) : `${kind} to ${JSON.stringify(operation.before)}`;
  const event: Event = { kind, operation, asks, answer: new Signal() };
  world.awaited = { event, visibleFrom: world.now + (world.chance(0.7) ? 0 : world.between(0, 4)) };
  simulation.after(cancelledAfterSeconds ?? SERVICE_TIMEOUT, () => event.answer.set('given up'));
  if (!world.happens('lost event', 0.02)) { simulation.start(delivery(world, event), queued(world)); }
  // Twice without an error, at any later time.
  if (world.happens('duplicate', 0.3)) {
    simulation.start(delivery(world, event), world.chance(0.5) ? world.between(0, 30) : world.between(0, 4000));
  }
  const answer = world.happens('lost answer', 0.03) ? new Signal<Answer>() : event.answer;
  if (answer !== event.answer) { simulation.after(cancelledAfterSeconds ?? SERVICE_TIMEOUT, () => answer.set('given up')); }
  const received: Answer = yield answer;
  world.awaited = undefined;
  return received;
}

function queued(world: World): number {
  return world.happens('late event', 0.15) ? world.between(0, EVENT_AGE) : world.between(0, 1);
}

function* delivery(world: World, event: Event): Process {
  const end: 'ended' | 'crashed' = yield* handler(world, event);
  if (end === 'crashed') {
    yield RETRY_AFTER;
    yield* handler(world, event);
  }
}
