import { StackRecord } from '../cloudformation/stack-record';

/**
 * Stages for which the template of the running, or last, operation asks for a canary, as `<API>/<stage>`: production is to stay as it is, whatever
 * becomes of the deploy. With a rollout it stays until the promotion gives it another deployment.
 */
export function stagesWithWantedCanary(stacks: readonly StackRecord[]): Set<string> {
  const live = stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
  return new Set(live.flatMap(({ template, resources }) => [...template?.resources.values() ?? []].flatMap(({ logicalId, type, properties }) => {
    const { CanarySetting, Action } = properties as { CanarySetting?: unknown; Action?: unknown };
    const resource = resources.get(logicalId);
    if (type === 'AWS::ApiGateway::Stage' && CanarySetting !== undefined && resource?.ref !== undefined) {
      return [`${String(resource.properties.RestApiId)}/${resource.ref}`];
    }
    return type === 'Custom::CanaryStage' && Action === 'ROLLOUT' && resource !== undefined
      ? [`${String(resource.properties.RestApiId)}/${String(resource.properties.StageName)}`]
      : [];
  })));
}
