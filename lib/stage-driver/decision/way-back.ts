import { goneRoutes } from './gone-routes';
import type { Situation } from './situation';
import { LiveCanary, LiveStage, samePercent } from '../../stage/live-stage';
import { declaredVariables, hasSteps, movesProduction, stageAfter, stageAfterDriver } from '../../stage/stage-after';
import type { DesiredStage } from '../contract/driver-properties';
import { Memory, remember } from '../contract/physical-id';

type Variables = Readonly<Record<string, string>>;

/** A situation on a stage that exists, in a stack that had the release before. */
export interface UpdateSituation extends Situation {
  readonly live: LiveStage;
  readonly previous: DesiredStage;
}

/**
 * What the stage goes back to when an operation has failed: what the operation found, as far as the operation has changed it.
 *
 * What somebody else has changed meanwhile stays, and so does everything when the operation has moved nothing.
 */
export function wayBack(situation: UpdateSituation): LiveStage {
  const { live, previous: failed, desired: before } = situation;
  if (isMovedWithoutRelease(situation, before) || isMovedByEarlierAttempt(situation)) { return beforeEveryAttempt(situation); }
  const isHalfBack = isLeftByCloudFormation(situation, failed, before);
  if (!isHalfBack && !hasMoved(situation, failed, before)) {
    // Variables may be all that it has changed; only a driver that has answered tells.
    const answered = situation.driverHasAnswered === true || hasAnswered(situation);
    return answered ? { ...live, variables: variablesBack(situation), canary: canaryBack(situation) } : live;
  }
  const asked = stageAfterDriver(failed, { ...live, deploymentId: productionAtBegin(situation, before) });
  const found = foundStage(situation, before);
  const isOwn = ownsDeployment(situation, failed, before);
  const productionMoved = live.deploymentId === failed.deploymentId && (isOwn || movesProduction(failed));
  const canaryMoved = isHalfBack || (isOwn && live.canary?.deploymentId === failed.deploymentId) || isLatePercent(situation, failed)
    || sameCanary(live.canary, asked.canary);
  return {
    deploymentId: productionMoved ? found.deploymentId : live.deploymentId,
    canary: canaryMoved ? found.canary : live.canary,
    variables: variablesBack(situation),
  };
}

/**
 * Whether production or the canary is where an earlier attempt of a paused operation has put it. If the driver has answered in this operation, it is
 * known what the stage was on before, and otherwise what the operation before it led to.
 */
function isMovedByEarlierAttempt(situation: UpdateSituation): boolean {
  const { live, desired: before, isRetried, memory, memoryIsOfThisOperation, earlierAttempts = [], created, givenToStage } = situation;
  if (!isRetried || memory === undefined) { return false; }
  if (!memoryIsOfThisOperation) { return isOnCreated(situation); }
  if (live.deploymentId !== memory.deploymentId) {
    return created?.has(live.deploymentId) === true || givenToStage?.has(live.deploymentId) === true || earlierAttempts
      .some((attempt) => attempt.deploymentId === live.deploymentId && (movesProduction(attempt) || isNew(attempt, before)));
  }
  const answered = hasAnswered(situation);
  if (answered ? isAsRemembered(live, memory) : situation.movedInThisOperation !== true) { return false; }
  // Then it may as well be somebody else's. But the driver has moved something, and what it found is known.
  if (answered && situation.hidesAttempts === true) { return true; }
  const hasOwnCanary = live.canary !== undefined && created?.has(live.canary.deploymentId) === true;
  return hasOwnCanary || earlierAttempts.some((attempt) => isAsAsked(live, attempt, live));
}

/** Whether anything stands on a deployment that goes with the operation. */
export function isOnCreated({ live, created }: Pick<UpdateSituation, 'live' | 'created'>): boolean {
  return [live.deploymentId, live.canary?.deploymentId].some((deploymentId) => deploymentId !== undefined && created?.has(deploymentId));
}

/**
 * Whether production is where CloudFormation's own Stage has put it in this operation: in a paused attempt whose template was without the release.
 * The driver was not asked then, so that it has answered nothing.
 */
function isMovedWithoutRelease(situation: UpdateSituation, before: DesiredStage): boolean {
  return situation.memoryIsOfThisOperation !== true && isMovedByStage(situation, before);
}

/**
 * Whether production is on a deployment that an attempt without the release has brought. Nothing of that deployment is retained: neither its
 * versions nor its permissions outlive the operation, unless the template has them, too.
 */
