import { TemplateError } from '../template/template-error';

/** There is no change set of this name. */
export class ChangeSetNotFoundError extends TemplateError {
  override readonly code = 'ChangeSetNotFound';
  override readonly status = 404;
}

/** The change set can't be executed as it is. */
export class InvalidChangeSetStatusError extends TemplateError {
  override readonly code = 'InvalidChangeSetStatus';
}
