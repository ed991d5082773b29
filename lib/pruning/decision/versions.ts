import { hasUnknownCalls, mayCall } from './calls';
import { liveDeployments, protectedDeployments } from './deployments';
import { kept, KeptVerdict } from './kept';
import { isOwnStatement } from './statements';
import type { PrunedFunction, PrunedVersion, PruningState, RetainRules } from '../contract/pruning-state';

/** The clocks of API Gateway and Lambda may differ, and a version is dated by when its code was uploaded. */
const CLOCKS_MILLISECONDS = 5 * 60_000;

/** Why a version stays, without what is looked at only if nothing else keeps it. */
export function keptUnseen(fn: PrunedFunction, version: PrunedVersion, state: PruningState, rules: RetainRules): KeptVerdict {
  if (version.inStack) { return kept('in-stack'); }
  // Also one that goes in this run: it goes first.
  const caller = state.deployments.find((deployment) => mayCall(deployment, fn.name, version.version));
  if (caller !== undefined) { return kept('called', `deployment ${caller.id}`); }
  const staying = protectedDeployments(state, rules);
  const unknown = staying.find(hasUnknownCalls);
  if (unknown !== undefined) { return kept('calls-unknown', `deployment ${unknown.id}`); }
  const oldest = newestBefore(fn, Math.min(...staying.map(({ createdAt }) => createdAt.getTime())));
  if (oldest === undefined || Number(version.version) >= Number(oldest.version)) { return kept('not-older'); }
  const alias = fn.aliases.find(({ versions }) => versions.includes(version.version));
  if (alias !== undefined) { return kept('alias', alias.name); }
  if (fn.unreadable !== undefined) { return kept('unreadable', fn.unreadable); }
  // Its instances would go with it, or AWS would refuse it.
  const isWarm = fn.provisioned?.some(({ qualifier }) => qualifier === version.version) === true;
  if (isWarm && !rules.dropsProvisionedConcurrency) { return kept('not-wanted'); }
  return state.now.getTime() - version.createdAt.getTime() < rules.minimumAgeMilliseconds ? kept('too-young') : undefined;
}

/** Why a version stays. */
export function keptVersion(fn: PrunedFunction, version: PrunedVersion, state: PruningState, rules: RetainRules): KeptVerdict {
  const { invocations = 0 } = version.look ?? {};
  const invoked = invocations > 0 ? kept('invoked', `${invocations} times`) : undefined;
  return keptUnseen(fn, version, state, rules) ?? keptByLook(version, state) ?? invoked;
}

/** Why the provisioned concurrency of a version or an alias stays. The version does not go: it only starts cold. */
export function keptInstances(fn: PrunedFunction, qualifier: string, state: PruningState, rules: RetainRules): KeptVerdict {
  const version = fn.versions.find((one) => one.version === qualifier);
  if (version === undefined) { return kept('alias', qualifier); }
  if (version.inStack) { return kept('in-stack'); }
  const live = liveDeployments(state);
  const caller = live.find((deployment) => mayCall(deployment, fn.name, qualifier));
  if (caller !== undefined) { return kept('called', `deployment ${caller.id}`); }
  const unknown = live.find(hasUnknownCalls);
  if (unknown !== undefined) { return kept('calls-unknown', `deployment ${unknown.id}`); }
  const alias = fn.aliases.find(({ versions }) => versions.includes(qualifier));
  if (alias !== undefined) { return kept('alias', alias.name); }
  if (fn.unreadable !== undefined) { return kept('unreadable', fn.unreadable); }
  return rules.dropsProvisionedConcurrency ? keptByLook(version, state) : kept('not-wanted');
}

function keptByLook({ look }: PrunedVersion, state: PruningState): KeptVerdict {
  if (look === undefined || look.unreadable !== undefined) { return kept('unreadable', look?.unreadable); }
  if (look.hasEventSource) { return kept('event-source'); }
  const foreign = look.statements.find((statement) => !isOwnStatement(statement, state));
  if (foreign !== undefined) { return kept('called-by-others', foreign.statementId); }
  return look.statements.length === 0 ? kept('never-released') : undefined;
}

/** The newest version that there was when a deployment was made. */
function newestBefore({ versions }: PrunedFunction, time: number): PrunedVersion | undefined {
  const older = versions.filter(({ createdAt }) => createdAt.getTime() <= time - CLOCKS_MILLISECONDS);
  return older.sort((a, b) => Number(b.version) - Number(a.version))[0];
}
