import { Stage } from '../model';
import { RandomSource } from '../random-source';

/** A release as a request meets it. */
export interface ReleaseView {
  readonly release: 'base' | 'canary';
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Routes one request: each is drawn on its own, a client is not kept on one release.
 *
 * Without a canary nothing is drawn.
 *
 * @throws Error when a canary release is asked for on a stage without one
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export function chooseRelease(stage: Stage, random: RandomSource, asked?: 'base' | 'canary'): ReleaseView {
  if (asked === 'canary' && !stage.canarySettings) {
    throw new Error(`release must be base on a stage without canary, got canary for ${stage.stageName}. Ask for base, or create the canary first.`);
  }
  const release = asked ?? (stage.canarySettings && random() * 100 < stage.canarySettings.percentTraffic ? 'canary' : 'base');
  return releaseView(stage, release);
}

/** Deployment and variables of a release: the canary sees the stage's variables with its overrides merged over them (recorded on AWS). */
export function releaseView(stage: Stage, release: 'base' | 'canary'): ReleaseView {
  const canary = release === 'canary' ? stage.canarySettings : undefined;
  return {
    release,
    deploymentId: canary?.deploymentId ?? stage.deploymentId,
    variables: { ...stage.variables, ...canary?.stageVariableOverrides },
  };
}
