import { Annotations } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { annotationId, Details, ErrorId, NoteId, PACKAGE, conditionText, WarningId } from './ids';

/** Fails the synthesis without ending it: CDK reports all errors of an app together. */
export function addError<Id extends ErrorId>(construct: IConstruct, id: Id, ...details: Details<Id>): void {
  Annotations.of(construct).addError(`${conditionText(id, ...details)} [${annotationId(id)}]`);
}

/** Warns, unless the warning was acknowledged. */
export function addWarning<Id extends WarningId>(construct: IConstruct, id: Id, ...details: Details<Id>): void {
  Annotations.of(construct).addWarningV2(annotationId(id), conditionText(id, ...details));
}

/** Notes something for information. */
export function addNote<Id extends NoteId>(construct: IConstruct, id: Id, ...details: Details<Id>): void {
  Annotations.of(construct).addInfoV2(annotationId(id), conditionText(id, ...details));
}

/**
 * Warns when the app is complete, unless the warning was acknowledged on the construct or above it.
 *
 * CDK ignores an acknowledgement that was made on the construct itself before the warning.
 */
export function addLateWarning<Id extends WarningId>(construct: IConstruct, id: Id, ...details: Details<Id>): void {
  addLateText(construct, id, conditionText(id, ...details));
}

/** The same with a text of the registry that is already put together. */
export function addLateText(construct: IConstruct, id: WarningId, text: string): void {
  if (!isAcknowledged(construct, id)) { Annotations.of(construct).addWarningV2(annotationId(id), text); }
}

function isAcknowledged(construct: IConstruct, id: WarningId): boolean {
  const below = new Construct(construct as Construct, `Acknowledged-${PACKAGE}:${id}`);
  Annotations.of(below).addWarningV2(annotationId(id), '');
  construct.node.tryRemoveChild(below.node.id);
  return below.node.metadata.length === 0;
}
