import { CallFault, DriverCall } from './driver-environments';
import { Mode, ReleasedApp } from './released-app';
import { WatchedStack } from './watched-stack';
import { Hypotheses } from '../../rehearsal/hypotheses';

const HOLD: Mode = { action: 'hold', percent: 33.33, override: 'dark' };
const NONE: Mode = { action: 'none' };
const PROMOTE: Mode = { action: 'promote', percent: 33.33, override: 'dark', choices: {} };

type Written = Pick<ReleasedApp, 'mode' | 'code' | 'theme'>;

/** A deploy, after those that bring the stack to where it starts from. */
interface Transition {
  readonly name: string;
  readonly before: readonly Written[];
  readonly deploy: Written;
}

const TRANSITIONS: readonly Transition[] = [
  { name: 'new code without a canary', before: [{ mode: NONE, code: 0 }], deploy: { mode: NONE, code: 1 } },
  { name: 'the first hold', before: [{ mode: NONE, code: 0 }], deploy: { mode: HOLD, code: 1 } },
  { name: 'a hold of other code', before: [{ mode: NONE, code: 0 }, { mode: HOLD, code: 1 }], deploy: { mode: HOLD, code: 2 } },
  { name: 'a promotion', before: [{ mode: NONE, code: 0 }, { mode: HOLD, code: 1 }], deploy: { mode: PROMOTE, code: 1 } },
  { name: 'an abort', before: [{ mode: NONE, code: 0 }, { mode: HOLD, code: 1 }], deploy: { mode: { action: 'abort' }, code: 1 } },
  {
    name: 'an end of a promoted canary',
    before: [{ mode: NONE, code: 0 }, { mode: HOLD, code: 1 }, { mode: PROMOTE, code: 1 }],
    deploy: { mode: NONE, code: 1, theme: 'dark' },
  },
];

/** Where the deploy fails, after the driver has moved the stage. */
type FailingAt = 'BehindStage' | 'BesideStage' | undefined;

/** One deploy of a life, and how it ends when nobody disturbs the driver. */
export interface BreakableOperation {
  readonly name: string;
  readonly transition: Transition;
  readonly failingAt: FailingAt;
  readonly rollbackOrder: Hypotheses['rollbackOrder'];
}

/** Every transition, whether it succeeds or fails behind the Stage or beside it. */
export function breakableOperations(rollbackOrder: Hypotheses['rollbackOrder']): BreakableOperation[] {
  return TRANSITIONS.flatMap((transition) => ([undefined, 'BehindStage', 'BesideStage'] as const).map((failingAt) => ({
    name: failingAt === undefined ? transition.name : `${transition.name} that fails at ${failingAt}`, transition, failingAt, rollbackOrder,
  })));
}

/** How calls are broken: from one on, until the operation has ended, or that one alone. */
export interface Breakage {
  readonly from: number;
  readonly how: 'for good' | 'once';
  readonly fault: CallFault;
}

/** Each call for good, and each call once. The errors take turns, so that over the operations every error comes to every kind of call. */
export function breakagesOf(calls: number, { rollbackOrder, name }: BreakableOperation): Breakage[] {
  const turn = name.length + (rollbackOrder === 'reverse' ? 1 : 0);
  return positions(calls).flatMap((from) => (['for good', 'once'] as const).map((how, second): Breakage => (
    { from, how, fault: CALL_FAULTS[(from + turn + 2 * second) % CALL_FAULTS.length] }
  )));
}

/** Everything that there is for each call. */
export function everyBreakageOf(calls: number): Breakage[] {
  return positions(calls).flatMap((from) => (['for good', 'once'] as const).flatMap((how) => CALL_FAULTS.map((fault) => ({ from, how, fault }))));
}

function positions(calls: number): number[] {
  return Array.from({ length: calls }, (_, from) => from);
}

/** What breaks an SDK call in practice: a policy that is not there, another change of the API, throttling, an outage, a connection that hangs. */
export const CALL_FAULTS: readonly CallFault[] = [
  { kind: 'error', status: 403, type: 'AccessDeniedException' },
  { kind: 'error', status: 409, type: 'ConflictException' },
  { kind: 'error', status: 429, type: 'TooManyRequestsException' },
  { kind: 'acts, then error', status: 500, type: 'InternalServerError' },
  { kind: 'hang', actsAfterSeconds: 5 },
];

function appOf({ mode, code, theme = 'light' }: Written, topics: string): ReleasedApp {
  return { kind: 'l3', routes: [], theme, code, mode, topics };
}

/**
 * Plays the operation with broken calls, continues its rollback once the cause is gone, and destroys the stack.
 *
 * @param options lies: on the way back the driver answers SUCCESS whatever it did
 * @returns how many calls the driver made in the operation, and the way it ended
 * @throws BrokenInvariant when a request fails, or the stage is not as before (or as declared) in the end
 */
export async function playBroken(
  { transition, failingAt, rollbackOrder }: BreakableOperation, breakage?: Breakage, { lies = false } = {},
): Promise<{ calls: number; status: string }> {
  const watched = new WatchedStack({ rollbackOrder });
  let topics = 0;
  for (const before of transition.before) { await watched.deploy(appOf(before, String(topics++))); }
  const found = JSON.stringify(watched.stage);
  let calls = 0;
  const onCall = (_: DriverCall): CallFault | undefined => {
    const index = calls++;
    const isBroken = breakage !== undefined && (breakage.how === 'once' ? index === breakage.from : index >= breakage.from);
    return isBroken ? breakage.fault : undefined;
  };
  await watched.deploy(appOf(transition.deploy, String(topics)), { failing: failingAt, disturbance: { onCall, lies } });
  for (let left = 2; left > 0 && watched.stack.status === 'UPDATE_ROLLBACK_FAILED'; left--) { await watched.continueRollback(); }
  const { status } = watched.stack;
  watched.assertAsDeclared();
  if (!/^UPDATE_(ROLLBACK_)?COMPLETE$/.test(status)) { throw new Error(`The operation ended in ${status}: ${watched.stack.statusReason}`); }
  if (status === 'UPDATE_ROLLBACK_COMPLETE' && JSON.stringify(watched.stage) !== found) {
    throw new Error(`The stage is not as before: ${JSON.stringify(watched.stage)} instead of ${found}`);
  }
  await watched.destroy();
  return { calls, status };
}
