import { parseAnchorId, ANCHOR_TYPE } from '../../stage-driver/contract/anchor';
import { hasLeftStack } from '../../stage-driver/contract/left-the-stack';
import { Memory, parsePhysicalId } from '../../stage-driver/contract/physical-id';
import type { HistoryEvent } from '../../stage-driver/contract/stack-history';
import { callsOf } from '../../stage-driver/decision/base-calls';
import type { OwnedStack, PruningReadings, StageReadings } from '../contract/pruning-readings';
import type { PruningState } from '../contract/pruning-state';

const DRIVER_TYPE = 'Custom::CanaryStage';
/** Actions that leave production on the deployment of the template, if all goes well. */
const MOVING = ['NONE', 'PROMOTE', 'ROLLOUT', 'SKIP'];
const DEPLOYMENT_TYPE = 'AWS::ApiGateway::Deployment';

/** What was read, seen as what may go. */
export function pruningStateOf(readings: PruningReadings): PruningState {
  const { now, restApiId, stacks, stages, deployments, functions } = readings;
  const owned = resourcesOf(stacks);
  const history = historyOf(readings);
  return {
    now,
    restApiId,
    stackNames: stacks.map(({ name }) => name),
    refused: new Map(),
    stages: stages.map(({ stageName, deploymentId, canaryDeploymentId }) => ({
      stageName,
      deploymentId,
      canaryDeploymentId,
      productions: unique([deploymentId, ...(history.productions.get(stageName) ?? []).map(({ id }) => id)]),
      unconfirmed: unconfirmedIn(history.productions.get(stageName) ?? []),
      knownSince: history.knownSince.get(stageName),
    })),
    deployments: deployments.map(({ id, createdAt }) => ({
      id, createdAt, inStack: owned.has(id), isOurs: history.created.has(id), calls: history.calls.get(id),
    })),
    functions: functions.map((fn) => ({
      ...fn,
      versions: fn.versions.map((version) => ({ ...version, inStack: owned.has(versionId(stacks, fn.name, version.version)) })),
      statements: fn.statements.map((statement) => ({ ...statement, inStack: owned.has(statement.statementId) })),
    })),
  };
}

/** A deployment that production was on, or that an operation has moved it to. */
interface Production {
  readonly id: string;
  /** Whether an operation has found it. */
  readonly found: boolean;
}

interface StackHistory {
  /** Deployments that the stack made. */
  readonly created: ReadonlySet<string>;
  /** By stage, newest first. */
  readonly productions: ReadonlyMap<string, readonly Production[]>;
  /** By deployment. */
  readonly calls: ReadonlyMap<string, readonly string[]>;
  /** By stage. None where the history is whole. */
  readonly knownSince: ReadonlyMap<string, Date>;
}

