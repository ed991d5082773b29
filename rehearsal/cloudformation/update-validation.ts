import { sameValue } from './same-value';
import { StackRecord } from './stack-record';
import { DRIFT_DETECTABLE, UPDATABLE } from './stack-status';
import { PreparedTemplate } from './template/prepared-template';
import { TemplateError } from './template/template-error';

/** @throws TemplateError when this stack can't be updated to the target, or wouldn't change */
export function assertUpdatable(stack: StackRecord, target: PreparedTemplate): void {
  assertState(stack, UPDATABLE.has(stack.status), 'updated');
  const retyped = [...target.resources.values()]
    .filter(({ logicalId, type }) => (stack.resources.get(logicalId)?.definition.type ?? type) !== type)
    .map(({ logicalId }) => logicalId);
  if (retyped.length > 0) {
    throw new TemplateError('Update of resource type is not permitted. The new template modifies resource type of the following resources: '
      + `[${retyped.join(', ')}]`);
  }
  if (stack.pending === undefined && unchanged(stack, target)) { throw new NothingToUpdateError('No updates are to be performed.'); }
}

/** The stack already is what the request asks for. */
export class NothingToUpdateError extends TemplateError {}

/** @throws TemplateError unless `allowed`, in CloudFormation's words */
export function assertState(stack: StackRecord, allowed: boolean, participle: string): void {
  if (!allowed) { throw new TemplateError(`Stack:${stack.identity.stackId} is in ${stack.status} state and can not be ${participle}.`); }
}

/** @throws TemplateError in a state in which drift can't be detected */
export function assertDriftDetectable({ identity: { stackName }, status }: StackRecord): void {
  if (!DRIFT_DETECTABLE.has(status)) {
    throw new TemplateError(`Drift detection cannot be performed on stack [${stackName}] in ${status} state.`);
  }
}

function unchanged(stack: StackRecord, target: PreparedTemplate): boolean {
  return stack.template !== undefined
    && sameValue(stack.template.template, target.template)
    && sameValue([...stack.template.parameters], [...target.parameters]);
}
