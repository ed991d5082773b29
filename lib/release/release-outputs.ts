import { CfnOutput, CfnResource, Lazy, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { LiveStage } from '../stage/live-stage';

/** What the outputs of a release tell. Known when the app is complete. */
export interface ToldRelease {
  readonly action: string;
  /** The stage after this deploy. */
  readonly stage: LiveStage;
}

/** In the place of a release that is not there: CloudFormation takes no output without a value. */
export const NO_RELEASE = 'none';

/** Adds what `cdk deploy` says in its last lines about a release: beside it, so that the names are short. */
export function addReleaseOutputs(release: Construct, told: () => ToldRelease): void {
  const named = namedAfter(release);
  const output = (name: string, description: string, value: (release: ToldRelease) => unknown) =>
    new CfnOutput(named.node.scope!, `${named.node.id}${name}`, { description, value: Token.asString(Lazy.any({ produce: () => value(told()) })) });
  output('Action', 'What the last deploy did with the stage', ({ action }) => action);
  output('BaseDeployment', 'The deployment that production is on', ({ stage }) => stage.deploymentId);
  output('CanaryDeployment', 'The deployment that the canary is on, or none', ({ stage: { canary } }) => canary?.deploymentId ?? NO_RELEASE);
  output('Percent', 'The part of the requests that goes to the canary', ({ stage: { canary } }) => textOf(canary?.percentTraffic ?? 0));
}

/** A release in the scope of its API goes by the name of the API. */
export function namedAfter(release: Construct): Construct {
  const { scope } = release.node;
  return scope !== undefined && CfnResource.isCfnResource(scope.node.defaultChild) ? scope as Construct : release;
}

function textOf(percent: number): unknown {
  return Token.isUnresolved(percent) ? percent : String(percent);
}
