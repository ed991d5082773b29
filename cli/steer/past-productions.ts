import { declaredVariables, movesProduction } from '../../lib/stage/stage-after';
import { DesiredStage, DriverProperties, parseDriverProperties } from '../../lib/stage-driver/contract/driver-properties';
import { parsePhysicalId } from '../../lib/stage-driver/contract/physical-id';
import type { HistoryEvent } from '../../lib/stage-driver/contract/stack-history';

/** An operation of the stack, as the event tells it by which it ended for the driver. */
export interface PastOperation {
  readonly at: Date;
  /** What production was on when it began: the driver's memory. */
  readonly production: string;
  /** What the template asked for. @default - CloudFormation does not show the properties of the event */
  readonly asked?: DesiredStage;
}

type Variables = Readonly<Record<string, string>>;

/** What becomes of stage variables, by name. undefined: the variable goes */
export type VariableChanges = Readonly<Record<string, string | undefined>>;

/** The operations of a driver, in the order of the events. */
export function pastOperations(events: readonly HistoryEvent[], driver: string): PastOperation[] {
  return events.flatMap(({ logicalId, physicalId, status, time, properties }) => {
    if (logicalId !== driver || !/^(CREATE|UPDATE)_COMPLETE$/.test(status)) { return []; }
    const memory = parsePhysicalId(physicalId);
    return memory ? [{ at: time, production: memory.deploymentId, asked: askedBy(properties) }] : [];
  });
}

/**
 * The stage variables that were declared while production was on a deployment.
 *
 * @param operations newest first
 * @returns undefined when the history does not tell
 */
export function variablesOf(deploymentId: string, operations: readonly PastOperation[]): Variables | undefined {
  const index = operations.findIndex(({ production, asked }) => production === deploymentId || asked?.deploymentId === deploymentId);
  if (index < 0) { return undefined; }
  const { asked } = operations[index];
  // It brought the deployment, or found production there. Then it left it there, or what was asked before had put it there.
  const inForce = asked === undefined || asked.deploymentId === deploymentId || !movesProduction(asked) ? asked : operations[index + 1]?.asked;
  return inForce && variablesUnder(inForce, deploymentId);
}

/**
 * What takes the variables of a stage back to what was declared then: also those away that were not declared then. Otherwise the code of before would
 * get a variable that it does not know, and its deploy would be refused.
 *
 * What was declared as it is now stays as it is, and so does what would go and somebody has changed.
 *
 * @param now what is declared for the production of now. undefined when the history does not tell
 */
export function variableChanges(live: Variables, then: Variables, now: Variables = {}): VariableChanges {
  const added = Object.keys(now).filter((name) => then[name] === undefined && live[name] === now[name]);
  return {
    ...Object.fromEntries(added.map((name) => [name, undefined])),
    ...Object.fromEntries(Object.entries(then).filter(([name, value]) => now[name] !== value)),
  };
}

export function withChanges(variables: Variables, changes: VariableChanges = {}): Variables {
  return Object.fromEntries(Object.entries({ ...variables, ...changes }).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]));
}

/** ARNs of what a deployment calls. undefined when the history does not tell. @param operations newest first */
export function callsIn(deploymentId: string, operations: readonly PastOperation[]): readonly string[] | undefined {
  return operations.find(({ asked }) => asked?.deploymentId === deploymentId && asked.calls.length > 0)?.asked?.calls;
}

/** The variables of production under a template: those of the canary where somebody has promoted it by hand. */
function variablesUnder(asked: DesiredStage, production: string): Variables {
  const wasCanary = asked.action === 'HOLD' && asked.deploymentId === production;
  return { ...declaredVariables(asked), ...wasCanary && asked.canary?.stageVariableOverrides };
}

function askedBy(properties: HistoryEvent['properties']): DesiredStage | undefined {
  const { DeploymentId: id, Action: action } = properties as Partial<DriverProperties>;
  return id === undefined || action === undefined ? undefined : parseDriverProperties(properties as unknown as DriverProperties);
}
