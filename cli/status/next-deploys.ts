import type { LiveStage } from '../../lib/stage/live-stage';
import type { DesiredStage, ReleaseAction } from '../../lib/stage-driver/contract/driver-properties';
import { DeployOutcome, NEW_DEPLOYMENT, NextDeploy, nextDeploy } from '../../lib/stage-driver/decision/next-deploy';

/** A deploy that may come next, and what it makes of the stage. */
export interface ForetoldDeploy {
  readonly when:
    'same-commit' | 'outside-the-api' | 'without-action' | 'stage-settings' | 'new-code' | 'promote' | 'hold' | 'abort' | 'no-settings'
    | 'cdk-rollback';
  /** In words. */
  readonly outcome: string;
  /** Of the refusal. */
  readonly id?: string;
  /** Everybody gets code that was taken off the stage: it is on it neither for production nor for the canary. @default false */
  readonly isTakenOff?: true;
}

/** By the rules of the driver itself. @param template what the template in force asks of it */
export function nextDeploys(live: LiveStage, template: DesiredStage): ForetoldDeploy[] {
  // An abort leaves them aside, and the deploy after it has them again.
  const settings = template.canary ?? template.settingsAside;
  const hasSettings = settings !== undefined;
  // What the code asks, whatever the context of the last deploy was.
  const ordinary = hasSettings ? 'HOLD' : template.rollout === undefined ? 'NONE' : 'ROLLOUT';
  // The same word again changes nothing, so CloudFormation does not call the driver.
  const saying = (action: ReleaseAction): NextDeploy => ({ action: action === template.action ? 'UNTOUCHED' : action });
  const isAborted = nextDeploy(live, template, { action: ordinary, canary: settings }).id === 'AbortedDeployment';
  const deploys: ReadonlyArray<readonly [ForetoldDeploy['when'], NextDeploy]> = [
    ['same-commit', { action: 'UNTOUCHED' }],
    ['outside-the-api', { action: 'UNTOUCHED' }],
    ...template.action === ordinary ? [] : [['without-action', { action: ordinary }] as const],
    ['stage-settings', { action: ordinary }],
    ['new-code', { action: ordinary, hasNewCode: true }],
    ...hasSettings ? [['promote', saying('PROMOTE')] as const] : [],
    ...isAborted ? [['hold', { action: ordinary, hold: true }] as const] : [],
    ['abort', saying('ABORT')],
    ...hasSettings ? [['no-settings', { action: 'NONE' }] as const] : [],
  ];
  return deploys.map(([when, deploy]) => foretold(when, nextDeploy(live, template, { canary: settings, ...deploy }), live));
}

/** An outcome as a person reads it. @param live before the deploy */
export function foretold(when: ForetoldDeploy['when'], outcome: DeployOutcome, live: LiveStage): ForetoldDeploy {
  return {
    when,
    outcome: inWords(outcome, live),
    ...outcome.id === undefined ? {} : { id: outcome.id },
    ...isTakenOff(outcome.stage, live) ? { isTakenOff: true } : {},
  };
}

function inWords({ outcome, id, stage, inSteps }: DeployOutcome, live: LiveStage): string {
  if (outcome === 'untouched') { return 'nothing changes'; }
  if (outcome === 'refused') { return `refused [${id}]`; }
  const changes = [...productionChange(stage, live), ...canaryChange(stage, live), ...variablesChange(stage, live)];
  if (inSteps) { return `a rollout: ${changes.join(', ')}, in steps, if every gate passes`; }
  return changes.join(', ') || 'nothing changes';
}

function productionChange(stage: LiveStage, live: LiveStage): string[] {
  const { deploymentId } = stage;
  return deploymentId === live.deploymentId ? [] : [`${shown(deploymentId)} for everybody${isTakenOff(stage, live) ? ', which was taken off' : ''}`];
}

function isTakenOff({ deploymentId }: LiveStage, live: LiveStage): boolean {
  return ![live.deploymentId, live.canary?.deploymentId, NEW_DEPLOYMENT].includes(deploymentId);
}

function canaryChange({ canary, deploymentId }: LiveStage, live: LiveStage): string[] {
  const before = live.canary;
  if (canary === undefined) { return before === undefined || before.deploymentId === deploymentId ? [] : ['the canary goes']; }
  if (canary.deploymentId === deploymentId && canary.percentTraffic === 0) { return []; }
  if (canary.deploymentId === deploymentId) { return [`a canary at ${canary.percentTraffic} % of production's own code, which tests nothing`]; }
  if (before?.deploymentId !== canary.deploymentId) { return [`${shown(canary.deploymentId)} becomes the canary at ${canary.percentTraffic} %`]; }
  return before.percentTraffic === canary.percentTraffic ? [] : [`the canary gets ${canary.percentTraffic} %`];
}

function variablesChange(stage: LiveStage, live: LiveStage): string[] {
  const all = [...new Set([...Object.keys(stage.variables), ...Object.keys(live.variables)])].sort();
  const names = all.filter((name) => stage.variables[name] !== live.variables[name]);
  return names.length === 0 ? [] : [`${names.join(', ')} changes`];
}

function shown(deploymentId: string): string {
  return deploymentId === NEW_DEPLOYMENT ? 'the new code' : deploymentId;
}
