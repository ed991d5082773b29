import { G } from './rules';
import { Process } from '../simulation';
import { Event, Operation, sameStage, StageState, World } from './world';

/** What a handler may spend on its own, in seconds: the numbers of the design. */
const BUDGET = { forward: 120, rollback: 540, anchor: 540 };
/** A reading of the own resource that lags is repeated so long before the event counts as one that nobody waits for. */
const LAG_PATIENCE = 6;
/** The function's time. */
const FUNCTION_TIMEOUT = 600;

type Fence = 'awaited' | 'stale' | 'unknown';

/** Handles one delivery of an event: reads, decides, writes, answers. It may crash at each of its steps. */
export function* handler(world: World, event: Event): Process<'ended' | 'crashed'> {
  const began = world.now;
  const crashes = world.chance(0.06) ? world.now + world.between(0, 40) : Infinity;
  const isOver = (): boolean => world.now >= began + BUDGET[event.kind];
  const isDead = (): boolean => world.now >= Math.min(crashes, began + FUNCTION_TIMEOUT);
  for (;;) {
    const attempt: Attempt = yield* attemptOnce(world, event, began);
    if (isDead()) {
      world.met('crash');
      return 'crashed';
    }
    if (attempt === 'stale') {
      world.met('stale event refused');
      return 'ended';
    }
    if (attempt === 'as wanted' || (attempt === 'failed' && gaveUpHopefully(world, event))) {
      event.answer.set('SUCCESS');
      return 'ended';
    }
    if (isOver()) {
      event.answer.set('FAILED');
      return 'ended';
    }
    yield world.between(0.5, 4);
  }
}

type Attempt = 'as wanted' | 'stale' | 'failed' | 'written';

/** Without the first rule: an error on the way back is taken for success. */
function gaveUpHopefully({ rules }: World, { kind }: Event): boolean {
  return kind !== 'forward' && !rules.failOnDoubt;
}

/** One attempt: the stage is as wanted, or one write is sent behind its fence. */
function* attemptOnce(world: World, event: Event, began: number): Process<Attempt> {
  const { rules } = world;
  const stage: StageState | undefined = yield* readStage(world);
  if (stage === undefined) { return 'failed'; }
  const wanted = wantedStage(world, event, stage);
  if (sameStage(stage, wanted)) {
    const settlesAt = event.kind !== 'forward' && rules.settle ? began + G : 0;
    if (world.now >= settlesAt) { return 'as wanted'; }
    yield settlesAt - world.now;
    return 'written';
  }
  const from = world.now;
  if (rules.fence) {
    const fence: Fence = yield* readFence(world, event);
    if (fence !== 'awaited') { return fence === 'stale' ? 'stale' : 'failed'; }
  }
  return yield* write(world, event, wanted, from);
}

function* readStage(world: World): Process<StageState | undefined> {
  yield world.latency();
  const failed = world.callFails();
  const { stage } = world;
  yield world.latency() / 4;
  return failed ? undefined : stage;
}

/** Whether CloudFormation waits for an event like this one. What it shows of its own resource may lag. */
function* readFence(world: World, event: Event): Process<Fence> {
  for (const patience = world.now + LAG_PATIENCE; ; yield 1.5) {
    yield world.latency();
    if (world.callFails()) { return 'unknown'; }
    const { awaited, status, now } = world;
    if (!fits(status, event)) { return 'stale'; }
    if (awaited !== undefined && awaited.visibleFrom <= now && awaited.event.asks === event.asks) {
      yield world.latency() / 4;
      return 'awaited';
    }
    if (now >= patience) { return 'stale'; }
  }
}

function fits(status: World['status'], { kind }: Event): boolean {
  return status === { forward: 'updating', rollback: 'rolling back', anchor: 'cleaning up' }[kind];
}

/**
 * Sends the write. It acts soon, or late, or never, whatever becomes of its answer.
 *
 * With the bound, a client that gives up takes the request with it G after the fence. Without, it hangs and acts minutes later: in a
 * connection, in the SDK's own repetition, in an environment that is thawed.
 */
function* write(world: World, event: Event, wanted: StageState, from: number): Process<Attempt> {
  const { rules, simulation } = world;
  const end = from + G;
  if (rules.bound && world.now >= end) { return 'failed'; }
  if (world.callFails() && world.chance(0.7)) {
    yield world.latency();
    return 'failed';
  }
  const hangs = world.chance(0.12);
  if (hangs) { world.met('hanging write'); }
  const delay = hangs ? world.chance(0.6) ? world.between(1, G) : world.between(1, 200) : world.latency();
  const actsAt = world.now + delay;
  const acts = !world.chance(hangs ? 0.3 : 0.02) && (!rules.bound || actsAt < end);
  if (acts) { simulation.after(delay, () => world.write(wanted, `a ${event.kind} write of operation ${event.operation.number}`)); }
  const answered = acts && !hangs && !world.chance(0.05);
  yield answered ? delay + world.latency() / 4 : Math.max(0, (rules.bound ? end : from + 30) - world.now);
  return answered ? 'written' : 'failed';
}

/** What the stage must become: the one decision of all handlers. */
function wantedStage(world: World, event: Event, live: StageState): StageState {
  if (event.kind === 'forward') { return event.operation.wanted; }
  // A rollback event is taken for one of the operation that runs, as the stack shows it; an anchor is its own deployment's.
  return goneBack(event.kind === 'rollback' ? world.operation ?? event.operation : event.operation, live);
}

/** Anything of the operation on the stage goes back to what was there before. What is not of the operation stays. */
function goneBack(operation: Operation, live: StageState): StageState {
  const { before, wanted, created } = operation;
  if (created === undefined) { return sameStage(live, wanted) ? before : live; }
  if (live.production === created) { return before; }
  return live.canary === created ? { ...live, canary: before.canary } : live;
}