export function isBasedOnAttemptWithoutRelease(situation: UpdateSituation): boolean {
  const { live: { deploymentId }, previous, memoryIsOfThisOperation, earlierAttempts = [] } = situation;
  const isAsked = memoryIsOfThisOperation === true && earlierAttempts.some((attempt) => attempt.deploymentId === deploymentId);
  return !isAsked && isMovedByStage(situation, previous);
}

/**
 * Whether an attempt of a paused operation had the release out of its template: then CloudFormation's own Stage was given a deployment that no driver
 * was asked for. What the release has retained until then is not retained any more.
 */
export function hadAttemptWithoutRelease(situation: UpdateSituation): boolean {
  const { live, desired, previous, isRetried, earlierAttempts = [], givenToStage = new Set() } = situation;
  const asked = [desired, previous, ...earlierAttempts, live].map(({ deploymentId }) => deploymentId);
  return isRetried === true && [...givenToStage].some((id) => !asked.includes(id) && id !== productionAtBegin(situation, previous));
}

/** Whether CloudFormation's own Stage was given the live deployment in an operation that is retried, and production was not on it before. */
function isMovedByStage(situation: UpdateSituation, before: DesiredStage): boolean {
  const { live: { deploymentId }, isRetried, givenToStage } = situation;
  return isRetried === true && givenToStage?.has(deploymentId) === true && deploymentId !== productionAtBegin(situation, before);
}

/** What the operation found. A canary of none of its attempts is somebody else's. */
function beforeEveryAttempt(situation: UpdateSituation): LiveStage {
  const { live, desired: before, previous: failed, earlierAttempts = [], hidesAttempts, created } = situation;
  const found = foundStage(situation, before);
  const isOwn = live.canary === undefined || hidesAttempts === true || created?.has(live.canary.deploymentId) === true
    || [before, failed, ...earlierAttempts].some(({ deploymentId }) => deploymentId === live.canary?.deploymentId);
  return { deploymentId: found.deploymentId, canary: isOwn ? found.canary : live.canary, variables: variablesBack(situation) };
}

/**
 * What the physical id is to remember on the way forward: what the stage was on before the operation touched it.
 *
 * An event that is delivered again finds its own move already made.
 */
export function whatToRemember(situation: Situation): Memory {
  const { live, desired, previous, memory, memoryIsOfThisOperation, movedInThisOperation } = situation;
  // An anchor knows production alone. Where nothing has moved since, the stage itself tells the rest.
  const isWhole = memory?.canary !== undefined || movedInThisOperation !== false;
  if (memory && memoryIsOfThisOperation && isWhole) { return memory; }
  if (live === undefined) {
    return { restApiId: desired.restApiId, stageName: desired.stageName, deploymentId: desired.deploymentId, canary: 'none' };
  }
  if (previous === undefined) { return remember(desired, live); }
  const operation = { ...situation, live, previous };
  const isRepeated = situation.movedInThisOperation && hasMoved(operation, desired, previous);
  const found = isRepeated ? foundByRepeated(operation) : foundAtFirst(operation);
  // What is as the operation asks for was set by the operation itself then.
  const kept = isRepeated ? {} : { keptVariables: keptVariables(operation), keptOverrides: keptOverrides(operation) };
  const gone = found.deploymentId === live.deploymentId ? goneRoutes(situation) : undefined;
  return { ...remember(desired, found), ...kept, ...gone && { goneRoutes: gone } };
}

/** The driver is asked for the first time in the operation. */
function foundAtFirst(operation: UpdateSituation): LiveStage {
  const { live, previous } = operation;
  return isMovedWithoutRelease(operation, previous) ? { ...live, deploymentId: productionAtBegin(operation, previous) } : live;
}

/** The steps of a rollout begin on a stage without a canary, and the driver has not moved production. */
function foundByRepeated(operation: UpdateSituation): LiveStage {
  const { live, desired, previous } = operation;
  return hasSteps(desired, live) ? { ...live, canary: undefined } : foundStage(operation, previous);
}

/**
 * Whether something of an operation is on the stage.
 *
 * Its deployment is one that it created: then whoever sent traffic there, the traffic must leave before the deployment goes. So is one that it rolled
 * out in steps, which set any percent. Otherwise only the exact state counts that it asked for: any other state of a deployment that was there before
 * is somebody else's.
 */
function hasMoved(situation: UpdateSituation, operation: DesiredStage, before: DesiredStage): boolean {
  const { live, memory, memoryIsOfThisOperation, movedInThisOperation } = situation;
  if (memory && memoryIsOfThisOperation && isAsRemembered(live, memory)) { return false; }
  if (ownsDeployment(situation, operation, before) && [live.deploymentId, live.canary?.deploymentId].includes(operation.deploymentId)) {
    return true;
  }
  if (isLatePercent(situation, operation)) { return true; }
  const base = { ...live, deploymentId: productionAtBegin(situation, before) };
  return isAsAsked(live, operation, base) && Boolean(hasAnswered(situation) || movedInThisOperation);
}

