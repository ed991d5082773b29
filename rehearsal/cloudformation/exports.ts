import { StackRecord } from './stack-record';
import { PreparedTemplate, StackOutput } from './template/prepared-template';
import { TemplateError } from './template/template-error';

/** Value that a stack exports under this name. Undefined when none does. */
export function exportedValue(stacks: Iterable<StackRecord>, name: string): string | undefined {
  for (const stack of stacks) {
    const output = stack.status === 'DELETE_COMPLETE' ? undefined : stack.outputs.find(({ exportName }) => exportName === name);
    if (output !== undefined) { return output.value; }
  }
  return undefined;
}

/**
 * Settles a stack's outputs against those of the other stacks.
 *
 * @throws TemplateError when a name is already exported, or a changed or removed export is in use
 */
export function settleOutputs(stacks: ReadonlyArray<StackRecord>, stack: StackRecord, target: PreparedTemplate): void {
  const next = target.outputs(stack.resources);
  const others = stacks.filter((other) => other !== stack && other.status !== 'DELETE_COMPLETE');
  for (const { exportName } of next) {
    const owner = others.find((other) => other.outputs.some((output) => output.exportName !== undefined && output.exportName === exportName));
    if (owner !== undefined) { throw new TemplateError(`Export with name ${exportName} is already exported by stack ${owner.identity.stackName}`); }
  }
  assertUnusedExports(others, stack.outputs.filter((output) => !next.some((kept) => sameExport(kept, output))), 'updated');
  stack.outputs = next;
}

/** @throws TemplateError when another stack imports one of these outputs */
export function assertUnusedExports(others: ReadonlyArray<StackRecord>, gone: ReadonlyArray<StackOutput>, verb: 'updated' | 'deleted'): void {
  for (const { exportName } of gone) {
    if (exportName === undefined) { continue; }
    const user = others.find((other) => other.status !== 'DELETE_COMPLETE' && other.template?.importedNames.has(exportName));
    if (user !== undefined) {
      throw new TemplateError(`Export ${exportName} cannot be ${verb} as it is in use by ${user.identity.stackName}`);
    }
  }
}

function sameExport(left: StackOutput, right: StackOutput): boolean {
  return left.exportName === right.exportName && left.value === right.value;
}
