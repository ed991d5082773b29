import type { PruningWorld } from './pruning-world';
import type { PruningMoment, StageReadings } from '../contract/pruning-readings';
import type { PruningState, RetainRules } from '../contract/pruning-state';
import { keptDeployment } from '../decision/deployments';
import { pruningStateOf } from '../decision/state-of';
import { isOwnStatement } from '../decision/statements';
import { versionsToLookAt, withLook } from '../decision/superseded';

/** What was found, and when. */
export interface FoundState {
  readonly state: PruningState;
  readonly moment: PruningMoment;
  readonly stages: readonly StageReadings[];
}

/** Reads what a choice needs. The moment comes first: a change since then shows before each deletion. */
export async function findSuperseded(world: PruningWorld, rules: RetainRules): Promise<FoundState> {
  const moment = await world.moment();
  const readings = await world.read();
  let state = pruningStateOf(readings);
  // Each costs three calls: only those that nothing else keeps.
  for (const { functionName, version } of versionsToLookAt(state, rules)) {
    state = withLook(state, functionName, version, await world.look(functionName, version));
  }
  return { state: await withRoutes(world, state, rules), moment, stages: readings.stages };
}

/** The routes of what stays: read only where a permission could go. */
async function withRoutes(world: PruningWorld, state: PruningState, rules: RetainRules): Promise<PruningState> {
  const mayGo = state.functions.some(({ statements }) => statements.some((one) => !one.inStack && isOwnStatement(one, state)));
  if (!mayGo) { return state; }
  const deployments = [];
  for (const deployment of state.deployments) {
    const stays = keptDeployment(deployment, state, rules) !== undefined;
    deployments.push(stays ? { ...deployment, routes: await world.routes(deployment.id) } : deployment);
  }
  return { ...state, deployments };
}