/** Whether production and canary are exactly what an operation asks for. @param base what it found */
function isAsAsked(live: LiveStage, operation: DesiredStage, base: LiveStage): boolean {
  return [stageAfterDriver(operation, base), stageAfter(operation, base)]
    .some((asked) => live.deploymentId === asked.deploymentId && sameCanary(live.canary, asked.canary));
}

/**
 * Whether CloudFormation has taken its own Stage back before the driver, and has left the percent of the operation behind.
 *
 * It removes no canary, sends only what differs between the templates, and may drop a zero (assumed). The driver has answered then: before that,
 * CloudFormation does not move its Stage.
 */
function isLeftByCloudFormation(situation: UpdateSituation, operation: DesiredStage, before: DesiredStage): boolean {
  const { live, memory } = situation;
  if (!hasAnswered(situation) || isAsRemembered(live, memory!)) { return false; }
  const found = foundStage(situation, before);
  const asked = stageAfterDriver(operation, { ...live, deploymentId: found.deploymentId });
  return live.deploymentId === found.deploymentId && live.canary !== undefined && asked.canary !== undefined
    && samePercent(live.canary.percentTraffic, asked.canary.percentTraffic)
    && [found.canary?.deploymentId, asked.canary.deploymentId].includes(live.canary.deploymentId);
}

/** What production was on when the operation began. A memory of the operation before it tells what led there. */
function productionAtBegin({ live, memory, memoryIsOfThisOperation }: UpdateSituation, before: DesiredStage): string {
  if (memory === undefined) { return live.deploymentId; }
  return memoryIsOfThisOperation ? memory.deploymentId : stageAfter(before, { ...live, deploymentId: memory.deploymentId }).deploymentId;
}

/** Whether the driver itself has succeeded in this operation. An anchor knows production, whatever became of the driver. */
function hasAnswered({ memory, memoryIsOfThisOperation }: Situation): boolean {
  return Boolean(memoryIsOfThisOperation) && memory?.canary !== undefined;
}

/** Whether all traffic on the deployment of an operation is that operation's, at any percent: it created the deployment, or began its steps. */
function ownsDeployment(situation: UpdateSituation, operation: DesiredStage, before: DesiredStage): boolean {
  return isNew(operation, before) || hasBegunSteps(situation, operation);
}

function hasBegunSteps({ memory, memoryIsOfThisOperation }: UpdateSituation, operation: DesiredStage): boolean {
  return memory !== undefined && memoryIsOfThisOperation === true && memory.canary === 'none' && hasSteps(operation, memory);
}

/** A step's percent that acted when the canary had left has made one of production itself (recorded on AWS). */
function isLatePercent(situation: UpdateSituation, operation: DesiredStage): boolean {
  const { live, memory } = situation;
  return hasBegunSteps(situation, operation) && live.canary !== undefined
    && [live.deploymentId, live.canary.deploymentId].every((deploymentId) => deploymentId === memory!.deploymentId);
}

/** Whether the operation from one template to the other created its deployment. */
function isNew(operation: DesiredStage, before: DesiredStage): boolean {
  return operation.deploymentId !== before.deploymentId;
}

function isAsRemembered(live: LiveStage, { deploymentId, canary }: Memory): boolean {
  if (canary === undefined || live.deploymentId !== deploymentId) { return false; }
  return canary === 'none' ? live.canary === undefined
    : live.canary !== undefined && live.canary.deploymentId === canary.deploymentId && samePercent(live.canary.percentTraffic, canary.percentTraffic);
}

function sameCanary(one: LiveCanary | undefined, other: LiveCanary | undefined): boolean {
  if (one === undefined || other === undefined) { return one === other; }
  return one.deploymentId === other.deploymentId && samePercent(one.percentTraffic, other.percentTraffic);
}

/**
 * What the operation found. Without a memory of its own, which a driver that was cancelled or has crashed leaves behind, what the template
 * before led to.
 */
function foundStage({ live, memory, memoryIsOfThisOperation }: UpdateSituation, before: DesiredStage): LiveStage {
  const ledTo = stageAfter(before, { ...live, deploymentId: memory?.deploymentId ?? live.deploymentId });
  if (!memory || !memoryIsOfThisOperation) { return ledTo; }
  if (memory.canary === undefined) { return { ...ledTo, deploymentId: memory.deploymentId }; }
  return { ...ledTo, deploymentId: memory.deploymentId, canary: memory.canary === 'none' ? undefined : canaryOf(memory.canary, ledTo, live) };
}

