import type { Readiness } from './readiness';
import { conditionError } from '../../messages/condition-error';
import { IdentifiedError } from '../../messages/identified-error';
import type { AnchorMemory } from '../contract/anchor';

/** @param now how the stage is after the failure, in one sentence */
export function stageNotMoved(cause: Error, now: string): IdentifiedError {
  const { id, text } = cause instanceof IdentifiedError ? cause : conditionError('StageNotMoved', sentence(cause));
  return new IdentifiedError(id, `${text} ${now}`);
}

export function stageNotRestored(stageName: string, cause: Error): IdentifiedError {
  return conditionError('StageNotRestored', stageName, sentence(cause));
}

/** @param seconds how long was waited */
export function functionNotActive(functionArn: string, { why = '' }: Readiness, seconds: number): IdentifiedError {
  return conditionError('FunctionNotActive', functionArn, why, Math.round(seconds));
}

export function functionsUnreadable(functionArn: string, cause: Error): IdentifiedError {
  return conditionError('FunctionStateUnreadable', functionArn, sentence(cause));
}

export function stackUnreadable(cause: Error): IdentifiedError {
  // A role that may read the stack does not help there.
  if (cause instanceof IdentifiedError) {
    return new IdentifiedError(cause.id, `${cause.text} The stage was not moved. In UPDATE_ROLLBACK_FAILED do not skip this resource (no --orphan, `
      + 'no --force); continue the rollback: cdk rollback.');
  }
  return conditionError('StackUnreadable', sentence(cause));
}

export function canaryNotRemoved(stageName: string, cause: Error): IdentifiedError {
  return conditionError('CanaryNotRemoved', stageName, sentence(cause));
}

/** Says what is lost, and how a person saves it: nothing comes after the anchor. */
export function releaseUnguarded({ restApiId, stageName, deploymentId, production }: AnchorMemory, cause: Error): IdentifiedError {
  const back = [
    ...production === undefined ? [] : [
      `op=replace,path=/canarySettings/deploymentId,value=${production}`, 'op=copy,from=/canarySettings/deploymentId,path=/deploymentId',
    ],
    'op=remove,path=/canarySettings',
  ];
  return conditionError('ReleaseUnguarded', restApiId, stageName, deploymentId, back.join(' '), sentence(cause));
}

function sentence({ message }: Error): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
