import { StackArtifact } from '../../rehearsal/assembly/stack-artifact';
import { InputError } from '../input-error';

/** A value for a parameter of a template, as `--parameters` gives it. */
export interface GivenParameter {
  /** Id or name of a stack. @default - every stack that declares the parameter */
  readonly stack?: string;
  readonly name: string;
  readonly value: string;
}

/** Reads `[Stack:]Name=Value`, as the CDK CLI has it. @throws InputError for another form */
export function readParameter(text: string): GivenParameter {
  const [, stack, name, value] = /^(?:([^=]+):)?([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) { throw new InputError(`--parameters must look like Name=Value or Stack:Name=Value, got '${text}'.`); }
  return { stack, name, value };
}

/** The given values that belong to a stack. What is given for it goes before what is given for every stack. */
export function parametersFor(artifact: StackArtifact, given: readonly GivenParameter[]): Record<string, string> {
  const own = given.filter(({ stack, name }) => (stack === undefined || isCalled(artifact, stack)) && name in declaredBy(artifact));
  const inOrder = [...own.filter(({ stack }) => stack === undefined), ...own.filter(({ stack }) => stack !== undefined)];
  return Object.fromEntries(inOrder.map(({ name, value }) => [name, value]));
}

/**
 * Looks before the first deploy whether every parameter will have a value: a given one, that of synthesis, a default, or, as for the CDK
 * CLI, the value of the deploy before.
 *
 * @param assemblies the stacks of each, in the order of the deploys
 * @throws InputError when one will have none, or what is given belongs to no stack
 */
export function assertParameterValues(assemblies: ReadonlyArray<readonly StackArtifact[]>, given: readonly GivenParameter[]): void {
  const stacks = assemblies.flat();
  given.forEach((parameter) => assertDeclared(parameter, stacks));
  const valued = new Map<string, Set<string>>();
  for (const artifact of stacks) {
    const before = valued.get(artifact.stackName) ?? new Set();
    const having = new Set([...before, ...Object.keys(artifact.parameters), ...Object.keys(parametersFor(artifact, given))]);
    const missing = Object.entries(declaredBy(artifact))
      .filter(([name, { Default }]) => Default === undefined && !having.has(name))
      .map(([name]) => name);
    if (missing.length > 0) { throw new InputError(missingText(artifact, missing)); }
    valued.set(artifact.stackName, having);
  }
}

function assertDeclared({ stack, name }: GivenParameter, stacks: readonly StackArtifact[]): void {
  const named = stacks.filter((artifact) => stack === undefined || isCalled(artifact, stack));
  if (named.some((artifact) => name in declaredBy(artifact))) { return; }
  const which = stack === undefined ? 'the stacks have' : named.length === 0 ? `there is no stack ${stack}, the stacks have` : `stack ${stack} has`;
  const known = [...new Set((named.length === 0 ? stacks : named).flatMap((artifact) => Object.keys(declaredBy(artifact))))];
  throw new InputError(`--parameters must name a parameter of a stack, got ${name}; ${which} ${known.join(', ') || 'none'}.`);
}

function missingText({ id, stackName, templateFile }: StackArtifact, missing: readonly string[]): string {
  const [these, them] = missing.length === 1 ? ['The parameter', 'it'] : ['The parameters', 'them'];
  return `${templateFile}: ${these} ${missing.join(', ')} of stack ${id} must have a value, got none. `
    + `Give ${them} as to cdk deploy: ${missing.map((name) => `--parameters ${stackName}:${name}=<value>`).join(' ')}.`;
}

function declaredBy({ template }: StackArtifact): Readonly<Record<string, { readonly Default?: unknown }>> {
  return template.Parameters ?? {};
}

function isCalled({ id, stackName }: StackArtifact, name: string): boolean {
  return id === name || stackName === name;
}
