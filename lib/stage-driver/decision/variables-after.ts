import type { Situation } from './situation';
import type { LiveStage } from '../../stage/live-stage';
import { declaredVariables } from '../../stage/stage-after';

/**
 * What the variables of a stage become.
 *
 * CloudFormation never removes a stage variable that left the template (aws/aws-cdk#23438). The driver does.
 * Variables that no template of this stack declared belong to somebody else and stay.
 *
 * @param variables those that the operation sets
 */
export function withVariablesOfOthers(
  variables: LiveStage['variables'], { live, previous }: Pick<Required<Situation>, 'live' | 'previous'>,
): LiveStage['variables'] {
  const before = declaredVariables(previous);
  const others = Object.entries(live.variables).filter(([name]) => before[name] === undefined);
  return { ...Object.fromEntries(others), ...variables };
}
