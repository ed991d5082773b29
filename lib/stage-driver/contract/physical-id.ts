import type { LiveStage } from '../../stage/live-stage';

/**
 * The driver's memory: its physical id, `<api>/<stage>/<production>/<canary>@<percent>` or `<api>/<stage>/<production>/none`, which says what the
 * stage was on when the operation began. Where there are such variables, a fifth part names those that it did not have to change: `theme,region`,
 * with overrides of the canary as `~theme`. `-1f3a9c` there is the digest of a route that the base has in its snapshot alone.
 *
 * CloudFormation delivers it with every event, the rollback of an operation included. There is nowhere else to keep it
 * that goes back together with the stack.
 */
export interface Memory {
  readonly restApiId: string;
  readonly stageName: string;
  /** The deployment of production. */
  readonly deploymentId: string;
  /** Undefined when the id is one of a driver that did not know the canary: then the canary is what the template says. */
  readonly canary?: RememberedCanary | 'none';
  /** Names of stage variables that had the operation's values already, though the template before declared others. Absent: none. */
  readonly keptVariables?: readonly string[];
  /** Digests of routes that only the snapshot of `deploymentId` has, and no code any more. Absent: none, or nobody knows. */
  readonly goneRoutes?: readonly string[];
  /** The same of the canary's overrides. */
  readonly keptOverrides?: readonly string[];
}

/** The part of a canary that a physical id has room for. */
export interface RememberedCanary {
  readonly deploymentId: string;
  readonly percentTraffic: number;
}

/** What the driver's handler is able to read, in the properties of `Custom::CanaryStage`. A handler rolls back with the code of before. */
export const HANDLER_VERSION = 3;
/** The first version whose handler reads the canary in a physical id. Properties of before it have no `HandlerVersion`. */
const KNOWS_CANARY = 2;
/** Stands before the name of an override. No stage variable's name has it. */
const OVERRIDE = '~';
/** Before the digest of a route. No variable's name begins so. */
const GONE = '-';
/** CloudFormation takes 1 KB. */
const LENGTH_LIMIT = 1_000;

/** What a physical id is to remember of a stage. */
export function remember(stage: { readonly restApiId: string; readonly stageName: string }, live: LiveStage): Memory {
  const { deploymentId, canary } = live;
  return {
    restApiId: stage.restApiId,
    stageName: stage.stageName,
    deploymentId,
    canary: canary ? { deploymentId: canary.deploymentId, percentTraffic: canary.percentTraffic } : 'none',
  };
}

export function physicalIdOf(memory: Memory): string {
  const { restApiId, stageName, deploymentId, canary, keptVariables = [], keptOverrides = [], goneRoutes = [] } = memory;
  const parts = [restApiId, stageName, deploymentId];
  if (canary === undefined) { return parts.join('/'); }
  const known = [...parts, canary === 'none' ? canary : `${canary.deploymentId}@${canary.percentTraffic}`].join('/');
  const kept = [...keptVariables, ...keptOverrides.map((name) => `${OVERRIDE}${name}`)];
  const withParts = (more: readonly string[]): string => [known, ...more.length > 0 ? [more.join(',')] : []].join('/');
  // The less it matters, the sooner it is left out.
  const forms = [[...kept, ...goneRoutes.map((digest) => `${GONE}${digest}`)], kept].map(withParts);
  return forms.find((id) => id.length <= LENGTH_LIMIT) ?? known;
}

/**
 * The same memory in the form that the handler reads which a rollback of this operation would run: that of the template before.
 *
 * @param previousHandlerVersion `HandlerVersion` among the properties of before
 */
export function readableBy(previousHandlerVersion: number | undefined, memory: Memory): Memory {
  return (previousHandlerVersion ?? 1) >= KNOWS_CANARY
    ? memory
    : { ...memory, canary: undefined, keptVariables: undefined, keptOverrides: undefined, goneRoutes: undefined };
}

/** Undefined for an id that is not the driver's, for instance the one CloudFormation invents after a failed create. */
export function parsePhysicalId(physicalId: string | undefined): Memory | undefined {
  const parts = physicalId?.split('/') ?? [];
  if (![3, 4, 5].includes(parts.length) || parts.some((part) => part === '')) { return undefined; }
  const [restApiId, stageName, deploymentId, fourth, fifth] = parts;
  if (fourth === undefined) { return { restApiId, stageName, deploymentId }; }
  const canary = parseCanary(fourth);
  return canary && { restApiId, stageName, deploymentId, canary, ...fifth && keptIn(fifth.split(',')) };
}

function keptIn(names: readonly string[]): Pick<Memory, 'keptVariables' | 'keptOverrides' | 'goneRoutes'> {
  const marked = (mark: string): string[] => names.filter((name) => name.startsWith(mark)).map((name) => name.slice(mark.length));
  const keptVariables = names.filter((name) => !name.startsWith(OVERRIDE) && !name.startsWith(GONE));
  const [keptOverrides, goneRoutes] = [marked(OVERRIDE), marked(GONE)];
  return {
    ...keptVariables.length > 0 && { keptVariables }, ...keptOverrides.length > 0 && { keptOverrides }, ...goneRoutes.length > 0 && { goneRoutes },
  };
}

function parseCanary(part: string): Memory['canary'] {
  if (part === 'none') { return part; }
  const [, deploymentId, percent] = /^([^@]+)@(\d+(?:\.\d+)?(?:e-\d+)?)$/.exec(part) ?? [];
  const percentTraffic = Number(percent);
  return percentTraffic >= 0 && percentTraffic <= 100 ? { deploymentId, percentTraffic } : undefined;
}