/**
 * A physical id has no room for overrides and cache. Those of the template before are known. A canary that no template declares can't be put back
 * as it was, so it stays away: the base serves everybody.
 */
function canaryOf(
  { deploymentId, percentTraffic }: Exclude<Memory['canary'], 'none' | undefined>, ledTo: LiveStage, live: LiveStage,
): LiveCanary | undefined {
  const known = [ledTo.canary, live.canary].find((canary) => canary?.deploymentId === deploymentId);
  return known && { ...known, percentTraffic };
}

/** Variables go back to the values declared before. Those that no attempt of the operation changed are left alone. */
function variablesBack(situation: UpdateSituation): Variables {
  const { live, previous: failed, earlierAttempts = [], desired: before, memory } = situation;
  const declared = declaredVariables(before);
  const variables = [failed, ...earlierAttempts].reduce((values, attempt) => {
    const changed = changedDeclarations(before, attempt).filter((name) => !memory?.keptVariables?.includes(name));
    return valuesBack(values, changed, declared, declaredVariables(attempt));
  }, live.variables);
  return { ...variables, ...untold(situation, declared, memory?.keptVariables) };
}

/** What an attempt may have changed that nobody tells of. On the way forward it would have been set to what is declared, too. */
function untold({ isRetried, hidesAttempts }: UpdateSituation, declared: Variables, kept: readonly string[] = []): Variables {
  return isRetried && hidesAttempts ? Object.fromEntries(Object.entries(declared).filter(([name]) => !kept.includes(name))) : {};
}

/**
 * CloudFormation's own Stage resource may have taken the canary back before the driver does, but for overrides that the operation added: of what left
 * the template it removes nothing (aws/aws-cdk#33901). It may leave the cache on, too, as it may drop a zero (assumed). Only the canary is known that
 * the template before declares.
 */
function canaryBack(situation: UpdateSituation): LiveCanary | undefined {
  const { live: { canary }, previous: failed, earlierAttempts = [], desired: before, memory } = situation;
  if (canary === undefined || before.canary === undefined || canary.deploymentId !== before.deploymentId) { return canary; }
  const declared = overridesOf(before);
  const attempts = [failed, ...earlierAttempts];
  const overrides = attempts.map(overridesOf).reduce((values, asked) => {
    const changed = namesThatDiffer(declared, asked).filter((name) => !memory?.keptOverrides?.includes(name));
    return valuesBack(values, changed, declared, asked);
  }, canary.stageVariableOverrides);
  return {
    ...canary,
    useStageCache: attempts.some((asked) => asked.canary?.useStageCache === canary.useStageCache)
      ? before.canary.useStageCache : canary.useStageCache,
    stageVariableOverrides: { ...overrides, ...untold(situation, declared, memory?.keptOverrides) },
  };
}

/** @param names of the values that go back from what was asked to what was declared, or away */
function valuesBack(live: Variables, names: readonly string[], declared: Variables, asked: Variables): Variables {
  const back = names.filter((name) => live[name] === asked[name]);
  const others = Object.entries(live).filter(([name]) => !back.includes(name));
  const restored = back.flatMap((name): Array<[string, string]> => declared[name] === undefined ? [] : [[name, declared[name]]]);
  return Object.fromEntries([...others, ...restored]);
}

/** Names of variables that the stage had already as the operation asks for, though the template before declared something else. */
function keptVariables({ live, desired, previous }: UpdateSituation): readonly string[] | undefined {
  const asked = declaredVariables(desired);
  const kept = changedDeclarations(previous, desired).filter((name) => live.variables[name] === asked[name]);
  return kept.length > 0 ? kept : undefined;
}

/** The same of the canary's overrides. */
function keptOverrides({ live, desired, previous }: UpdateSituation): readonly string[] | undefined {
  const [declared, asked] = [overridesOf(previous), overridesOf(desired)];
  const kept = namesThatDiffer(declared, asked).filter((name) => live.canary?.stageVariableOverrides[name] === asked[name]);
  return live.canary !== undefined && kept.length > 0 ? kept : undefined;
}

function overridesOf({ canary }: DesiredStage): Variables {
  return canary?.stageVariableOverrides ?? {};
}

/** Names of variables that an operation may set or remove. An abort sets only what the stage does not have. */
function changedDeclarations(before: DesiredStage, operation: DesiredStage): string[] {
  const [declared, asked] = [declaredVariables(before), declaredVariables(operation)];
  const names = namesThatDiffer(declared, asked);
  return operation.action === 'ABORT' ? names.filter((name) => declared[name] === undefined) : names;
}

function namesThatDiffer(one: Variables, other: Variables): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);
}
