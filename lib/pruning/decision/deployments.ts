import { kept, KeptVerdict } from './kept';
import { keyOf, PrunedDeployment, PrunedStage, PruningState, RetainRules } from '../contract/pruning-state';

/** The clocks of API Gateway and CloudFormation may differ. */
const CLOCKS_MILLISECONDS = 5 * 60_000;

/** Reasons for which a deployment may be wanted again: what it calls stays with it. */
const PROTECTING = ['live', 'in-stack', 'last-releases', 'forgotten', 'too-young', 'refused'];

type Verdicts = ReadonlyMap<string, KeptVerdict>;

/** Hundreds of deployments are asked for again for each of hundreds of versions. */
const judged = new WeakMap<PruningState, { readonly rules: RetainRules; readonly verdicts: Verdicts }>();

/** Why a deployment stays. */
export function keptDeployment({ id }: PrunedDeployment, state: PruningState, rules: RetainRules): KeptVerdict {
  const known = judged.get(state);
  if (known?.rules === rules) { return known.verdicts.get(id); }
  const verdicts = new Map(verdictsOf(state, rules));
  judged.set(state, { rules, verdicts });
  return verdicts.get(id);
}

function verdictsOf(state: PruningState, rules: RetainRules): Array<[string, KeptVerdict]> {
  const there = new Set(state.deployments.map(({ id }) => id));
  const wayBack = new Map(state.stages.flatMap((stage) => wayBackOf(stage, there, rules).map((id) => [id, `stage ${stage.stageName}`])));
  const live = new Map(state.stages.flatMap(({ stageName, deploymentId, canaryDeploymentId }) => [
    ...canaryDeploymentId === undefined ? [] : [[canaryDeploymentId, `canary of stage ${stageName}`] as const],
    [deploymentId, `stage ${stageName}`] as const,
  ]));
  return state.deployments.map((deployment) => [deployment.id, verdictOf(deployment, state, rules, { live, wayBack, there })]);
}

interface Wanted {
  readonly live: ReadonlyMap<string, string>;
  readonly wayBack: ReadonlyMap<string, string>;
  readonly there: ReadonlySet<string>;
}

function verdictOf({ id, createdAt, inStack, isOurs }: PrunedDeployment, state: PruningState, rules: RetainRules, wanted: Wanted): KeptVerdict {
  if (wanted.live.has(id)) { return kept('live', wanted.live.get(id)); }
  if (inStack) { return kept('in-stack'); }
  if (wanted.wayBack.has(id)) { return kept('last-releases', wanted.wayBack.get(id)); }
  if (state.now.getTime() - createdAt.getTime() < rules.minimumAgeMilliseconds) { return kept('too-young'); }
  const forgetful = isOurs ? undefined : state.stages.find((stage) => mayForget(stage, createdAt, wanted, rules));
  if (forgetful !== undefined) { return kept('forgotten', `stage ${forgetful.stageName}`); }
  if (!isOurs) { return kept('not-of-this-stack'); }
  const refused = state.refused.get(keyOf({ kind: 'deployment', deploymentId: id, createdAt }));
  return refused === undefined ? undefined : kept('refused', refused);
}

/** The releases of before that a stage can go back to. One that is gone already does not count, nor does one that was perhaps none. */
function wayBackOf(stage: PrunedStage, there: ReadonlySet<string>, { keep }: RetainRules): string[] {
  if (keep === 0) { return []; }
  const before = stage.productions.filter((id) => id !== stage.deploymentId && there.has(id));
  const last = before.filter((id) => isConfirmed(stage, id))[keep - 1];
  return last === undefined ? before : before.slice(0, before.indexOf(last) + 1);
}

function isConfirmed({ unconfirmed }: PrunedStage, id: string): boolean {
  return unconfirmed?.has(id) !== true;
}

/** Whether a deployment may have been production of a stage before its history begins, and is one of those to go back to then. */
function mayForget(stage: PrunedStage, createdAt: Date, { there }: Wanted, rules: RetainRules): boolean {
  const { knownSince } = stage;
  if (knownSince === undefined || createdAt.getTime() >= knownSince.getTime() + CLOCKS_MILLISECONDS) { return false; }
  return wayBackOf(stage, there, rules).filter((id) => isConfirmed(stage, id)).length < rules.keep;
}

/** Those that may be wanted again. */
export function protectedDeployments(state: PruningState, rules: RetainRules): PrunedDeployment[] {
  return state.deployments.filter((deployment) => PROTECTING.includes(keptDeployment(deployment, state, rules)?.because ?? ''));
}

/** Those that a stage serves, as production or as canary. */
export function liveDeployments({ stages, deployments }: PruningState): PrunedDeployment[] {
  const live = stages.flatMap(({ deploymentId, canaryDeploymentId }) => [deploymentId, canaryDeploymentId]);
  return deployments.filter(({ id }) => live.includes(id));
}
