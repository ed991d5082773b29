import { flagOf, textOf } from '../../../lambda/resource-types/property-values';
import { KeptEntity } from '../../model';

interface PlanStage {
  readonly ApiId?: string;
  readonly Stage?: string;
}

/** Whether an API key opens a stage: it exists, is enabled, and belongs to a usage plan of the stage. Quota and throttling are not counted. */
export function opensStage(value: string | undefined, entities: readonly KeptEntity[], restApiId: string, stageName: string): boolean {
  const ofKind = (kind: string): KeptEntity[] => entities.filter((entity) => entity.kind === `AWS::ApiGateway::${kind}`);
  const key = value === undefined ? undefined : ofKind('ApiKey').find((entity) => keyValue(entity) === value);
  if (!key || flagOf(key.properties, 'Enabled') !== true) { return false; }
  const planIds = ofKind('UsagePlanKey').filter(({ properties }) => properties.KeyId === key.id).map(({ properties }) => properties.UsagePlanId);
  return ofKind('UsagePlan').some(({ id, properties }) => planIds.includes(id) && stagesOf(properties)
    .some(({ ApiId, Stage }) => ApiId === restApiId && Stage === stageName));
}

/** What clients send: AWS draws the value of a key that is created without one, here it is the key's id. */
function keyValue({ id, properties }: KeptEntity): string {
  return textOf(properties, 'Value') ?? id;
}

function stagesOf({ ApiStages }: KeptEntity['properties']): readonly PlanStage[] {
  return (ApiStages ?? []) as PlanStage[];
}
