import { keptDeployment } from './deployments';
import { Kept, kept, KeptVerdict } from './kept';
import { keptStatement } from './statements';
import { keptInstances, keptUnseen, keptVersion } from './versions';
import { keyOf, PrunedDeployment, PruningState, RetainRules, Superseded, VersionLook } from '../contract/pruning-state';

/** What may go now, in the order in which it should, and why the rest stays. */
export interface Selection {
  readonly drop: readonly Superseded[];
  readonly kept: readonly Kept[];
}

/**
 * Chooses what nobody needs any more: no request, and none of the releases that a stage can go back to.
 *
 * What goes is right for this very state. A version that a superseded deployment calls stays until that deployment is gone.
 */
export function superseded(state: PruningState, rules: RetainRules): Selection {
  const judged = [...instances(state, rules), ...deployments(state, rules), ...versions(state, rules), ...statements(state, rules)]
    .map(({ item, verdict }) => ({ item, verdict: verdict ?? refusedBefore(item, state) }));
  return {
    drop: judged.flatMap(({ item, verdict }) => verdict === undefined ? [item] : []),
    kept: judged.flatMap(({ item, verdict }) => verdict === undefined ? [] : [{ item, ...verdict }]),
  };
}

/** All that goes in the end, one after the other, and what stays then. */
export function planned(state: PruningState, rules: RetainRules): Selection {
  const drop: Superseded[] = [];
  for (let now = state; ;) {
    const selection = superseded(now, rules);
    if (selection.drop.length === 0) { return { drop, kept: selection.kept }; }
    drop.push(...selection.drop);
    now = selection.drop.reduce(without, now);
  }
}

/** The state after a deletion. */
export function without(state: PruningState, item: Superseded): PruningState {
  if (item.kind === 'deployment') { return { ...state, deployments: state.deployments.filter(({ id }) => id !== item.deploymentId) }; }
  return {
    ...state,
    functions: state.functions.map((fn) => {
      if (fn.name !== item.functionName) { return fn; }
      switch (item.kind) {
        case 'provisioned-concurrency': return { ...fn, provisioned: fn.provisioned?.filter(({ qualifier }) => qualifier !== item.version) };
        case 'version': return {
          ...fn,
          versions: fn.versions.filter(({ version }) => version !== item.version),
          provisioned: fn.provisioned?.filter(({ qualifier }) => qualifier !== item.version),
        };
        case 'statement': return {
          ...fn, statements: fn.statements.filter((one) => one.statementId !== item.statementId || one.qualifier !== item.qualifier),
        };
      }
    }),
  };
}

/** Versions of which policy, event sources and invocations decide, because nothing else keeps them: `Orders:3`. */
export function versionsToLookAt(state: PruningState, rules: RetainRules): Array<{ readonly functionName: string; readonly version: string }> {
  const gone = planned(state, rules).drop.reduce(without, state);
  const afterDeployments = { ...gone, functions: state.functions };
  return state.functions.flatMap((fn) => fn.versions.filter((version) => version.look === undefined
    && (keptUnseen(fn, version, afterDeployments, rules) === undefined || fn.provisioned?.some(({ qualifier }) => qualifier === version.version)))
    .map(({ version }) => ({ functionName: fn.name, version })));
}

/** The state with what was seen of a version. */
export function withLook(state: PruningState, functionName: string, version: string, look: VersionLook): PruningState {
  return {
    ...state,
    functions: state.functions.map((fn) => fn.name !== functionName ? fn : {
      ...fn, versions: fn.versions.map((one) => one.version === version ? { ...one, look } : one),
    }),
  };
}

interface Judged {
  readonly item: Superseded;
  readonly verdict: KeptVerdict;
}

function instances(state: PruningState, rules: RetainRules): Judged[] {
  return state.functions.flatMap((fn) => (fn.provisioned ?? []).map((one): Judged => ({
    item: { kind: 'provisioned-concurrency', functionName: fn.name, version: one.qualifier, instances: one.instances },
    verdict: keptInstances(fn, one.qualifier, state, rules),
  })));
}

function deployments(state: PruningState, rules: RetainRules): Judged[] {
  return oldestFirst(state.deployments).map((deployment) => ({
    item: { kind: 'deployment', deploymentId: deployment.id, createdAt: deployment.createdAt },
    verdict: keptDeployment(deployment, state, rules),
  }));
}

function versions(state: PruningState, rules: RetainRules): Judged[] {
  return state.functions.flatMap((fn) => [...fn.versions].sort((a, b) => Number(a.version) - Number(b.version)).map((version): Judged => ({
    item: { kind: 'version', functionName: fn.name, version: version.version, createdAt: version.createdAt },
    verdict: keptVersion(fn, version, state, rules),
  })));
}

/** After the deployments: what is served is told by those that stay. */
function statements(state: PruningState, rules: RetainRules): Judged[] {
  const staying = state.deployments.filter((deployment) => keptDeployment(deployment, state, rules) !== undefined);
  const isDone = staying.length === state.deployments.length;
  return state.functions.flatMap((fn) => fn.statements.map((statement): Judged => ({
    item: { kind: 'statement', functionName: fn.name, qualifier: statement.qualifier, statementId: statement.statementId },
    verdict: isDone ? keptStatement(statement, state, staying) : kept('route', 'deployments go first'),
  })));
}

function refusedBefore(item: Superseded, { refused }: PruningState): KeptVerdict {
  const said = refused.get(keyOf(item));
  return said === undefined ? undefined : kept('refused', said);
}

function oldestFirst(all: readonly PrunedDeployment[]): PrunedDeployment[] {
  return [...all].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}
