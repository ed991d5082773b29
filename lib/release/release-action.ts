import { IConstruct } from 'constructs';
import { invalidInput } from '../messages/invalid-input';
import { ReleaseAction } from '../stage-driver/contract/driver-properties';

/** Context key that promotes or aborts without a change of code. */
export const ACTION_CONTEXT = 'cdk-canary-rest-api:action';

/** What code said about a release. */
export interface CodedRelease {
  readonly scope: IConstruct;
  /** Paths under which context may name this release. */
  readonly paths: readonly string[];
  readonly hasCanarySettings: boolean;
  /** From `promote()` or `abort()`. */
  readonly called?: 'PROMOTE' | 'ABORT';
}

/**
 * What this deploy does with the stage, out of code and context.
 *
 * A bare `abort` in the context is for every release of the app, a bare `promote` for every one that has `canarySettings`; an object names them by path.
 *
 * @throws if code and context disagree, if the context says something else, or if there is nothing to promote.
 */
export function releaseAction(release: CodedRelease): ReleaseAction {
  const fromContext = contextAction(release);
  if (release.called && fromContext && release.called !== fromContext) {
    throw invalidInput(release.scope, 'ContradictingActions',
      `The code calls ${release.called.toLowerCase()}()`, `the context ${ACTION_CONTEXT} says ${fromContext.toLowerCase()}`);
  }
  const action = release.called ?? fromContext;
  if (action === 'PROMOTE' && !release.hasCanarySettings) {
    throw invalidInput(release.scope, 'NothingToPromote');
  }
  return action ?? (release.hasCanarySettings ? 'HOLD' : 'NONE');
}

function contextAction(release: CodedRelease): 'PROMOTE' | 'ABORT' | undefined {
  const value = parse(release, release.scope.node.tryGetContext(ACTION_CONTEXT));
  if (value === undefined) { return undefined; }
  if (typeof value === 'string') {
    const action = actionOf(release, value);
    // An abort is for every release: settings that come from the context themselves may be missing in the command that aborts.
    return action === 'ABORT' || release.hasCanarySettings ? action : undefined;
  }
  const path = release.paths.find((candidate) => value[candidate] !== undefined);
  return path === undefined ? undefined : actionOf(release, value[path]);
}

/** On the command line an object arrives as JSON text. */
function parse(release: CodedRelease, value: unknown): string | Record<string, unknown> | undefined {
  if (value === undefined || value === null || value === '') { return undefined; }
  if (typeof value === 'object' && !Array.isArray(value)) { return value as Record<string, unknown>; }
  if (typeof value === 'string' && value.trim().startsWith('{')) {
    try {
      return JSON.parse(value);
    } catch {
      throw unknownAction(release, value);
    }
  }
  return typeof value === 'string' ? value : actionOf(release, value);
}

function actionOf(release: CodedRelease, value: unknown): 'PROMOTE' | 'ABORT' {
  if (value === 'promote') { return 'PROMOTE'; }
  if (value === 'abort') { return 'ABORT'; }
  throw unknownAction(release, value);
}

function unknownAction(release: CodedRelease, value: unknown): Error {
  return invalidInput(release.scope, 'UnknownAction', ACTION_CONTEXT, value, release.paths[0]);
}

/**
 * Paths in the context that name no release of the app: a typo would otherwise deploy as if nothing had been asked.
 */
export function unknownContextPaths(scope: IConstruct, known: ReadonlySet<string>): string[] {
  const value = scope.node.tryGetContext(ACTION_CONTEXT);
  const object = typeof value === 'string' && value.trim().startsWith('{') ? tryParse(value) : value;
  if (typeof object !== 'object' || object === null) { return []; }
  return Object.keys(object).filter((path) => !known.has(path));
}

function tryParse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
