import { Annotations } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/**
 * Adds a warning when the app is complete, unless it was acknowledged on the construct or above.
 *
 * Of a warning that comes after its acknowledgement, CDK finds the acknowledgement above the construct only, and not on the construct itself.
 */
export function addLateWarning(construct: IConstruct, id: string, message: string): void {
  if (!isAcknowledged(construct, id)) { Annotations.of(construct).addWarningV2(id, message); }
}

function isAcknowledged(construct: IConstruct, id: string): boolean {
  const below = new Construct(construct as Construct, `Acknowledged-${id}`);
  Annotations.of(below).addWarningV2(id, '');
  construct.node.tryRemoveChild(below.node.id);
  return below.node.metadata.length === 0;
}