function historyOf(readings: PruningReadings): StackHistory {
  const { restApiId, events, stages, stacks, declaredCalls } = readings;
  const created = new Set<string>();
  const productions = new Map<string, Production[]>();
  const calls = new Map<string, string[]>();
  const wasOn = (stageName: string, id: string, found: boolean) =>
    productions.set(stageName, [...productions.get(stageName) ?? [], { id, found }]);
  const does = (deploymentId: string, called: readonly string[]) =>
    calls.set(deploymentId, unique([...calls.get(deploymentId) ?? [], ...called.map((reference) => localName(reference, stacks))]));
  for (const event of events.filter(({ type }) => [DRIVER_TYPE, DEPLOYMENT_TYPE, ANCHOR_TYPE].includes(type))) {
    const { type, physicalId, status } = event;
    if (type === DEPLOYMENT_TYPE && physicalId !== '') { created.add(physicalId); }
    // An id that changed is deleted after the new one is there: that would be a production of before as the newest one.
    const memory = type === DRIVER_TYPE && !status.startsWith('DELETE_') ? parsePhysicalId(physicalId) : undefined;
    if (memory?.restApiId === restApiId) {
      const { Action: action, DeploymentId: asked } = event.properties;
      if (typeof asked === 'string' && MOVING.includes(String(action))) { wasOn(memory.stageName, asked, false); }
      wasOn(memory.stageName, memory.deploymentId, true);
    }
    const anchor = type === ANCHOR_TYPE ? parseAnchorId(physicalId) : undefined;
    if (anchor?.restApiId === restApiId) { created.add(anchor.deploymentId); }
    // They are parsed when they are asked for.
    const { RestApiId: api, DeploymentId: deploymentId, Calls: called } = type === DRIVER_TYPE ? event.properties : {};
    if (api === restApiId && typeof deploymentId === 'string' && Array.isArray(called)) { does(deploymentId, called.map(String)); }
  }
  // The driver remembers also what the history has forgotten.
  const released = releasedStages(readings);
  released.forEach(({ memory: { stageName, deploymentId } }) => wasOn(stageName, deploymentId, true));
  declaredCalls.forEach((called, deploymentId) => does(deploymentId, called));
  stages.forEach((stage) => {
    const called = exportedCalls(stage);
    if (called !== undefined) { does(stage.deploymentId, called); }
  });
  const since = released.filter(({ stackId }) => !isWhole(events, stackId)).map(({ memory }) => [memory.stageName, oldestOf(readings)] as const);
  return { created, productions, calls, knownSince: new Map(since) };
}

/** The stages that the stacks release, by what their drivers are called. */
function releasedStages({ restApiId, stacks }: PruningReadings): Array<{ readonly stackId: string; readonly memory: Memory }> {
  return stacks.flatMap(({ id: stackId, resources }) => resources.flatMap(({ type, physicalId = '', status }) => {
    const memory = type === DRIVER_TYPE && !hasLeftStack(status) ? parsePhysicalId(physicalId) : undefined;
    return memory?.restApiId === restApiId ? [{ stackId, memory }] : [];
  }));
}

/** Whether the history of a stack begins with the stack. */
function isWhole(events: readonly HistoryEvent[], stackId: string): boolean {
  return events.some(({ physicalId, status }) => physicalId === stackId && /^(REVIEW|CREATE)_IN_PROGRESS$/.test(status));
}

/** What CloudFormation forgets is forgotten of all stacks. */
function oldestOf({ events, now }: PruningReadings): Date {
  return events.reduce((oldest, { time }) => time < oldest ? time : oldest, now);
}

function exportedCalls({ definition, variables }: StageReadings): string[] | undefined {
  return definition === undefined ? undefined : callsOf(definition, variables).functions.map(({ reference }) => reference);
}

/** `Orders:42`, or the ARN of a function of another account or region. */
function localName(reference: string, [{ id }]: readonly OwnedStack[]): string {
  const [, , , region, account] = id.split(':');
  const [, of, named] = /^arn:[^:]*:lambda:([^:]*:[^:]*):function:(.*)$/s.exec(reference) ?? [];
  return of === `${region}:${account}` ? named : reference;
}

/** The physical id of a version is its ARN. */
function versionId(stacks: readonly OwnedStack[], functionName: string, version: string): string {
  const [, partition, , region, account] = stacks[0].id.split(':');
  return `arn:${partition}:lambda:${region}:${account}:function:${functionName}:${version}`;
}

function resourcesOf(stacks: readonly OwnedStack[]): ReadonlySet<string> {
  return new Set(stacks.flatMap(({ resources }) => resources.flatMap(
    ({ physicalId, status }) => physicalId === undefined || hasLeftStack(status) ? [] : [physicalId],
  )));
}

function unconfirmedIn(productions: readonly Production[]): ReadonlySet<string> {
  const found = productions.filter((production) => production.found).map(({ id }) => id);
  return new Set(productions.map(({ id }) => id).filter((id) => !found.includes(id)));
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
