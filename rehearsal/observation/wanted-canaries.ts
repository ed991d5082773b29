import { StackRecord } from '../cloudformation/stack-record';

/**
 * Stages for which the template of the running, or last, operation asks for a canary, as `<API>/<stage>`: production is to stay as it is, whatever
 * becomes of the deploy.
 */
export function stagesWithWantedCanary(stacks: readonly StackRecord[]): Set<string> {
  const live = stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
  return new Set(live.flatMap(({ template, resources }) => [...template?.resources.values() ?? []]
    .filter(({ type, properties }) => type === 'AWS::ApiGateway::Stage' && (properties as { CanarySetting?: unknown }).CanarySetting !== undefined)
    .flatMap(({ logicalId }) => {
      const stage = resources.get(logicalId);
      return stage?.ref === undefined ? [] : [`${String(stage.properties.RestApiId)}/${stage.ref}`];
    })));
}
