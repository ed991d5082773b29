import { ChangeDetail } from '../change-sets/change-causes';
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
      Scope: action === 'Modify' ? [...change.metadata ? ['Metadata'] : [], 'Properties'] : [],
      Details: [
        ...(change.metadata ?? []).map((cause) => detailFields({ Attribute: 'Metadata', RequiresRecreation: 'Never' }, cause)),
        ...change.properties.flatMap(({ name, requiresRecreation, causes }) => causes.map((cause) =>
          detailFields({ Attribute: 'Properties', Name: name, RequiresRecreation: requiresRecreation }, cause))),
      ],
    },
  };
}

interface Target {
  readonly [field: string]: string;
}

function detailFields(target: Target, { evaluation, changeSource, causingEntity }: ChangeDetail) {
  return { Target: target, Evaluation: evaluation, ChangeSource: changeSource, CausingEntity: causingEntity };
}

/** What becomes of the physical resource that the change leaves behind. */
function policyAction({ action, replacement, definition }: PlannedChange): string | undefined {
  if (action === 'Remove') { return definition.deletionPolicy === 'RetainExceptOnCreate' ? 'Retain' : definition.deletionPolicy; }
  return replacement === 'True' ? `ReplaceAnd${definition.updateReplacePolicy}` : undefined;
}
