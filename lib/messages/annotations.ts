import { Annotations } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { inCallersWords } from './callers-words';
import { annotationId, Details, ErrorId, NoteId, PACKAGE, conditionText, WarningId } from './ids';
import { ERRORS_CONTEXT, isMadeError } from './warnings-as-errors';

/** Fails the synthesis without ending it: CDK reports all errors of an app together. */
export function addError<Id extends ErrorId>(construct: IConstruct, id: Id, ...details: Details<Id>): void {
  Annotations.of(construct).addError(`${inCallersWords(conditionText(id, ...details))} [${annotationId(id)}]`);
}

/** Warns, unless the warning was acknowledged, or fails the synthesis when the context makes the warning an error. */
export function addWarning<Id extends WarningId>(construct: IConstruct, id: Id, ...details: Details<Id>): void {
  const text = conditionText(id, ...details);
  if (!isMadeError(construct, id)) {
    Annotations.of(construct).addWarningV2(annotationId(id), inCallersWords(text));
    return;
  }
  // CDK takes a warning back that is acknowledged later, and never an error.
  construct.node.addValidation({
    validate: () => {
      addLateText(construct, id, text);
      return [];
    },
  });
}

/** Notes something for information. */
export function addNote<Id extends NoteId>(construct: IConstruct, id: Id, ...details: Details<Id>): void {
  Annotations.of(construct).addInfoV2(annotationId(id), inCallersWords(conditionText(id, ...details)));
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
  if (isAcknowledged(construct, id)) { return; }
  if (!isMadeError(construct, id)) {
    Annotations.of(construct).addWarningV2(annotationId(id), inCallersWords(text));
    return;
  }
  const wayOut = `The context ${ERRORS_CONTEXT} makes this warning an error. If it is right as it is, acknowledge it on the construct: `
    + `acknowledgeWarning('${annotationId(id)}').`;
  Annotations.of(construct).addError(`${inCallersWords(text)} ${wayOut} [${annotationId(id)}]`);
}

/** Whether what is only a warning by itself fails the synthesis. Known when the app is complete. */
export function isUnacknowledgedError(construct: IConstruct, id: WarningId): boolean {
  return isMadeError(construct, id) && !isAcknowledged(construct, id);
}

function isAcknowledged(construct: IConstruct, id: WarningId): boolean {
  const below = new Construct(construct as Construct, `Acknowledged-${PACKAGE}:${id}`);
  Annotations.of(below).addWarningV2(annotationId(id), '');
  construct.node.tryRemoveChild(below.node.id);
  return below.node.metadata.length === 0;
}
