import { PlannedChange } from '../change-sets/planned-changes';

/** A planned change as DescribeChangeSet shows it. */
export function changeFields(change: PlannedChange) {
  const { definition, action } = change;
  return {
    Type: 'Resource',
    ResourceChange: {
      PolicyAction: policyAction(change),
      Action: action,
      LogicalResourceId: definition.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: definition.type,
      Replacement: change.replacement,
      Scope: action === 'Modify' ? ['Properties'] : [],
      Details: change.properties.map(({ name, requiresRecreation, evaluation }) => ({
        Target: { Attribute: 'Properties', Name: name, RequiresRecreation: requiresRecreation },
        Evaluation: evaluation,
        ChangeSource: evaluation === 'Static' ? 'DirectModification' : 'ResourceAttribute',
      })),
    },
  };
}

/** What becomes of the physical resource that the change leaves behind. */
function policyAction({ action, replacement, definition }: PlannedChange): string | undefined {
  if (action === 'Remove') { return definition.deletionPolicy === 'RetainExceptOnCreate' ? 'Retain' : definition.deletionPolicy; }
  return replacement === 'True' ? `ReplaceAnd${definition.updateReplacePolicy}` : undefined;
}
