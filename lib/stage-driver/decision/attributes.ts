import type { LiveStage } from '../../stage/live-stage';
import { DesiredStage, variableAttribute } from '../contract/driver-properties';

/**
 * The attributes of `Custom::CanaryStage` once the stage is as expected.
 *
 * In an abort the Stage resource refers to one for each declared variable, so that CloudFormation moves no variable either.
 *
 * @param expected absent when CloudFormation is about to create the stage
 */
export function attributesOf(desired: DesiredStage, expected: LiveStage | undefined): Record<string, string> {
  const { action, deploymentId, variables: declared } = desired;
  const variables = action === 'ABORT' ? Object.entries(declared) : [];
  return {
    BaseDeploymentId: expected?.deploymentId ?? deploymentId,
    ...Object.fromEntries(variables.map(([name, value]) => [variableAttribute(name), expected?.variables[name] ?? value])),
  };
}
