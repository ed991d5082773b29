import type { PruningMoment, StageReadings } from '../contract/pruning-readings';

/** What is compared before each deletion. */
export interface SettledState {
  readonly moment: PruningMoment;
  readonly stages: ReadonlyArray<Pick<StageReadings, 'stageName' | 'deploymentId' | 'canaryDeploymentId'>>;
}

/** Whether the stack is in a state in which everything that it needs is known: no operation runs, and none has to be continued. */
export function isSettled({ status }: Pick<PruningMoment, 'status'>): boolean {
  return /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(status);
}

/** What somebody else has changed since, in words. Undefined: nothing. */
export function changedSince(before: SettledState, now: SettledState): string | undefined {
  if (now.moment.status !== before.moment.status) { return `The stack is in ${now.moment.status}.`; }
  if (now.moment.updatedAt?.getTime() !== before.moment.updatedAt?.getTime()) { return 'The stack was deployed.'; }
  const [then, today] = [before.stages, now.stages].map((stages) => stages.map(stageText).sort());
  const moved = today.find((text) => !then.includes(text)) ?? then.find((text) => !today.includes(text));
  return moved === undefined ? undefined : `A stage was moved: ${today.includes(moved) ? moved : `no longer ${moved}`}.`;
}

function stageText({ stageName, deploymentId, canaryDeploymentId }: SettledState['stages'][number]): string {
  return `${stageName} on ${deploymentId}${canaryDeploymentId === undefined ? '' : `, canary on ${canaryDeploymentId}`}`;
}
