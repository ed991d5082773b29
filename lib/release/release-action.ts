import { IConstruct } from 'constructs';
import {
  ACTION_CONTEXT, ActionWord, CONTEXT_KEYS, nearestPath, parseActionContext, pathsInActionContext, unknownContextKeys,
} from './action-context';
import { environmentsOf } from './environments';
import { invalidInput } from '../messages/invalid-input';
import { checkErrorsContext } from '../messages/warnings-as-errors';
import { ReleaseAction } from '../stage-driver/contract/driver-properties';

/** What code said about a release. */
export interface CodedRelease {
  readonly scope: IConstruct;
  /** Paths under which context may name this release. */
  readonly paths: readonly string[];
  readonly hasCanarySettings: boolean;
  /** A rollout in steps, or all at once. @default - no rollout */
  readonly rollout?: 'steps' | 'atOnce';
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
 * that aborts. The other words are for every release that can do what they say: `promote` with `canarySettings`, `skip` with a `rollout`, `hold` with
 * either. An object names releases by path, or a construct around releases, such as a `cdk.Stage` or a stack: then the word is for those in it that
 * can do it. Of several paths around a release, the nearest counts.
 *
 * @throws if code and context disagree, if the context says something else, or if there is nothing to promote or hold
 */
export function releaseAction(release: CodedRelease): DecidedAction {
  const word = wordFor(release);
  const { called, hasCanarySettings, rollout, scope } = release;
  const abortsOverCode = word === 'abort' && called === 'PROMOTE';
  if (called && word && word !== called.toLowerCase() && !abortsOverCode) {
    throw invalidInput(scope, 'ContradictingActions', `The code calls ${called.toLowerCase()}()`, `the context ${ACTION_CONTEXT} says ${word}`);
  }
  if (!hasCanarySettings && (word === 'promote' || (called === 'PROMOTE' && !abortsOverCode))) {
    throw invalidInput(scope, 'NothingToPromote', rollout !== undefined);
  }
  if (word !== undefined && word !== 'promote' && !canDo(release, word)) {
    throw invalidInput(scope, word === 'hold' ? 'NothingToHold' : 'NothingToSkip', scope.node.path);
  }
  const action = word === 'abort' ? 'ABORT' : called ?? (word === 'promote' ? 'PROMOTE' : codedAction(release, word));
  return { action, hold: word === 'hold', abortsOverCode };
}

/** What the code asks for, without a call. */
function codedAction({ hasCanarySettings, rollout }: CodedRelease, word: ActionWord | undefined): ReleaseAction {
  if (hasCanarySettings) { return 'HOLD'; }
  if (word === 'skip') { return 'SKIP'; }
  return rollout === 'steps' ? 'ROLLOUT' : 'NONE';
}

function canDo({ hasCanarySettings, rollout }: CodedRelease, word: ActionWord): boolean {
  switch (word) {
    case 'abort': return true;
    case 'promote': return hasCanarySettings;
    case 'hold': return hasCanarySettings || rollout === 'steps';
    case 'skip': return rollout !== undefined;
  }
}

function wordFor(release: CodedRelease): ActionWord | undefined {
  const { scope, paths } = release;
  const value = scope.node.tryGetContext(ACTION_CONTEXT);
  const instruction = parseActionContext(value);
  if (!instruction) { throw invalidInput(scope, 'UnknownAction', ACTION_CONTEXT, value, paths[0]); }
  const { bare, byPath } = instruction;
  const path = nearestPath(paths, byPath.keys());
  const word = path === undefined ? bare : byPath.get(path);
  const isMeantAlone = path !== undefined && paths.includes(path);
  return word !== undefined && (isMeantAlone || canDo(release, word)) ? word : undefined;
}

/**
 * Checks what the operator said against all releases of the app: a word that nobody takes would deploy as if nothing had been asked.
 *
 * @throws if the context has a key of this library that it does not know, names a release or a warning that is not there, asks for what no release
 * can do, or would move production in several environments by one word
 */
export function checkActionContext(scope: IConstruct, releases: readonly CodedRelease[]): void {
  const [unknownKey] = unknownContextKeys(scope.node.getAllContext());
  if (unknownKey !== undefined) { throw invalidInput(scope, 'UnknownContextKey', unknownKey, CONTEXT_KEYS); }
  checkErrorsContext(scope);
  const value = scope.node.tryGetContext(ACTION_CONTEXT);
  const unknown = pathsInActionContext(value).filter((path) => !releases.some(({ paths }) => nearestPath(paths, [path]) !== undefined));
  if (unknown.length > 0) { throw invalidInput(scope, 'UnknownRelease', ACTION_CONTEXT, unknown, releases.map(({ paths }) => paths[0])); }
  const { bare, byPath } = parseActionContext(value) ?? { byPath: new Map<string, ActionWord>() };
  if (bare !== undefined) {
    assertTaken(scope, bare, releases);
    assertOneEnvironment(scope, bare, releases);
  }
  for (const [path, word] of byPath) {
    const meant = releases.filter(({ paths }) => nearestPath(paths, byPath.keys()) === path);
    if (meant.length > 0) { assertTaken(scope, word, meant); }
  }
}

function assertTaken(scope: IConstruct, word: ActionWord, meant: readonly CodedRelease[]): void {
  if (meant.some((release) => canDo(release, word))) { return; }
  if (word === 'promote') { throw invalidInput(scope, 'NothingToPromote', meant.some(({ rollout }) => rollout !== undefined)); }
  throw invalidInput(scope, word === 'hold' ? 'NothingToHold' : 'NothingToSkip', meant.map(({ paths }) => paths[0]).join(', '));
}

/** Production moves with these words. Nobody who promotes what a test environment has tried means all others, too. */
function assertOneEnvironment(scope: IConstruct, word: ActionWord, releases: readonly CodedRelease[]): void {
  if (word !== 'promote' && word !== 'skip') { return; }
  const environments = environmentsOf(releases.filter((release) => canDo(release, word)).map((release) => release.scope));
  if (environments.length > 1) { throw invalidInput(scope, 'WhichEnvironment', ACTION_CONTEXT, word, environments.flat()); }
}
