import { IConstruct } from 'constructs';
import { ACTION_CONTEXT, ActionWord, CONTEXT_KEYS, parseActionContext, pathsInActionContext, unknownContextKeys } from './action-context';
import { invalidInput } from '../messages/invalid-input';
import { ReleaseAction } from '../stage-driver/contract/driver-properties';

/** What code said about a release. */
export interface CodedRelease {
  readonly scope: IConstruct;
  /** Paths under which context may name this release. */
  readonly paths: readonly string[];
  readonly hasCanarySettings: boolean;
  /** From `promote()` or `abort()`. */
  readonly called?: 'PROMOTE' | 'ABORT';
}

/** What a deploy does with the stage of a release. */
export interface DecidedAction {
  readonly action: ReleaseAction;
  /** Whether the operator wants a canary again that was aborted. */
  readonly hold: boolean;
  /** Whether the operator aborts what the code promotes. */
  readonly abortsOverCode: boolean;
}

/**
 * What this deploy does with the stage, out of code and context.
 *
 * A bare `abort` in the context is for every release of the app: settings that come from the context themselves may be missing in the command
 * that aborts. A bare `promote` or `hold` is for every release that has `canarySettings`. An object names releases by path.
 *
 * @throws if code and context disagree, if the context says something else, or if there is nothing to promote or hold
 */
export function releaseAction(release: CodedRelease): DecidedAction {
  const word = wordFor(release);
  const { called, hasCanarySettings, scope } = release;
  const abortsOverCode = word === 'abort' && called === 'PROMOTE';
  if (called && word && word !== called.toLowerCase() && !abortsOverCode) {
    throw invalidInput(scope, 'ContradictingActions', `The code calls ${called.toLowerCase()}()`, `the context ${ACTION_CONTEXT} says ${word}`);
  }
  if (!hasCanarySettings && (word === 'promote' || (called === 'PROMOTE' && !abortsOverCode))) { throw invalidInput(scope, 'NothingToPromote'); }
  if (!hasCanarySettings && word === 'hold') { throw invalidInput(scope, 'NothingToHold', scope.node.path); }
  const action = word === 'abort' ? 'ABORT' : called ?? (word === 'promote' ? 'PROMOTE' : hasCanarySettings ? 'HOLD' : 'NONE');
  return { action, hold: word === 'hold', abortsOverCode };
}

function wordFor({ scope, paths, hasCanarySettings }: CodedRelease): ActionWord | undefined {
  const value = scope.node.tryGetContext(ACTION_CONTEXT);
  const instruction = parseActionContext(value);
  if (!instruction) { throw invalidInput(scope, 'UnknownAction', ACTION_CONTEXT, value, paths[0]); }
  const { bare, byPath } = instruction;
  const path = paths.find((candidate) => byPath.has(candidate));
  if (path !== undefined) { return byPath.get(path); }
  return bare === 'abort' || hasCanarySettings ? bare : undefined;
}

/**
 * Checks what the operator said against all releases of the app: a word that nobody takes would deploy as if nothing had been asked.
 *
 * @throws if the context has a key of this library that it does not know, names a release that is not there, or asks for what no release can do
 */
export function checkActionContext(scope: IConstruct, releases: readonly CodedRelease[]): void {
  const [unknownKey] = unknownContextKeys(Object.keys(scope.node.getAllContext()));
  if (unknownKey !== undefined) { throw invalidInput(scope, 'UnknownContextKey', unknownKey, CONTEXT_KEYS); }
  const value = scope.node.tryGetContext(ACTION_CONTEXT);
  const unknown = pathsInActionContext(value).filter((path) => !releases.some(({ paths }) => paths.includes(path)));
  if (unknown.length > 0) { throw invalidInput(scope, 'UnknownRelease', ACTION_CONTEXT, unknown, releases.map(({ paths }) => paths[0])); }
  const bare = parseActionContext(value)?.bare;
  if (releases.some(({ hasCanarySettings }) => hasCanarySettings)) { return; }
  if (bare === 'promote') { throw invalidInput(scope, 'NothingToPromote'); }
  if (bare === 'hold') { throw invalidInput(scope, 'NothingToHold', releases.map(({ paths }) => paths[0]).join(', ')); }
}
